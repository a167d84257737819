import { joinBytes, memorySource } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codec } from "../../test/codec.ts";
import { errorCode } from "../../test/error-code.ts";
import { text } from "../../test/sample-data.ts";
import { encodeBlockLists, openSChunk, parseChunkHeader, variableBlockSizes } from "../index.ts";

const CODECS = ["blosclz", "lz4", "lz4hc", "zlib", "zstd"] as const;
const blockOf = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 40 }),
  fc.integer({ min: 1, max: 3000 }).map(text),
  fc.integer({ min: 1, max: 3000 }).map((size) => new Uint8Array(size).fill(size & 1)),
);
const chunkOf = fc.array(blockOf, { minLength: 1, maxLength: 12 });
const optionsOf = fc.record({
  codec: fc.constantFrom(...CODECS),
  clevel: fc.integer({ min: 0, max: 7 }),
  filters: fc.constantFrom([], [1], [2], [1, 35]),
});

describe("chunks of blocks of any sizes", () => {
  it("read back with their borders", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(chunkOf, { maxLength: 4 }),
        optionsOf,
        fc.constantFrom(1, 4),
        async (chunks, options, typesize) => {
          const useDict = options.codec === "zstd" || options.codec === "lz4";
          const cparams = { ...options, filtersMeta: options.filters.map(() => 0), useDict };
          const frame = encodeBlockLists(chunks, { codec, typesize, cparams });
          const schunk = await openSChunk(memorySource(frame), { codec });
          expect(schunk.nchunks).toBe(chunks.length);
          for (const [nchunk, blocks] of chunks.entries()) {
            const chunk = await schunk.chunkBytes(nchunk);
            const header = parseChunkHeader(chunk);
            expect(header).toMatchObject({ version: 6, variableBlocks: true, nblocks: blocks.length });
            expect(variableBlockSizes(header, chunk)).toEqual(blocks.map(({ length }) => length));
            expect(Buffer.compare(await schunk.decodeChunk(nchunk), joinBytes(blocks))).toBe(0);
          }
        },
      ),
      { seed: 31, numRuns: 80 },
    );
  });

  it("compress: each block by itself, or with what all share", async () => {
    const blocks = Array.from({ length: 60 }, (_, index) => text(300 + index));
    const sizeOf = (useDict: boolean) =>
      encodeBlockLists([blocks], { codec, cparams: { codec: "lz4", clevel: 5, useDict } }).length;
    const content = blocks.reduce((sum, { length }) => sum + length, 0);
    expect(sizeOf(false)).toBeLessThan(content);
    expect(sizeOf(true)).toBeLessThan(sizeOf(false));
  });

  it("are no chunks without blocks, with empty ones, or with delta", async () => {
    const encode = (blocks: Uint8Array[], filters: number[]) => () =>
      encodeBlockLists([blocks], { codec, cparams: { codec: "lz4", filters, filtersMeta: [0] } });
    expect(await errorCode(encode([], []))).toBe("blosc2.unsupported");
    expect(await errorCode(encode([new Uint8Array(0)], []))).toBe("blosc2.unsupported");
    expect(await errorCode(encode([new Uint8Array(9)], [3]))).toBe("blosc2.unsupported");
  });
});
