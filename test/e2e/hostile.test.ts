import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RawAnswer, rawGet, residentBytes, type Served, serve } from "../served.ts";
import { writeHostileFiles } from "./hostile-files.ts";

/** What answering all of this may cost in memory: caches and worker threads, no file's claims. */
const MEMORY_BOUND = 400 * 1024 * 1024;

let server: Served;
let names: string[];
beforeAll(async () => {
  server = await serve(async (folder) => {
    names = await writeHostileFiles(folder);
  });
});
afterAll(() => server?.stop());

/** What a path is asked; the target without the path. */
const CALLS: readonly (readonly [before: string, after: string, headers?: string])[] = [
  ["/api/list/", ""],
  ["/api/folder/", ""],
  ["/api/info/", ""],
  ["/api/fetch/", ""],
  ["/api/fetch/", "", "Range: bytes=0-99,200-300\r\n"],
  ["/api/fetch/", "?slice_=0"],
  ["/api/fetch/", "?slice_=0:10"],
  ["/api/fetch/", "?slice_=-1"],
  ["/api/fetch/", "?slice_=0:9999999999"],
  ["/api/fetch/", "?slice_=::1000000"],
  ["/api/fetch/", "?indices=%5B%5B0,5,-1%5D%5D"],
  ["/api/chunk/", "?nchunk=0"],
  ["/api/chunk/", "?nchunk=1"],
  ["/api/chunk/", "?nchunk=4294967296"],
  ["/api/download/", ""],
  ["/api/preview/", ""],
  ["/api/preview/", "?width=100"],
];

/** Statuses the contract has for reading; 503 and 500 are not among them. */
const ALLOWED = [200, 206, 304, 400, 401, 404, 409, 413, 414, 416, 422];

/** What is wrong with an answer, or nothing. */
function complaint(answer: RawAnswer): string | undefined {
  if (!ALLOWED.includes(answer.status)) return `status ${answer.status}: ${answer.body.toString("utf8", 0, 200)}`;
  if (answer.status < 400) return;
  const error = parsed(answer.body);
  if (typeof error?.code !== "string" || error.detail === undefined) return "an error without code or detail";
  const text = answer.body.toString();
  if (/\/tmp\/|node_modules|\.ts:\d/.test(text)) return `tells about the machine: ${text.slice(0, 200)}`;
  return;
}

