import { memorySource, parseDType, product, wholeSelection } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { codec } from "../../test/codec.ts";
import { errorCode } from "../../test/error-code.ts";
import { writtenArrays } from "../../test/written-arrays.ts";
import type { CodecName } from "../chunk/types.ts";
import { encodeSChunk } from "../schunk/encode.ts";
import { openSChunk } from "../schunk/open.ts";
import { encodeB2nd } from "./encode.ts";
import { openB2nd } from "./open.ts";

const metadata = {
  vlmeta: new Map<string, string | number[]>([
    ["list", [1, 2]],
    ["long", "x".repeat(3000)],
  ]),
  meta: new Map([["mine", Uint8Array.of(0x81, 0xa1, 0x61, 1)]]),
};

describe("encodeB2nd", () => {
  test.each(writtenArrays().map((entry) => [entry.name, entry] as const))("%s", async (_, entry) => {
    const { array, chunks, blocks } = entry;
    const cut = { ...(chunks ? { chunks } : {}), ...(blocks ? { blocks } : {}) };
    const frame = encodeB2nd(array, { codec, ...cut, ...metadata });
    const read = await openB2nd(memorySource(frame), { codec });
    expect(read.dtype).toEqual(array.dtype);
    expect(read.shape).toEqual(array.shape);
    if (chunks) expect(read.chunks).toEqual(chunks);
    if (blocks) expect(read.blocks).toEqual(blocks);
    expect(Buffer.compare((await read.read(wholeSelection(array.shape))).data, array.data)).toBe(0);
    expect(await read.schunk.vlmeta()).toEqual(metadata.vlmeta);
    expect(read.schunk.metalayers.get("mine")).toEqual(metadata.meta.get("mine"));
  });

  const axis = fc
    .integer({ min: 0, max: 9 })
    .chain((extent) =>
      fc
        .integer({ min: Math.min(1, extent), max: 10 })
        .chain((chunk) =>
          fc.integer({ min: Math.min(1, chunk), max: chunk }).map((block) => ({ extent, chunk, block })),
        ),
    );

  test("any shape cut in any way reads back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(axis, { maxLength: 4 }), fc.constantFrom("|u1", "<i4", "|S3"), async (axes, text) => {
        const dtype = parseDType(text);
        const shape = axes.map((entry) => entry.extent);
        const data = Uint8Array.from({ length: product([...shape, dtype.itemsize]) }, (_, index) => (index * 7) % 5);
        const options = { codec, chunks: axes.map((entry) => entry.chunk), blocks: axes.map((entry) => entry.block) };
        const read = await openB2nd(memorySource(encodeB2nd({ dtype, shape, data }, options)), { codec });
        expect((await read.read(wholeSelection(shape))).data).toEqual(data);
      }),
      { seed: 8, numRuns: 120 },
    );
  });

  test("filters that see cells: any cut and any cell read back", async () => {
    const cut = fc.array(fc.record({ block: fc.integer({ min: 1, max: 7 }), times: fc.integer({ min: 1, max: 3 }) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        cut,
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(1, 2, 3, 35),
        async (axes, side, second) => {
          const blocks = axes.map(({ block }) => block);
          const shape = axes.map(({ block, times }) => block * times + 1);
          const items = Float32Array.from({ length: product(shape) }, (_, index) => (index * 7) % 9);
          const array = { dtype: parseDType("<f4"), shape, data: new Uint8Array(items.buffer) };
          const cparams = { codec: "lz4", filters: [32, second], filtersMeta: [side, 0] } as const;
          const options = { codec, blocks, chunks: axes.map(({ block, times }) => block * times), cparams };
          const small = side ** axes.length <= product(blocks);
          if (!small && items.length * 4 > 5000) {
            expect(await errorCode(() => encodeB2nd(array, options))).toBe("blosc2.unsupported");
            return;
          }
          fc.pre(small);
          const read = await openB2nd(memorySource(encodeB2nd(array, options)), { codec });
          expect((await read.read(wholeSelection(shape))).data).toEqual(array.data);
        },
      ),
      { seed: 21, numRuns: 120 },
    );
  });

  test("means of cells take the place of their items", async () => {
    const items = Float32Array.from({ length: 600 }, (_, index) => index);
    const array = { dtype: parseDType("<f4"), shape: [600], data: new Uint8Array(items.buffer) };
    const cparams = { codec: "lz4", filters: [33, 1], filtersMeta: [4, 0] } as const;
    const frame = encodeB2nd(array, { codec, chunks: [600], blocks: [50], cparams });
    const read = await (await openB2nd(memorySource(frame), { codec })).read(wholeSelection([600]));
    const means = new Float32Array(read.data.buffer);
    // Blocks of 50 are twelve cells of four and one of two.
    const expected = items.map((item) => {
      const first = item - ((item % 50) % 4);
      return first + (item % 50 >= 48 ? 0.5 : 1.5);
    });
    expect(means).toEqual(expected);
  });

  test.each<CodecName>(["blosclz", "lz4", "lz4hc", "zlib", "zstd"])("with %s", async (name) => {
    const array = {
      dtype: parseDType("<i4"),
      shape: [5000],
      data: new Uint8Array(Int32Array.from({ length: 5000 }, (_, n) => n >> 3).buffer),
    };
    const frame = encodeB2nd(array, { codec, cparams: { codec: name, clevel: 5 } });
    expect(frame.length).toBeLessThan(10_000);
    const read = await openB2nd(memorySource(frame), { codec });
    expect(read.schunk.cparams).toMatchObject({ clevel: 5, filters: [0, 0, 0, 0, 0, 1] });
    expect((await read.read(wholeSelection([5000]))).data).toEqual(array.data);
  });

  test("chunks of zeros take no bytes", () => {
    const zeros = { dtype: parseDType("<f8"), shape: [1000, 1000], data: new Uint8Array(8_000_000) };
    expect(encodeB2nd(zeros, { codec }).length).toBeLessThan(400);
  });

  test("more blocks in a chunk than are planned at a time", async () => {
    const data = Uint8Array.from({ length: 10_000 }, (_, index) => (index * 31) >> 3);
    for (const clevel of [0, 1]) {
      const array = { dtype: parseDType("|u1"), shape: [10_000], data };
      const frame = encodeB2nd(array, { codec, chunks: [10_000], blocks: [1], cparams: { codec: "lz4", clevel } });
      const read = await openB2nd(memorySource(frame), { codec });
      expect((await read.read(wholeSelection([10_000]))).data).toEqual(data);
      expect(await read.schunk.readBytes(1, 9_999)).toEqual(data.slice(1, 9_999));
    }
  });

  test("refuses what cannot be", async () => {
    const dtype = parseDType("|u1");
    const array = { dtype, shape: [4], data: new Uint8Array(4) };
    const refused = [
      () => encodeB2nd({ ...array, shape: [5] }, { codec }),
      () => encodeB2nd({ dtype, shape: new Array<number>(17).fill(1), data: new Uint8Array(1) }, { codec }),
      () => encodeB2nd(array, { codec, chunks: [2, 2] }),
      () => encodeB2nd(array, { codec, chunks: [0] }),
      () => encodeB2nd(array, { codec, chunks: [2], blocks: [3] }),
      () => encodeB2nd(array, { codec, chunks: [2 ** 31] }),
      () => encodeB2nd(array, { codec, vlmeta: new Map([["n".repeat(32), 1]]) }),
      () => encodeB2nd(array, { codec, cparams: { clevel: 10 } }),
    ];
    for (const run of refused) expect(await errorCode(run)).toBe("request.invalid");
  });
});

