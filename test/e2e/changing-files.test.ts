import { mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rawGet, type Served, serve } from "../served.ts";
import { storedArray, storedChunk } from "./stored-array.ts";

const ITEMS = 20_000;
const CHUNK = 1000;
/** Two versions of an array, of one size: only a look at the content tells them apart. */
const VERSIONS = [1n, 2n].map((value) => filled(value));

function filled(value: bigint, extra = 0): Uint8Array {
  const chunk = storedChunk(new Uint8Array(new BigInt64Array(CHUNK).fill(value).buffer), 8);
  const chunks = new Array(ITEMS / CHUNK + extra).fill(chunk);
  return storedArray({ shape: [chunks.length * CHUNK], chunks: [CHUNK], blocks: [CHUNK] }, chunks);
}

let server: Served;
beforeAll(async () => {
  server = await serve();
});
afterAll(() => server?.stop());

/** Puts a file in place of another in one step. */
async function replace(name: string, bytes: Uint8Array): Promise<void> {
  const target = join(server.folder, name);
  await writeFile(`${target}.new`, bytes);
  await rename(`${target}.new`, target);
}

/** Asks again and again, a few at a time, while `change` is called over and over. */
async function askWhile(target: string, rounds: number, change: (round: number) => Promise<void>) {
  const answers: Awaited<ReturnType<typeof rawGet>>[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const asked = [0, 1, 2, 3].map(() => rawGet(server.url, target));
    await change(round);
    answers.push(...(await Promise.all(asked)));
  }
  return answers;
}

describe("an array replaced while it is read", () => {
  /** The answer while nothing changes. */
  async function steady(target: string, bytes: Uint8Array): Promise<string> {
    await replace("changing.b2nd", bytes);
    const answer = await rawGet(server.url, target);
    expect(answer.status).toBe(200);
    return answer.body.toString("latin1");
  }

  test.each([
    ["a part", "/api/fetch/@public/changing.b2nd?slice_=500:19500"],
    ["the stored frame", "/api/fetch/@public/changing.b2nd"],
    ["a chunk", "/api/chunk/@public/changing.b2nd?nchunk=19"],
    ["a download", "/api/download/@public/changing.b2nd"],
  ])("by another file: %s is of one version or of the other", async (_, target) => {
    const versions = [];
    for (const bytes of VERSIONS) versions.push(await steady(target, bytes));
    expect(versions[0]).not.toBe(versions[1]);
    const answers = await askWhile(target, 25, (round) => replace("changing.b2nd", VERSIONS[round % 2] ?? filled(1n)));
    for (const { status, body } of answers) {
      expect([200, 409]).toContain(status);
      if (status === 200) expect(versions.includes(body.toString("latin1"))).toBe(true);
    }
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(50);
  });

  test("in place, also while half of it is missing: the last content wins, nothing breaks", async () => {
    const path = join(server.folder, "changing.b2nd");
    const target = "/api/fetch/@public/changing.b2nd?slice_=0:20000";
    const last = filled(3n, 5);
    const expected = await steady(target, last);
    const answers = await askWhile(target, 25, async (round) => {
      if (round % 3 === 2) await truncate(path, 50_000);
      else await writeFile(path, VERSIONS[round % 2] ?? last);
    });
    for (const { status } of answers) expect([200, 400, 404, 409]).toContain(status);
    await writeFile(path, last);
    expect((await rawGet(server.url, target)).body.toString("latin1")).toBe(expected);
  });

  test("the ETag tells versions of one size apart", async () => {
    const tags = new Set<string | null>();
    for (const bytes of VERSIONS) {
      await replace("changing.b2nd", bytes);
      for (const call of ["info", "fetch"]) {
        const answer = await fetch(`${server.url}/api/${call}/@public/changing.b2nd`);
        await answer.arrayBuffer();
        tags.add(answer.headers.get("etag"));
      }
    }
    expect(tags.has(null)).toBe(false);
    expect(tags.size).toBe(2);
  });
});

describe("symbolic links that move", () => {
  test("a link swapped to the outside never shows what is there", async () => {
    const outside = await mkdtemp(join(tmpdir(), "cat2-outside-"));
    try {
      await writeFile(join(outside, "note.txt"), "outside");
      await mkdir(join(server.folder, "inside"));
      await writeFile(join(server.folder, "inside", "note.txt"), "inside");
      const link = join(server.folder, "link");
      const answers = await askWhile("/api/download/@public/link/note.txt", 40, async (round) => {
        await symlink(round % 2 === 0 ? outside : "inside", `${link}.new`);
        await rename(`${link}.new`, link);
      });
      for (const { status, body } of answers) {
        expect([200, 400, 404, 409]).toContain(status);
        if (status === 200) expect(body.toString()).toBe("inside");
      }
      const { status, body } = await rawGet(server.url, "/api/download/@public/link/note.txt");
      expect([status, body.toString()]).toEqual([200, "inside"]);
    } finally {
      await rm(outside, { recursive: true });
    }
  });
});

describe("many at once", () => {
  test("a mix of calls answers as each call alone does", async () => {
    const rock = "@public/tomography/rock-core.b2nd";
    const calls = [
      "/api/roots",
      "/api/list/@public",
      "/api/info/@public/dir1/ds-3d.b2nd",
      "/api/fetch/@public/ds-1d.b2nd?slice_=3:900:7",
      "/api/fetch/@public/ds-1d-fields.b2nd?field=b",
      "/api/fetch/@public/ds-hello.b2frame?slice_=100:300",
      `/api/fetch/${rock}?slice_=96`,
      `/api/fetch/${rock}?slice_=0:192,96,0:192`,
      `/api/fetch/${rock}?slice_=500`,
      `/api/chunk/${rock}?nchunk=5`,
      "/api/fetch/@public/events/particles.b2nd?indices=%5B%5B0,999999,5000%5D%5D",
      "/api/download/@public/climate/sea-surface.b2nd",
      "/api/download/@public/README.md",
      "/api/info/@public/nothing",
    ];
    const alone = [];
    for (const call of calls) alone.push(await rawGet(server.url, call));
    expect(alone.map(({ status }) => status)).toEqual(calls.map((call) => statusOf(call)));
    const asked = Array.from({ length: 12 * calls.length }, (_, index) => (index * 5) % calls.length);
    for (let at = 0; at < asked.length; at += 24) {
      const some = asked.slice(at, at + 24);
      const answers = await Promise.all(some.map((call) => rawGet(server.url, calls[call] ?? "")));
      for (const [index, answer] of answers.entries()) {
        const expected = alone[some[index] ?? 0];
        expect(answer.status).toBe(expected?.status);
        expect(expected !== undefined && answer.body.equals(expected.body)).toBe(true);
      }
    }
  });

  function statusOf(call: string): number {
    if (call.includes("nothing")) return 404;
    return call.includes("slice_=500") ? 400 : 200;
  }
});
