import { isCatervaError } from "@caterva2/ndarray";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { sha256 } from "../../test/fixture-chunks.ts";
import { noise, ramp, text } from "../../test/sample-data.ts";
import { nodeCompressors } from "../node.ts";
import { createChunkCodec } from "./chunk-codec.ts";
import { parseChunkHeader } from "./header.ts";
import type { ChunkCodec, CodecName, EncodeParams } from "./types.ts";

const SEED = 1_963;
const CODECS = ["blosclz", "lz4", "lz4hc", "zlib", "zstd"] as const satisfies readonly CodecName[];
const PLAIN: EncodeParams = {
  codec: "lz4",
  clevel: 5,
  typesize: 4,
  blocksize: 4096,
  filters: [1],
  filtersMeta: [0],
  splitMode: "auto",
};

let codec: ChunkCodec;
beforeAll(async () => {
  codec = await createChunkCodec({ compressors: nodeCompressors });
});

function roundTrip(data: Uint8Array, params: EncodeParams): Uint8Array {
  const chunk = codec.encodeChunk(data, params);
  expect(chunk.length).toBeLessThanOrEqual(data.length + 32);
  expect(parseChunkHeader(chunk)).toMatchObject({ nbytes: data.length, cbytes: chunk.length, version: 5 });
  return codec.decodeChunk(chunk, data.length);
}

/** Noise with repetitions from near and far. */
function mixed(nbytes: number): Uint8Array {
  const bytes = noise(nbytes);
  for (let start = 0; start + 700 < nbytes; start += 700) bytes.copyWithin(start + 400, start / 2, start / 2 + 290);
  return bytes;
}

const paramsOf = fc.record({
  codec: fc.constantFrom(...CODECS),
  clevel: fc.integer({ min: 0, max: 7 }),
  typesize: fc.oneof(fc.constantFrom(1, 2, 4, 8, 16), fc.integer({ min: 1, max: 255 })),
  items: fc.integer({ min: 1, max: 90 }),
  filters: fc.array(fc.constantFrom(0, 1, 2, 3, 35), { maxLength: 6 }),
  splitMode: fc.constantFrom("always", "never", "auto", "forward"),
});
const contentOf = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }),
  fc.integer({ min: 0, max: 6000 }).map((size) => ramp(size, 4)),
  fc.integer({ min: 0, max: 6000 }).map(text),
  fc.integer({ min: 0, max: 3000 }).map((size) => new Uint8Array(size).fill(size)),
);

