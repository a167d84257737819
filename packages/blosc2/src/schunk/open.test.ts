import { existsSync, readFileSync } from "node:fs";
import { countingSource, memorySource } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codec } from "../../test/codec.ts";
import { errorCode } from "../../test/error-code.ts";
import { fixture, schunkFixtures, sha256 } from "../../test/frame-fixtures.ts";
import { parseChunkHeader } from "../chunk/header.ts";
import { variableBlockSizes } from "../chunk/offsets.ts";
import { FIELD } from "../frame/header.ts";
import { encodeFrame } from "../frame/write.ts";
import { decodeMsgpack } from "../msgpack/decode.ts";
import { encodeMsgpack } from "../msgpack/encode.ts";
import type { MsgpackValue } from "../msgpack/types.ts";
import { openSChunk } from "./open.ts";
import type { SChunk } from "./types.ts";

const open = (bytes: Uint8Array, limits = {}) => openSChunk(memorySource(bytes), { codec, limits });

async function content(schunk: SChunk): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for (let nchunk = 0; nchunk < schunk.nchunks; nchunk += 1) parts.push(await schunk.decodeChunk(nchunk));
  return Buffer.concat(parts);
}

describe.each(schunkFixtures)("%s", (name, facts) => {
  test("has the sizes, chunks and content that python-blosc2 reads", async () => {
    const schunk = await open(fixture(name));
    const { nbytes, chunksize, nchunks, typesize } = schunk;
    expect({ nbytes, chunksize, nchunks, typesize }).toEqual({
      nbytes: facts.nbytes,
      chunksize: facts.chunksize,
      nchunks: facts.nchunks,
      typesize: facts.typesize,
    });
    expect(sha256(await content(schunk))).toBe(facts.sha256);
    for (const [nchunk, digest] of facts.chunks.entries()) {
      expect(sha256(await schunk.chunkBytes(nchunk))).toBe(digest);
    }
  });

  // Chunks of different sizes have no run that a byte offset could name.
  if (facts.chunksize === 0) return;
  test("any run of bytes is that run of the whole", async () => {
    const schunk = await open(fixture(name));
    const whole = await content(schunk);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), fc.nat(whole.length), async (a, b) => {
        const [start, stop] = [Math.min(a, b), Math.max(a, b)];
        expect(Buffer.compare(await schunk.readBytes(start, stop), whole.subarray(start, stop))).toBe(0);
      }),
      { seed: 6, numRuns: 30 },
    );
  });
});

describe("metadata", () => {
  test("metalayers are raw, vlmeta decoded, both in stored order", async () => {
    const schunk = await open(fixture("metadata.b2nd"));
    expect(schunk.metaNames).toEqual(["b2nd", "first", "second", "a name of thirty-one characters"]);
    expect(decodeMsgpack(schunk.metalayers.get("first") ?? new Uint8Array(0))).toEqual(new Map([["unit", "m"]]));
    expect([...(await schunk.vlmeta())]).toEqual([
      ["none", null],
      ["bool", true],
      ["int", -5],
      ["big", 18446744073709551615n],
      ["float", 1.5],
      ["text", "naïve ☃"],
      ["bytes", Uint8Array.of(255, 0)],
      ["list", [1, [2, "three"], new Map([["four", 4.25]])]],
      ["tuple", ["__tuple__", 1, 2]],
      ["dict", new Map([["a", new Map([["b", [null, false]]])]])],
      [
        "int keys",
        new Map<number, string>([
          [1, "one"],
          [-2, "minus two"],
        ]),
      ],
      ["long", "0123456789".repeat(500)],
    ]);
  });

  test("Python's own types are extensions, kept as they stand", async () => {
    const values = await (await open(fixture("metadata-typed.b2nd"))).vlmeta();
    const complex = new DataView(new ArrayBuffer(16));
    complex.setFloat64(0, 1.5);
    complex.setFloat64(8, -2);
    expect(values.get("complex")).toEqual({ type: 44, data: new Uint8Array(complex.buffer) });
    expect(values.get("set")).toEqual({ type: 45, data: encodeMsgpack([7]) });
    const array = new Map<string, MsgpackValue>([
      ["dtype", new Map([["str", "<i2"]])],
      ["shape", [3]],
      ["data", Uint8Array.of(0, 0, 1, 0, 2, 0)],
    ]);
    expect(values.get("array")).toEqual({ type: 46, data: encodeMsgpack(array) });
    expect(values.get("float32")).toBe(0.5);
    const pair = ["__tuple__", 1, ["__tuple__", 2, Uint8Array.of(0x78)]];
    const nested = new Map<string, MsgpackValue>([
      ["deep", [pair, pair]],
      ["", -(2n ** 63n)],
    ]);
    expect(values.get("nested")).toEqual(nested);
    expect(values.get("empty")).toEqual([new Map(), [], "", new Uint8Array(0)]);
  });

  test("sixteen entries, and none", async () => {
    const many = await (await open(fixture("metadata-many.b2frame"))).vlmeta();
    expect([...many]).toEqual(Array.from({ length: 16 }, (_, number) => [`key ${number}`, number]));
    expect((await (await open(fixture("schunk-text.b2frame"))).vlmeta()).size).toBe(0);
  });

  test("decoded entries are bounded together", async () => {
    const schunk = await open(fixture("metadata.b2nd"), { vlmetaBytes: 4000 });
    expect(await errorCode(() => schunk.vlmeta())).toBe("limit.exceeded");
  });
});

