import { cp, mkdtemp, readFile, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createChunkCodec, encodeSChunk, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource } from "@caterva2/ndarray";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { end, type ServerProcess, startProcess } from "./server-process.ts";

const EXAMPLES = fileURLToPath(new URL("../../../examples/public", import.meta.url));
const codec = await createChunkCodec({ compressors: nodeCompressors });
const LOG = "a line of a log file\n".repeat(50_000);

let directory: string;
let server: ServerProcess;
const inPublic = (name: string) => join(directory, "public", name);
const get = (path: string, init?: RequestInit) => fetch(`${server.address}/api/${path}`, init);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cat2-reading-"));
  await cp(EXAMPLES, join(directory, "public"), { recursive: true });
  await writeFile(inPublic("app.log.b2"), encodeSChunk(new TextEncoder().encode(LOG), { codec, typesize: 1 }));
  server = await startProcess(["--listen", "127.0.0.1:0", "--statedir", directory, "--conf", "/dev/null"], directory);
});
afterAll(async () => {
  await end(server);
  await rm(directory, { recursive: true });
});

/** The int64 items of a fetched array. */
async function int64Items(answer: Response): Promise<number[]> {
  expect(answer.status).toBe(200);
  const array = await openB2nd(memorySource(await answer.bytes()), { codec });
  const { data } = await array.read(array.shape.map((count) => ({ kind: "range", start: 0, step: 1, count })));
  return Array.from(new BigInt64Array(data.buffer, data.byteOffset, data.byteLength / 8), Number);
}

describe("the real server on the example repository", () => {
  test("describes an array", async () => {
    const info = await (await get("info/@public/ds-1d.b2nd")).json();
    expect(info).toMatchObject({ shape: [1000], dtype: "int64", accept_ranges: "bytes" });
    expect(info.schunk.cparams.typesize).toBe(8);
  });

  test.each([
    ["10:15", [10, 11, 12, 13, 14]],
    ["-3:", [997, 998, 999]],
    ["0:10:4", [0, 4, 8]],
    ["7", [7]],
    ["5:5", []],
  ])("slice %s", async (slice, items) => {
    expect(await int64Items(await get(`fetch/@public/ds-1d.b2nd?slice_=${encodeURIComponent(slice)}`))).toEqual(items);
  });

  test("points, by GET and by POST alike", async () => {
    const indices = "[[5, -1, 5]]";
    const byGet = await get(`fetch/@public/ds-1d.b2nd?indices=${encodeURIComponent(indices)}`);
    const byPost = await get("fetch/@public/ds-1d.b2nd", { method: "POST", body: JSON.stringify({ indices }) });
    const bytes = await byGet.bytes();
    expect(await byPost.bytes()).toEqual(bytes);
    expect(await int64Items(new Response(bytes))).toEqual([5, 999, 5]);
  });

  test("the whole is the stored file, and so are its ranges", async () => {
    const stored = await readFile(inPublic("ds-1d.b2nd"));
    expect(Buffer.compare(await (await get("fetch/@public/ds-1d.b2nd")).bytes(), stored)).toBe(0);
    const part = await get("fetch/@public/ds-1d.b2nd", { headers: { range: "bytes=100-163" } });
    expect([part.status, Buffer.from(await part.bytes())]).toEqual([206, stored.subarray(100, 164)]);
  });

  test("a compressed file lists, downloads and previews under its name", async () => {
    expect(await (await get("list/@public")).json()).toContain("app.log");
    expect(await (await get("download/@public/app.log")).text()).toBe(LOG);
    expect(await (await get("preview/@public/app.log")).text()).toBe(LOG);
    const head = await get("download/@public/app.log", { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(LOG.length));
  });

  test("a download that is given up leaves the server whole", async () => {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const controller = new AbortController();
      const answer = await get("download/@public/app.log", { signal: controller.signal });
      controller.abort();
      await expect(answer.text()).rejects.toThrow();
    }
    expect((await get("download/@public/app.log")).status).toBe(200);
  });

  test("many at once are all answered", async () => {
    const starts = Array.from({ length: 60 }, (_, index) => index * 16);
    const answers = await Promise.all(
      starts.map(async (start) => int64Items(await get(`fetch/@public/ds-1d.b2nd?slice_=${start}:${start + 2}`))),
    );
    expect(answers).toEqual(starts.map((start) => [start, start + 1]));
  });
});

describe("bad input", () => {
  test.each([
    ["fetch/@public/ds-1d.b2nd?slice_=abc", 400, "slice.invalid"],
    ["fetch/@public/ds-1d.b2nd?slice_=0:10:-1", 400, "slice.invalid"],
    ["fetch/@public/ds-1d.b2nd?slice_=1000", 400, "index.out_of_range"],
    ["fetch/@public/none.b2nd", 404, "path.not_found"],
    ["fetch/@nobody/none.b2nd", 404, "root.unknown"],
    ["fetch/@shared/none.b2nd", 401, "root.forbidden"],
    ["fetch/@public/README.md", 400, "dataset.wrong_kind"],
    ["fetch/@public/ds-1d.b2nd?field=a", 400, "field.unknown"],
    ["chunk/@public/ds-1d.b2nd?nchunk=99", 404, "chunk.out_of_range"],
    ["chunk/@public/README.md?nchunk=0", 400, "dataset.wrong_kind"],
    ["info/@public/none", 404, "path.not_found"],
  ])("%s: %i %s", async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, (await answer.json()).code]).toEqual([status, code]);
  });

  test("a link out of the root is as if it were not there", async () => {
    await symlink(join(directory, "peer_id"), inPublic("link.txt"));
    await symlink(directory, inPublic("link-dir"));
    for (const path of ["link.txt", "link-dir/peer_id", "link-dir/db.json"]) {
      expect((await get(`download/@public/${path}`)).status).toBe(404);
    }
    expect((await (await get("list/@public")).json()).filter((name: string) => name.startsWith("link"))).toEqual([]);
  });

  test("damaged frames get a code, and the server goes on", async () => {
    const whole = await readFile(inPublic("ds-1d.b2nd"));
    const damaged: Record<string, Uint8Array> = {
      "empty.b2nd": new Uint8Array(),
      "text.b2nd": new TextEncoder().encode("this is no frame at all, but longer than a header would be ".repeat(4)),
      "cut.b2nd": whole.subarray(0, whole.length / 2),
      "zeros.b2nd": new Uint8Array(5000),
      "header.b2nd": whole.subarray(0, 200),
    };
    for (const [name, bytes] of Object.entries(damaged)) {
      await writeFile(inPublic(name), bytes);
      const answer = await get(`fetch/@public/${name}?slice_=0:10`);
      expect([name, answer.status]).toEqual([name, 400]);
      expect((await answer.json()).code).toMatch(/^(blosc2|source)\./);
      expect((await get(`info/@public/${name}`)).status).toBeLessThan(500);
      expect((await get(`chunk/@public/${name}?nchunk=0`)).status).toBeLessThan(500);
    }
    expect((await get("fetch/@public/ds-1d.b2nd?slice_=0:10")).status).toBe(200);
    expect(server.errors()).toBe("");
  });

  test("a file that is cut while it stands open is answered with an error, not with wrong data", async () => {
    await cp(inPublic("ds-1d.b2nd"), inPublic("shrinks.b2nd"));
    expect((await get("fetch/@public/shrinks.b2nd?slice_=0:10")).status).toBe(200);
    await truncate(inPublic("shrinks.b2nd"), 300);
    const answer = await get("fetch/@public/shrinks.b2nd?slice_=900:910");
    expect(answer.status).toBe(400);
  });
});
