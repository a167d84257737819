import { deflateSync, zstdCompressSync } from "node:zlib";
import { isCatervaError, joinBytes } from "@caterva2/ndarray";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readFixtureChunks, sha256 } from "../test/fixture-chunks.ts";
import { noise, ramp, text } from "../test/sample-data.ts";
import { createChunkCodec } from "./chunk/chunk-codec.ts";
import type { ChunkCodec } from "./chunk/types.ts";
import { nodeCompressors, nodeDecompressors } from "./node.ts";
import { reusedInflate, reusedUnzstd } from "./reused-decompressors-node.ts";

const CONTENTS = [text(70_000), noise(70_000), ramp(200_000, 4), text(10_000), noise(1 << 20)];

it.each([
  ["zstd", reusedUnzstd, (bytes: Uint8Array) => zstdCompressSync(bytes, { pledgedSrcSize: bytes.length })],
  ["zlib", reusedInflate, (bytes: Uint8Array) => deflateSync(bytes)],
])("decodes streams of %s in any order, also between broken ones", (_, { decompress }, compress) => {
  for (const content of [...CONTENTS, ...CONTENTS].reverse()) {
    const stream = compress(content);
    const target = new Uint8Array(content.length);
    const broken = Uint8Array.from(stream);
    broken[Math.floor(stream.length / 2)] = (broken[Math.floor(stream.length / 2)] ?? 0) ^ 0x55;
    decompress(broken, target);
    expect(decompress(stream, target)).toBe(true);
    expect(Buffer.compare(target, content)).toBe(0);
    const { length } = content;
    expect(decompress(stream, new Uint8Array(length - 1)), "another size").toBe(false);
    expect(decompress(stream, new Uint8Array(length + 1)), "another size").toBe(false);
    expect(decompress(stream.subarray(0, -1), new Uint8Array(length)), "cut short").toBe(false);
    expect(decompress(Buffer.concat([stream, stream]), new Uint8Array(length)), "two streams").toBe(false);
    expect(decompress(stream.fill(0, 0, 4), new Uint8Array(length)), "no header").toBe(false);
  }
});

const kernels = await createChunkCodec({ compressors: nodeCompressors });
const native = await createChunkCodec({ compressors: nodeCompressors, decompressors: nodeDecompressors });

it("gives the content of every chunk of python-blosc2", () => {
  for (const { chunk, nbytes, sha256: digest } of readFixtureChunks()) {
    const decoded = native.decodeChunk(chunk, 1 << 28);
    expect(decoded.length).toBe(nbytes);
    expect(sha256(decoded)).toBe(digest);
  }
});

it.each(["zstd", "zlib"] as const)(
  "gives the content that the kernels give whatever bytes of a chunk of %s are changed",
  (name) => {
    const chunk = kernels.encodeChunk(joinBytes([noise(20_000), ramp(40_000, 4), text(20_000)]), {
      codec: name,
      clevel: 5,
      typesize: 4,
      blocksize: 16_000,
      filters: [1],
      filtersMeta: [0],
      splitMode: "auto",
    });
    const change = fc.tuple(fc.nat(chunk.length - 33), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const copy = chunk.slice();
        for (const [at, value] of changes) copy[32 + at] = value;
        const expected = outcome(kernels, copy);
        // The C libraries let some streams pass whose bits do not come out even, which the kernels refuse.
        if (!expected.startsWith("blosc2.")) expect(outcome(native, copy)).toBe(expected);
        else expect(outcome(native, copy)).toMatch(/^(blosc2\.\w+|[0-9a-f]{64})$/);
      }),
      { seed: 13, numRuns: 300 },
    );
  },
);

/** The content, or the code of the refusal. */
function outcome(codec: ChunkCodec, chunk: Uint8Array): string {
  try {
    return sha256(codec.decodeChunk(chunk, 1 << 20));
  } catch (error) {
    return isCatervaError(error) ? error.code : String(error);
  }
}