describe("encodeChunk", () => {
  it("gives chunks that decode to what went in", () => {
    fc.assert(
      fc.property(contentOf, paramsOf, (data, { items, ...params }) => {
        const full = { ...params, blocksize: items * params.typesize, filtersMeta: params.filters.map(() => 0) };
        expect(sha256(roundTrip(data, full))).toBe(sha256(data));
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  it("searches longer with lz4hc, the longer the higher the level", () => {
    const size = 100_000;
    const words = text(size);
    const sizeOf = (codecName: CodecName, clevel: number) => {
      const params = { ...PLAIN, codec: codecName, clevel, typesize: 1, filters: [], filtersMeta: [], blocksize: size };
      return codec.encodeChunk(words, params).length;
    };
    expect(sizeOf("lz4hc", 3)).toBeLessThan(sizeOf("lz4", 9));
    expect(sizeOf("lz4hc", 9)).toBeLessThan(sizeOf("lz4hc", 3));
  });

  it("leaves bytedelta out where items have one byte, as c-blosc2 does", () => {
    const data = text(10_000);
    const params = { ...PLAIN, filters: [1, 35], filtersMeta: [0, 1] };
    expect(parseChunkHeader(codec.encodeChunk(data, { ...params, typesize: 1 })).filters).toEqual([0, 0, 0, 0, 1, 0]);
    expect(parseChunkHeader(codec.encodeChunk(data, { ...params, typesize: 2 })).filters).toEqual([0, 0, 0, 0, 1, 35]);
  });

  it("gives long streams that decode to what went in, whatever was encoded before", () => {
    const first = new Map<string, string>();
    for (const round of [1, 2]) {
      for (const codecName of ["lz4", "lz4hc", "blosclz"] as const) {
        for (const size of [200_000, 65_536, 65_535, 30]) {
          for (const data of [text(size), ramp(size, 8), mixed(size)]) {
            const params = { ...PLAIN, codec: codecName, typesize: 1, filters: [], filtersMeta: [], blocksize: size };
            const chunk = codec.encodeChunk(data, params);
            expect(sha256(codec.decodeChunk(chunk, size))).toBe(sha256(data));
            const key = `${codecName} ${sha256(data)}`;
            if (round === 1) first.set(key, sha256(chunk));
            else expect(sha256(chunk), "the same data give the same chunk").toBe(first.get(key));
          }
        }
      }
    }
  });

  it.each(CODECS)("%s compresses what repeats", (name) => {
    const data = text(20_000);
    for (const clevel of [1, 3, 5, 7, 9]) {
      const params = { ...PLAIN, codec: name, clevel, typesize: 1, filters: [], filtersMeta: [], blocksize: 20_000 };
      expect(codec.encodeChunk(data, params).length).toBeLessThan(data.length / 2);
      expect(sha256(roundTrip(data, params))).toBe(sha256(data));
    }
  });

  it.each(CODECS)("%s stores what does not shrink", (name) => {
    const data = noise(10_000);
    const chunk = codec.encodeChunk(data, { ...PLAIN, codec: name });
    expect(chunk.length).toBe(data.length + 32);
    expect(parseChunkHeader(chunk).memcpyed).toBe(true);
  });

  it("writes a value that fills the chunk once", () => {
    expect(codec.encodeChunk(new Uint8Array(4000), PLAIN).length).toBe(32);
    const ones = Uint8Array.from({ length: 4000 }, (_, index) => (index % 4 === 0 ? 1 : 0));
    expect(codec.encodeChunk(ones, PLAIN).length).toBe(36);
    expect(roundTrip(ones, PLAIN)).toEqual(ones);
  });

  it("sees that a long content is one value, and where it is not", () => {
    const params = { ...PLAIN, blocksize: 16_384 };
    const ones = Uint8Array.from({ length: 300_000 }, (_, index) => (index % 4 === 0 ? 1 : 0));
    expect(codec.encodeChunk(ones, params).length).toBe(36);
    for (const place of [65_536, 65_539, 131_071, 299_999]) {
      const other = Uint8Array.from(ones);
      other[place] = 9;
      const chunk = codec.encodeChunk(other, params);
      expect(parseChunkHeader(chunk).special).toBe("none");
      expect(sha256(codec.decodeChunk(chunk, other.length))).toBe(sha256(other));
    }
  });

  it("truncates the mantissa", () => {
    const values = Float32Array.from({ length: 1000 }, (_, index) => Math.sin(index));
    const data = new Uint8Array(values.buffer);
    const params = { ...PLAIN, filters: [4, 3, 1], filtersMeta: [10, 0, 0], blocksize: 1024 };
    const back = new Uint32Array(codec.decodeChunk(codec.encodeChunk(data, params), 4000).buffer);
    const bits = new Uint32Array(values.buffer);
    expect(back).toEqual(bits.map((value) => value & ~((1 << 13) - 1)));
  });

  it.each([
    [1, 253, 0xf8],
    [2, 10, 0xffc0],
    [4, 1, 0x8000_0000],
    [8, 249, 0xffff_ff80],
  ])("truncates integers of %i bytes", (typesize, meta, mask) => {
    const data = Uint8Array.from({ length: 4000 }, (_, index) => (index * 37 + (index >> 3)) & 0xff);
    const params = { ...PLAIN, typesize, filters: [36, 3, 1], filtersMeta: [meta, 0, 0], blocksize: 1024 };
    const back = codec.decodeChunk(codec.encodeChunk(data, params), 4000);
    // Masks reach into the lowest four bytes of an item.
    const expected = data.map((byte, index) => {
      const place = index % typesize;
      return place < 4 ? byte & (mask >>> (8 * place)) : byte;
    });
    expect(back).toEqual(expected);
  });

  it.each([
    ["a level of 10", { clevel: 10 }],
    ["a typesize of 0", { typesize: 0 }],
    ["seven filters", { filters: [0, 0, 0, 0, 0, 0, 1] }],
    ["an unknown filter", { filters: [99] }],
    ["trunc_prec on items of 2 bytes", { typesize: 2, filters: [4], filtersMeta: [5] }],
    ["trunc_prec of the whole mantissa", { filters: [4], filtersMeta: [0] }],
    ["int_trunc on items of 3 bytes", { typesize: 3, filters: [36], filtersMeta: [5] }],
    ["int_trunc of all bits", { typesize: 2, filters: [36], filtersMeta: [240] }],
    ["two filters that truncate", { filters: [4, 36], filtersMeta: [5, 5] }],
  ])("refuses %s", (_name, change) => {
    expect(() => codec.encodeChunk(ramp(400, 4), { ...PLAIN, ...change })).toThrow(
      expect.toSatisfy((error: unknown) => isCatervaError(error, "blosc2.unsupported")),
    );
  });

  it("says when there is no compressor", async () => {
    const bare = await createChunkCodec();
    expect(() => bare.encodeChunk(text(4000), { ...PLAIN, codec: "zstd" })).toThrow(/no compressor for zstd/);
  });
});
