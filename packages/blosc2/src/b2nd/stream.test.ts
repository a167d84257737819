import { memorySource, parseDType, product, wholeSelection } from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import { codec } from "../../test/codec.ts";
import { errorCode } from "../../test/error-code.ts";
import { memorySink } from "../../test/memory-sink.ts";
import { writtenArrays } from "../../test/written-arrays.ts";
import { encodeSChunk } from "../schunk/encode.ts";
import { openSChunk } from "../schunk/open.ts";
import { streamSChunk } from "../schunk/stream.ts";
import { writtenChunks } from "../schunk/written-chunks.ts";
import { encodeB2nd } from "./encode.ts";
import { type B2ndFill, fillB2nd } from "./fill.ts";
import { openB2nd } from "./open.ts";
import { streamB2nd } from "./stream.ts";

describe("arrays that are copied by chunks", () => {
  test.each(writtenArrays().map((entry) => [entry.name, entry] as const))("%s", async (_, { array, chunks }) => {
    const stored = encodeB2nd(array, { codec, ...(chunks ? { chunks } : {}) });
    const source = await openB2nd(memorySource(stored), { codec });
    const cut = array.shape.map((extent) => Math.min(extent, Math.ceil(extent / 3) + 1));
    const sink = memorySink();
    const cparams = { codec: "zlib", clevel: 3 } as const;
    await streamB2nd(sink, source, { codec, chunks: cut, cparams, vlmeta: new Map([["k", "v"]]) });
    const copy = await openB2nd(memorySource(sink.bytes), { codec });
    expect(copy.chunks).toEqual(cut);
    expect(copy.schunk.cparams).toMatchObject({ codec: 4, clevel: 3 });
    expect(await copy.schunk.vlmeta()).toEqual(new Map([["k", "v"]]));
    expect(Buffer.compare((await copy.read(wholeSelection(copy.shape))).data, array.data)).toBe(0);
    // As if it were written at once.
    expect(
      Buffer.compare(sink.bytes, encodeB2nd(array, { codec, chunks: cut, cparams, vlmeta: new Map([["k", "v"]]) })),
    ).toBe(0);
  });

  test("only one chunk is in memory at a time", async () => {
    const shape = [64, 64, 64];
    const reads: number[] = [];
    const source = {
      dtype: parseDType("<i4"),
      shape,
      chunks: undefined,
      async read(selection: Parameters<Awaited<ReturnType<typeof openB2nd>>["read"]>[0]) {
        const counts = selection.map((axis) => (axis.kind === "range" ? axis.count : 1));
        reads.push(product(counts));
        const items = Int32Array.from({ length: product(counts) }, (_, index) => index);
        return { dtype: parseDType("<i4"), shape: counts, data: new Uint8Array(items.buffer) };
      },
    };
    const sink = memorySink();
    await streamB2nd(sink, source, { codec, chunks: [16, 16, 16], blocks: [8, 8, 8] });
    expect(reads).toHaveLength(64);
    expect(Math.max(...reads)).toBe(4096);
    expect(sink.longest).toBeLessThanOrEqual(4 * 4096 + 32);
  });
});

describe("streamSChunk", () => {
  test("parts of any size give the frame that is written at once", async () => {
    const data = Uint8Array.from({ length: 5000 }, (_, index) => (index * index) >> 6);
    for (const step of [1, 7, 999, 1000, 1001, 5000]) {
      const parts = Array.from({ length: Math.ceil(data.length / step) }, (_, n) =>
        data.subarray(n * step, (n + 1) * step),
      );
      const sink = memorySink();
      await streamSChunk(sink, parts, { codec, typesize: 4, chunksize: 1000 });
      expect(Buffer.compare(sink.bytes, encodeSChunk(data, { codec, typesize: 4, chunksize: 1000 }))).toBe(0);
    }
  });

  test("nothing", async () => {
    const sink = memorySink();
    await streamSChunk(sink, [], { codec, typesize: 1 });
    expect(await openSChunk(memorySource(sink.bytes), { codec })).toMatchObject({ nbytes: 0, nchunks: 0 });
  });
});

describe("arrays of one value", () => {
  async function filled(text: string, shape: readonly number[], fill: B2ndFill, cut: readonly number[]) {
    const sink = memorySink();
    await fillB2nd(sink, { shape, dtype: parseDType(text), fill }, { codec, chunks: cut });
    return { array: await openB2nd(memorySource(sink.bytes), { codec }), size: sink.bytes.length };
  }

  test.each<[string, B2ndFill, number[]]>([
    ["<i4", "zeros", [0, 0, 0, 0]],
    ["<i4", "uninit", [0, 0, 0, 0]],
    ["<f4", "nan", [0, 0, 0xc0, 0x7f]],
    [">f4", "nan", [0x7f, 0xc0, 0, 0]],
    ["<f2", "nan", [0, 0x7e]],
    ["<c8", "nan", [0, 0, 0xc0, 0x7f, 0, 0, 0, 0]],
    ["<i2", Uint8Array.of(7, 1), [7, 1]],
    ["|S3", Uint8Array.of(97, 98, 0), [97, 98, 0]],
    ["|V300", new Uint8Array(300).fill(9), new Array<number>(300).fill(9)],
    ["|u1", Uint8Array.of(0), [0]],
  ])("%s of %s", async (text, fill, item) => {
    const { array } = await filled(text, [23, 11], fill, [8, 8]);
    const { data } = await array.read(wholeSelection([23, 11]));
    expect([...data]).toEqual(Array.from({ length: 23 * 11 }, () => item).flat());
    expect(writtenChunks(array.schunk).count).toBe(fill === "uninit" ? 0 : 6);
  });

  test("a petabyte of nothing takes some hundred bytes", async () => {
    const { array, size } = await filled("<f8", [2 ** 24, 2 ** 23], "uninit", [2 ** 12, 2 ** 13]);
    expect(size).toBeLessThan(400);
    expect(array.schunk.nchunks).toBe(2 ** 22);
    const some = await array.read([
      { kind: "index", index: 2 ** 24 - 1 },
      { kind: "range", start: 5, step: 1, count: 3 },
    ]);
    expect([...some.data]).toEqual(new Array<number>(24).fill(0));
  });

  test("refuses what cannot be", async () => {
    expect(await errorCode(() => filled("<i4", [3], "nan", [3]))).toBe("request.invalid");
    expect(await errorCode(() => filled("<i4", [3], Uint8Array.of(1), [3]))).toBe("request.invalid");
    expect(await errorCode(() => filled("<i4", [2 ** 40], "zeros", [1]))).toBe("request.invalid");
    expect(await errorCode(() => filled("<i4", [2 ** 24], Uint8Array.of(1, 0, 0, 0), [1]))).toBe("limit.exceeded");
  });
});
