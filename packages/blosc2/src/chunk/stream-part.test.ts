import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { sha256 } from "../../test/fixture-chunks.ts";
import { ramp, text } from "../../test/sample-data.ts";
import { nodeCompressors, nodeDecompressors } from "../node.ts";
import { createChunkCodec } from "./chunk-codec.ts";
import { usesDelta } from "./codecs.ts";
import { parseChunkHeader } from "./header.ts";
import { blockEnds, blockOffsets } from "./offsets.ts";
import { streamPart } from "./stream-part.ts";
import type { ChunkCodec } from "./types.ts";

let codecs: ChunkCodec[];
beforeAll(async () => {
  const compressors = nodeCompressors;
  codecs = [
    await createChunkCodec({ compressors }),
    await createChunkCodec({ compressors, decompressors: nodeDecompressors }),
  ];
});

const paramsOf = fc.record({
  codec: fc.constantFrom("blosclz", "lz4", "lz4hc", "zlib", "zstd"),
  clevel: fc.integer({ min: 1, max: 6 }),
  typesize: fc.constantFrom(1, 2, 4, 8, 28),
  filters: fc.array(fc.constantFrom(0, 1, 2, 3, 35), { maxLength: 2 }),
  splitMode: fc.constantFrom("always", "never", "auto"),
});
const contentOf = fc.oneof(
  fc.tuple(fc.integer({ min: 5000, max: 60_000 }), fc.constantFrom(2, 4, 8)).map(([size, step]) => ramp(size, step)),
  fc.integer({ min: 5000, max: 60_000 }).map(text),
);

it("the first bytes of a block are the same, however few of it are wanted", () => {
  fc.assert(
    fc.property(contentOf, paramsOf, fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }), (data, params, parts) => {
      const { typesize } = params;
      const blocksize = typesize * Math.floor(data.length / typesize / 2);
      for (const codec of codecs) {
        const chunk = codec.encodeChunk(data, { ...params, blocksize, filtersMeta: params.filters.map(() => 0) });
        const header = parseChunkHeader(chunk);
        if (header.special !== "none" || header.memcpyed) continue;
        const starts = blockOffsets(header, chunk);
        const ends = blockEnds(starts, header.cbytes);
        const reference = data.subarray(0, blocksize);
        for (let block = 0; block < header.nblocks; block += 1) {
          const content = data.subarray(block * blocksize, (block + 1) * blocksize);
          const bytes = chunk.subarray(starts[block] ?? 0, ends[block] ?? 0);
          for (const part of parts) {
            const end = Math.floor((content.length * part) / 1000);
            const context = usesDelta(header.filters) ? { reference, end } : { end };
            const decoded = codec.decodeBlock(header, block, bytes, context);
            expect(decoded.length).toBe(content.length);
            expect(sha256(decoded.subarray(0, end))).toBe(sha256(content.subarray(0, end)));
          }
        }
      }
    }),
    { seed: 66, numRuns: 150 },
  );
});

it("of split shuffled streams, and of plain ones, no more than the wanted part is needed", async () => {
  const [codec] = codecs;
  const partOf = (filters: number[], splitMode: "always" | "never", streams: number) => {
    const params = { codec: "lz4", clevel: 5, typesize: 4, blocksize: 4000, filtersMeta: [0], splitMode } as const;
    const chunk = codec?.encodeChunk(ramp(8000, 4), { ...params, filters }) ?? new Uint8Array();
    return streamPart(parseChunkHeader(chunk), streams, 4000, 41);
  };
  expect(partOf([1], "always", 4)).toBe(11);
  expect(partOf([0], "never", 1)).toBe(41);
  expect(partOf([1], "never", 1)).toBe(4000);
  expect(partOf([2], "never", 1)).toBe(4000);
  expect(partOf([3], "never", 1)).toBe(4000);
});