function parsed(body: Buffer): { code?: unknown; detail?: unknown } | undefined {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

async function complaintsOf(targets: readonly (readonly [target: string, headers?: string])[]): Promise<string[]> {
  const found: string[] = [];
  for (let at = 0; at < targets.length; at += 8) {
    const few = targets.slice(at, at + 8);
    const answers = await Promise.all(few.map(([target, headers]) => rawGet(server.url, target, headers)));
    for (const [index, answer] of answers.entries()) {
      const problem = complaint(answer);
      if (problem) found.push(`${few[index]?.join(" ")}: ${problem}`);
    }
  }
  return found;
}

describe("files that lie", () => {
  test("each call on each of them answers within the contract, and memory stays bounded", async () => {
    const before = residentBytes(server.process.pid);
    const targets = names.flatMap((name) => {
      const path = `@public/${name.split("/").map(encodeURIComponent).join("/")}`;
      return CALLS.map(([start, end, headers]) => [`${start}${path}${end}`, headers ?? ""] as const);
    });
    expect(targets.length).toBeGreaterThan(2000);
    expect((await complaintsOf(targets)).slice(0, 40)).toEqual([]);
    expect(residentBytes(server.process.pid) - before).toBeLessThan(MEMORY_BOUND);
  }, 120_000);

  test("they are listed, and nothing outside the root is read", async () => {
    const listed: string[] = await (await fetch(`${server.url}/api/list/@public`)).json();
    for (const name of ["names/new\nline.b2nd", "names/%2e%2e.b2nd", "names/a b.b2nd", "damaged/magic.b2nd"]) {
      expect(listed).toContain(name);
    }
    expect(listed.filter((name) => /^links\/(root|up|endless|passwd)/.test(name))).toEqual([]);
    for (const name of ["passwd", "root/etc/passwd", "state.json", "peer.b2nd", "endless.txt", "pipe.b2nd", "loop"]) {
      for (const call of ["download", "fetch", "preview", "info"]) {
        const { status } = await rawGet(server.url, `/api/${call}/@public/links/${name}`);
        expect([400, 404], `${call} ${name}`).toContain(status);
      }
    }
  });

  test("a name is the file's, whatever it holds", async () => {
    for (const name of names.filter((one) => one.startsWith("names/"))) {
      const path = name.split("/").map(encodeURIComponent).join("/");
      const { status, body } = await rawGet(server.url, `/api/fetch/@public/${path}?slice_=41:43`);
      expect(status, name).toBe(200);
      expect(body.toString("latin1", 2, 9), name).toBe("b2frame");
    }
  });
});

describe("requests that lie", () => {
  const long = "9".repeat(400);
  const file = "@public/names/a%20b.b2nd";

  test.each(
    [
      "/api/info/@public/../../etc/passwd",
      "/api/download/@public/%2e%2e/%2e%2e/db.json",
      "/api/download/@public/..%2f..%2fdb.json",
      "/api/download/@public%2f..%2fdb.json",
      "/api/download/@public/%252e%252e/db.json",
      "/api/download/@public/links/..%5c..%5cdb.json",
      "/api/download/@public/%00",
      "/api/download/@public/a%00.b2nd",
      "/api/download/%2fetc/passwd",
      "/api/download//etc/passwd",
      "/api/download/@public//etc/passwd",
      "/api/download/@public/./db.json",
      "/api/download/@public/%ff%fe",
      "/api/download/@public/%",
      "/api/info/%40public/..",
      "/api/info/@personal/x",
      "/api/info/@shared/x",
      "/api/info/@Public/x",
      "/api/info/__proto__/constructor",
      `/api/info/@public/${"a/".repeat(3000)}x`,
      `/api/info/@public/${"y".repeat(5000)}`,
    ].map((target) => [target.slice(0, 60), target] as const),
  )("path %s", async (_, target) => {
    const answer = await rawGet(server.url, target);
    expect(complaint(answer)).toBeUndefined();
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  test.each(
    [
      ...[
        "a",
        "1:2:0",
        "1;2",
        "0,0",
        "1e3",
        "0x10",
        "--1",
        "1.5",
        ":::",
        "9:9:9:9",
        long,
        `0:${long}x`,
        "%00",
        "🙂",
        "None",
      ],
      ...[`-${long}`, "99999999999999999999", "NaN", "Infinity", "0,".repeat(4000), "(", "[0]", "...,..."],
    ].map((slice) => [slice.slice(0, 40), slice] as const),
  )("slice %s", async (_, slice) => {
    const answer = await rawGet(server.url, `/api/fetch/${file}?slice_=${encodeURIComponent(slice)}`);
    expect(complaint(answer)).toBeUndefined();
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  test.each(
    [
      ...["7", "[", "{}", "[[0.5]]", "[[true]]", '["x"]', "[[1000]]", "[[-1001]]", "[[1e400]]", "[0,0]", "[null,null]"],
      ...[`[[${long}]]`, "[".repeat(3000), `${"[".repeat(900)}0${"]".repeat(900)}`, '[{"a":1}]', "[[0],[0]]", "NaN"],
    ].map((indices) => [indices.slice(0, 40), indices] as const),
  )("indices %s", async (_, indices) => {
    const answer = await rawGet(server.url, `/api/fetch/${file}?indices=${encodeURIComponent(indices)}`);
    expect(complaint(answer)).toBeUndefined();
    expect(answer.status).toBeGreaterThanOrEqual(400);
  });

  test.each(["", "x", "-1", "10", "1.5", "1e1", "99999999999999999999", "0x1", "%00", "NaN"])(
    "nchunk %s",
    async (nchunk) => {
      const answer = await rawGet(server.url, `/api/chunk/${file}?nchunk=${nchunk}`);
      expect(complaint(answer)).toBeUndefined();
      expect(answer.status).toBeGreaterThanOrEqual(400);
    },
  );

  test("the server answers as before", async () => {
    expect(await (await fetch(`${server.url}/api/roots`)).json()).toEqual({ "@public": { name: "@public" } });
    const chunk = await rawGet(server.url, `/api/chunk/${file}?nchunk=9`);
    expect([chunk.status, chunk.body.length > 32]).toEqual([200, true]);
  });
});