describe("what is refused", () => {
  test("chunks and bytes that are not there", async () => {
    const schunk = await open(fixture("schunk-two-chunks.b2frame"));
    for (const nchunk of [-1, 2, 0.5, Number.NaN]) {
      expect(await errorCode(() => schunk.chunkBytes(nchunk))).toBe("chunk.out_of_range");
    }
    for (const [start, stop] of [
      [-1, 2],
      [3, 2],
      [0, 4001],
      [0.5, 2],
    ] as const) {
      expect(await errorCode(() => schunk.readBytes(start, stop))).toBe("range.invalid");
    }
    expect((await schunk.readBytes(4000, 4000)).length).toBe(0);
  });

  test("a run across chunks of different sizes", async () => {
    const schunk = await open(fixture("schunk-varied.b2frame"));
    expect(await errorCode(() => schunk.readBytes(0, 10))).toBe("blosc2.unsupported");
  });

  test("a frame of some hundred bytes that declares 80 GB of one-byte chunks, without a long wait", async () => {
    const frame = fixture("schunk-filled.b2frame");
    const view = new DataView(frame.buffer);
    view.setBigInt64(FIELD.nbytes, 80_000_000_000n);
    view.setInt32(FIELD.chunksize, 1);
    const { source, count } = countingSource(memorySource(frame));
    expect(await errorCode(() => openSChunk(source, { codec }))).toBe("blosc2.malformed");
    expect(count.reads).toBe(1);
  });

  test("an index of one repeated offset that stands for hundreds of millions of chunks", async () => {
    const nchunks = 200_000_000;
    const frame = uniformFrame(nchunks);
    expect(frame.length).toBeLessThan(200);
    const { source, count } = countingSource(memorySource(frame));
    expect(await errorCode(() => openSChunk(source, { codec }))).toBe("limit.exceeded");
    expect(count.reads).toBe(1);
    // A caller who allows it gets zeros, without a table of that size.
    const schunk = await open(frame, { indexBytes: 2 ** 31 });
    expect(schunk.nchunks).toBe(nchunks);
    expect(await schunk.readBytes(nchunks - 3, nchunks)).toEqual(new Uint8Array(3));
  });

  test("an index whose offsets leave the frame, overlap or repeat", async () => {
    for (const offset of [2n ** 62n, 700n, 699n, 2n ** 40n]) {
      const frame = fixture("schunk-two-chunks.b2frame");
      const view = new DataView(frame.buffer);
      const index = view.getUint32(FIELD.headerLength) + Number(view.getBigInt64(FIELD.cbytes));
      view.setBigInt64(index + 32 + 8, offset, true);
      const schunk = await open(frame);
      expect((await schunk.readBytes(0, 2000)).length).toBe(2000);
      expect(await errorCode(() => schunk.readBytes(2000, 2001))).toBe("blosc2.malformed");
      expect(await errorCode(() => schunk.chunkBytes(1))).toBe("blosc2.malformed");
    }
  });

  test("a trailer that is longer than its place", async () => {
    for (const length of [0, 34, 36, 0x7fff_ffff, 0xffff_ffff]) {
      const frame = fixture("schunk-text.b2frame");
      new DataView(frame.buffer).setUint32(frame.length - 22, length);
      const schunk = await open(frame);
      expect(await errorCode(() => schunk.vlmeta())).toBe("blosc2.malformed");
    }
  });

  test("every shortened frame", async () => {
    const frame = fixture("metadata.b2nd");
    for (let length = 0; length < frame.length; length += 1) {
      expect(await errorCode(() => open(frame.subarray(0, length)))).toBe("blosc2.malformed");
    }
  });
});