describe("encodeSChunk", () => {
  test("any bytes read back, in chunks of any size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3000 }),
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 9 }),
        async (data, typesize, items) => {
          const frame = encodeSChunk(data, { codec, typesize, chunksize: items * typesize });
          const read = await openSChunk(memorySource(frame), { codec });
          expect(read).toMatchObject({ nbytes: data.length, typesize, chunksize: items * typesize });
          expect(await read.readBytes(0, data.length)).toEqual(data);
        },
      ),
      { seed: 12, numRuns: 60 },
    );
  });

  test("empty, and large in chunks of its own choice", async () => {
    const empty = await openSChunk(memorySource(encodeSChunk(new Uint8Array(0), { codec, typesize: 4 })), { codec });
    expect(empty).toMatchObject({ nbytes: 0, nchunks: 0 });
    const data = Uint8Array.from({ length: 5_000_001 }, (_, index) => index >> 9);
    const read = await openSChunk(memorySource(encodeSChunk(data, { codec, typesize: 3 })), { codec });
    expect(read.nchunks).toBe(2);
    expect(Buffer.compare(await read.readBytes(0, data.length), data)).toBe(0);
  });

  test("refuses chunks that are no whole items", async () => {
    const data = new Uint8Array(10);
    expect(await errorCode(() => encodeSChunk(data, { codec, typesize: 4, chunksize: 6 }))).toBe("request.invalid");
    expect(await errorCode(() => encodeSChunk(data, { codec, typesize: 0 }))).toBe("request.invalid");
  });
});
