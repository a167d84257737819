import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChunkCodec, encodeB2nd, encodeSChunk, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource, type NDArray, parseDType, wholeSelection } from "@caterva2/ndarray";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { form, get, idOf, post, type WritingApp, writingApp } from "./writing-app.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });

function int32(...items: number[]): NDArray {
  return { dtype: parseDType("int32"), shape: [items.length], data: new Uint8Array(Int32Array.from(items).buffer) };
}

/** The index chunk of a frame of one chunk, whose slot holds nothing: the marks of an uninitialised chunk. */
const UNINIT = [0, 0, 0, 0, 0, 0, 0, 0x84];
const ZEROS = [0, 0, 0, 0, 0, 0, 0, 0x81];

/** An array of two chunks of 1000 items that nobody has written: one of zeros, with other marks in its index. */
function laidOut(): Buffer {
  const zeros = { dtype: parseDType("int32"), shape: [2000], data: new Uint8Array(8000) };
  const frame = Buffer.from(encodeB2nd(zeros, { codec, chunks: [1000], blocks: [250] }));
  const marks = Buffer.from([...ZEROS, ...ZEROS]);
  const at = frame.indexOf(marks);
  if (at < 0) throw new Error("The index is not stored as it is.");
  Buffer.from([...UNINIT, ...UNINIT]).copy(frame, at);
  return frame;
}

/** A chunk of 1000 items of one value. */
function chunkOf(value: number): Buffer {
  return encoded(new Int32Array(1000).fill(value));
}

function encoded(items: Int32Array<ArrayBuffer>): Buffer {
  const data = new Uint8Array(items.buffer);
  const params = { codec: "lz4", clevel: 1, typesize: 4, blocksize: 1000, splitMode: "auto" } as const;
  return Buffer.from(codec.encodeChunk(data, { ...params, filters: [1], filtersMeta: [0] }));
}

let under: WritingApp;
beforeEach(async () => {
  under = await writingApp();
});
afterEach(() => under.close());

async function valuesOf(path: string): Promise<number[]> {
  const frame = (await get(under, `/api/fetch/${path}`)).rawPayload;
  const array = await openB2nd(memorySource(frame), { codec });
  const { data } = await array.read(wholeSelection(array.shape));
  return [...new Int32Array(data.buffer, data.byteOffset, data.byteLength / 4)];
}

describe("append", () => {
  beforeEach(async () => {
    await post(under, "/api/upload/@public/a.b2nd", form(encodeB2nd(int32(1, 2, 3), { codec })));
  });

  it("adds rows, cast to the dtype, and answers the new shape", async () => {
    const first = await post(under, "/api/append/@public/a.b2nd", form(encodeB2nd(int32(4, 5), { codec })));
    expect([first.statusCode, first.json()]).toEqual([200, [5]]);
    const halves = {
      dtype: parseDType("float64"),
      shape: [2],
      data: new Uint8Array(Float64Array.of(6.9, -7.5).buffer),
    };
    expect((await post(under, "/api/append/@public/a.b2nd", form(encodeB2nd(halves, { codec })))).json()).toEqual([7]);
    expect(await valuesOf("@public/a.b2nd")).toEqual([1, 2, 3, 4, 5, 6, -7]);
  });

  it("takes 64 at once: all of them arrive", async () => {
    const rows = Array.from({ length: 64 }, (_, index) => 100 + index);
    const answers = await Promise.all(
      rows.map((row) => post(under, "/api/append/@public/a.b2nd", form(encodeB2nd(int32(row), { codec })))),
    );
    expect(answers.map((answer) => answer.statusCode)).toEqual(rows.map(() => 200));
    expect((await valuesOf("@public/a.b2nd")).sort((a, b) => a - b)).toEqual([1, 2, 3, ...rows]);
    expect(new Set(answers.map((answer) => answer.json()[0])).size).toBe(64);
  });

  it("begins with an array without rows, and takes none of them", async () => {
    const append = (...items: number[]) =>
      post(under, "/api/append/@public/empty.b2nd", form(encodeB2nd(int32(...items), { codec })));
    await post(under, "/api/upload/@public/empty.b2nd", form(encodeB2nd(int32(), { codec })));
    for (const [items, shape] of [
      [[], [0]],
      [[7, 8], [2]],
      [[], [2]],
    ]) {
      const answer = await append(...(items ?? []));
      expect([answer.statusCode, answer.json()]).toEqual([200, shape]);
    }
    expect(await valuesOf("@public/empty.b2nd")).toEqual([7, 8]);
  });

  it("changes the ETag with every write", async () => {
    const etag = async () => (await get(under, "/api/info/@public/a.b2nd")).headers.etag;
    const before = await etag();
    await post(under, "/api/append/@public/a.b2nd", form(encodeB2nd(int32(), { codec })));
    expect(await etag()).not.toBe(before);
  });

  it.each([
    ["junk", "a.b2nd", Buffer.from("junk"), 400],
    ["nothing", "a.b2nd", Buffer.alloc(0), 400],
    ["a frame that is no array", "a.b2nd", encodeSChunk(new Uint8Array(8), { codec, typesize: 4 }), 400],
    ["other trailing dimensions", "a.b2nd", encodeB2nd({ ...int32(1, 2), shape: [1, 2] }, { codec }), 400],
    ["rows to what is not there", "none.b2nd", encodeB2nd(int32(1), { codec }), 404],
    ["rows to what is no array", "a.txt", encodeB2nd(int32(1), { codec }), 400],
  ])("refuses %s", async (_what, name, frame, status) => {
    await post(under, "/api/upload/@public/a.txt", form("x"));
    const answer = await post(under, `/api/append/@public/${name}`, form(frame));
    expect([answer.statusCode, typeof answer.json().code]).toEqual([status, "string"]);
    expect(await valuesOf("@public/a.b2nd")).toEqual([1, 2, 3]);
  });

  it("counts in the quota, and damages nothing when it does not fit", async () => {
    await under.close();
    under = await writingApp({ quota: 1000 });
    await post(under, "/api/upload/@public/a.b2nd", form(encodeB2nd(int32(1, 2, 3), { codec })));
    const noise = int32(...Array.from({ length: 400 }, (_, index) => (index * 2_654_435_761) | 0));
    const answer = await post(under, "/api/append/@public/a.b2nd", form(encodeB2nd(noise, { codec })));
    expect([answer.statusCode, answer.json().code]).toEqual([400, "quota.exceeded"]);
    expect(await valuesOf("@public/a.b2nd")).toEqual([1, 2, 3]);
  });
});