/** A frame of one-byte chunks of zeros, whose index is a special chunk of one repeated offset. */
function uniformFrame(nchunks: number): Uint8Array {
  const index = new Uint8Array(40);
  const view = new DataView(index.buffer);
  index.set([5, 1, 0x05, 8]);
  view.setInt32(4, 8 * nchunks, true);
  view.setInt32(8, 1 << 20, true);
  view.setInt32(12, index.length, true);
  index[31] = 3 << 4;
  index[39] = 0x81;
  const none = [0, 0, 0, 0, 0, 0];
  return encodeFrame({
    nbytes: nchunks,
    typesize: 1,
    blocksize: 1,
    chunksize: 1,
    codec: 1,
    clevel: 5,
    filters: none,
    filtersMeta: none,
    splitMode: "auto",
    metalayers: [],
    vlmeta: [],
    chunks: [],
    index,
  });
}

test("blocks of variable length that python-blosc2 wrote keep their borders", async () => {
  const schunk = await open(fixture("schunk-variable-blocks.b2frame"));
  expect(schunk).toMatchObject({ frameVersion: 3, nchunks: 3, chunksize: 0 });
  for (const [nchunk, size] of [3, 1, 5].entries()) {
    const parts = Array.from({ length: size }, (_, part) => `${size} ${part} `.repeat(5 + part));
    const chunk = await schunk.chunkBytes(nchunk);
    expect(variableBlockSizes(parseChunkHeader(chunk), chunk)).toEqual(parts.map(({ length }) => length));
    expect(new TextDecoder().decode(await schunk.decodeChunk(nchunk))).toBe(parts.join(""));
  }
});

describe("real files", () => {
  const shared = new URL("../../../../../shared/data/frames/", import.meta.url);
  // The shared data are not part of the repository.
  test.skipIf(!existsSync(shared))("chunks of different sizes are read one by one", async () => {
    const schunk = await open(new Uint8Array(readFileSync(new URL("varchunks-lz4-3.0.0.b2frame", shared))));
    expect(schunk).toMatchObject({ frameVersion: 3, nbytes: 4321, nchunks: 5, chunksize: 0 });
    const lengths = await Promise.all([0, 1, 2, 3, 4].map(async (n) => (await schunk.decodeChunk(n)).length));
    expect(lengths).toEqual([1000, 500, 2000, 520, 301]);
  });

  test.skipIf(!existsSync(shared))("blocks of different sizes", async () => {
    const schunk = await open(new Uint8Array(readFileSync(new URL("vlblocks-lz4-fixed-3.0.0.b2frame", shared))));
    expect(schunk).toMatchObject({ frameVersion: 3, nbytes: 10_000, nchunks: 5, chunksize: 2000 });
    const chunk = await schunk.decodeChunk(2);
    expect(chunk.length).toBe(2000);
    expect(await schunk.readBytes(4500, 4600)).toEqual(chunk.slice(500, 600));
  });
});