describe("chunk fills", () => {
  const fill = (nchunk: number | string, chunk: Buffer, path = "@public/run.b2nd", user = "a") =>
    post(under, `/api/chunk/${path}?nchunk=${nchunk}`, { payload: chunk }, user);

  beforeEach(async () => {
    await post(under, "/api/upload/@public/run.b2nd", form(laidOut()));
  });

  it("write each slot once, and say how far the array is", async () => {
    const first = await fill(1, chunkOf(7));
    expect([first.statusCode, first.json()]).toEqual([200, { nchunk: 1, written: 1, nchunks: 2, state: "filling" }]);
    expect((await fill(1, chunkOf(8))).statusCode).toBe(409);
    const nonce = (await get(under, "/api/info/@public/run.b2nd")).json().schunk.vlmeta.fill_nonce;
    expect(nonce).toMatch(/^[0-9a-f]{32}$/);
    expect((await fill(0, chunkOf(0))).json()).toMatchObject({ written: 2, state: "complete" });
    expect((await fill(0, chunkOf(5))).statusCode).toBe(409);
    const { vlmeta } = (await get(under, "/api/info/@public/run.b2nd")).json().schunk;
    expect(vlmeta).toEqual({ fill_nonce: nonce, fill_state: "complete" });
    expect(await valuesOf("@public/run.b2nd")).toEqual([...new Array(1000).fill(0), ...new Array(1000).fill(7)]);
    const sidecar = await readFile(join(under.stateDirectory, "public/run.b2nd.b2lock"));
    expect([sidecar.length, sidecar.readBigUInt64LE(8)]).toEqual([16, 2n]);
    expect((await get(under, "/api/list/@public")).json()).toEqual(["run.b2nd"]);
  });

  it("have one winner a slot, however many try", async () => {
    const answers = await Promise.all(Array.from({ length: 16 }, (_, value) => fill(0, chunkOf(value + 1))));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, ...new Array(15).fill(409)]);
  });

  it("refuse chunks that lie about themselves, and keep the slot free", async () => {
    // Not one of a repeated value, which is nothing but header and value.
    const good = encoded(Int32Array.from({ length: 1000 }, (_, index) => index * index));
    const bad = (change: (chunk: Buffer) => void) => {
      const chunk = Buffer.from(good);
      change(chunk);
      return chunk;
    };
    const hostile = [
      Buffer.alloc(0),
      Buffer.from("junk"),
      good.subarray(0, 31),
      good.subarray(0, good.length - 1),
      Buffer.concat([good, Buffer.alloc(1)]),
      bad((chunk) => chunk.writeInt32LE(4032, 12)),
      bad((chunk) => chunk.writeInt32LE(3996, 4)),
      bad((chunk) => chunk.writeInt32LE(500, 8)),
      bad((chunk) => chunk.writeUInt8(8, 3)),
      bad((chunk) => chunk.writeInt32LE(0x7fff_fff0, 32)),
      bad((chunk) => chunk.writeInt32LE(-1, 32)),
    ];
    for (const [index, chunk] of hostile.entries()) {
      const { statusCode } = await fill(0, chunk);
      expect([index, statusCode]).toEqual([index, 400]);
    }
    expect((await fill(0, good)).statusCode).toBe(200);
  });

  it("refuse what is no slot, no array, nobody's", async () => {
    await post(under, "/api/upload/@public/a.txt", form("x"));
    await post(under, "/api/upload/@public/junk.b2nd", form("junk"));
    const chunk = chunkOf(1);
    const statuses = [
      (await fill(2, chunk)).statusCode,
      (await fill(-1, chunk)).statusCode,
      (await fill("x", chunk)).statusCode,
      (await post(under, "/api/chunk/@public/run.b2nd", { payload: chunk })).statusCode,
      (await fill(0, chunk, "@public/none.b2nd")).statusCode,
      (await fill(0, chunk, "@public/a.txt")).statusCode,
      (await fill(0, chunk, "@public/junk.b2nd")).statusCode,
      (await fill(0, chunk, "@nope/run.b2nd")).statusCode,
      (await fill(0, chunk, "@public/run.b2nd", "")).statusCode,
    ];
    expect(statuses).toEqual([404, 404, 422, 422, 404, 400, 400, 404, 401]);
  });
});

describe("publishing", () => {
  it("copies an array when its last chunk comes, and when it is asked to", async () => {
    const published = await mkdtemp(join(tmpdir(), "published-"));
    await under.close();
    under = await writingApp({ publishRoot: `file://${published}` });
    await post(under, "/api/upload/@personal/run.b2nd", form(laidOut()));
    const cbytes = async () => (await get(under, "/api/info/@personal/run.b2nd")).json().schunk.cbytes;
    expect((await post(under, "/api/publish/@personal/run.b2nd")).json().detail).toContain("unwritten");
    for (const nchunk of [0, 1]) {
      await post(under, `/api/chunk/@personal/run.b2nd?nchunk=${nchunk}`, { payload: chunkOf(nchunk + 1) });
    }
    const complete = await cbytes();
    const answers = await Promise.all([1, 2, 3].map(() => post(under, "/api/publish/@personal/run.b2nd")));
    const url = `file://${published}/@personal/${idOf("a")}/run.b2nd`;
    expect(answers.map((answer) => answer.json())).toEqual(answers.map(() => ({ published: url })));
    const { vlmeta } = (await get(under, "/api/info/@personal/run.b2nd")).json().schunk;
    expect(vlmeta).toMatchObject({ fill_state: "published", published_url: url });
    // By this clients know that what they have of the array still holds.
    expect(await cbytes()).toBe(complete);
    const directory = join(published, "@personal", idOf("a"));
    expect(await readdir(directory)).toEqual(["run.b2nd"]);
    const copy = await openB2nd(memorySource(await readFile(join(directory, "run.b2nd"))), { codec });
    expect(copy.shape).toEqual([2000]);
    await rm(published, { recursive: true });
  });

  it("that fails leaves the array complete, and goes on once it is asked for again", async () => {
    const published = await mkdtemp(join(tmpdir(), "published-"));
    await writeFile(join(published, "out"), "in the way");
    await under.close();
    const faults: unknown[] = [];
    under = await writingApp({ publishRoot: join(published, "out"), onFault: (error) => faults.push(error) });
    await post(under, "/api/upload/@public/run.b2nd", form(laidOut()));
    for (const nchunk of [0, 1]) {
      await post(under, `/api/chunk/@public/run.b2nd?nchunk=${nchunk}`, { payload: chunkOf(nchunk + 1) });
    }
    await expect.poll(() => faults.length).toBe(1);
    const refused = await post(under, "/api/publish/@public/run.b2nd");
    expect([refused.statusCode, refused.json().code]).toEqual([503, "storage.read_only"]);
    expect(refused.body).not.toContain(published);
    const { vlmeta } = (await get(under, "/api/info/@public/run.b2nd")).json().schunk;
    expect(vlmeta).toMatchObject({ fill_state: "publishing" });
    await rm(join(published, "out"));
    expect((await post(under, "/api/publish/@public/run.b2nd")).statusCode).toBe(200);
    await rm(published, { recursive: true });
  });

  it("is refused without a place for it, and for what is no array", async () => {
    await post(under, "/api/upload/@public/run.b2nd", form(laidOut()));
    const answers = [
      await post(under, "/api/publish/@public/run.b2nd"),
      await post(under, "/api/publish/@public/none.b2nd"),
      await post(under, "/api/publish/@public/a.txt"),
      await post(under, "/api/publish/@public/run.b2nd", {}, ""),
    ];
    expect(answers.map((answer) => answer.statusCode)).toEqual([400, 404, 400, 401]);
  });
});
