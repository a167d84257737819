import { zstdCompressSync } from "node:zlib";
import { isCatervaError } from "@caterva2/ndarray";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readFixtureChunks, sha256 } from "../test/fixture-chunks.ts";
import { noise, ramp, text } from "../test/sample-data.ts";
import { createChunkCodec } from "./chunk/chunk-codec.ts";
import type { ChunkCodec } from "./chunk/types.ts";
import { nodeCompressors, nodeDecompressors } from "./node.ts";
import { reusedUnzstd } from "./reused-unzstd-node.ts";

const CONTENTS = [text(5000), noise(70_000), ramp(200_000, 4), noise(1024), noise(1 << 20)];

it("decodes frames that tell their size, in any order, also between broken ones", () => {
  for (const content of [...CONTENTS, ...CONTENTS].reverse()) {
    const frame = zstdCompressSync(content, { pledgedSrcSize: content.length });
    const target = new Uint8Array(content.length);
    const broken = Uint8Array.from(frame);
    broken[Math.floor(frame.length / 2)] = (broken[Math.floor(frame.length / 2)] ?? 0) ^ 0x55;
    reusedUnzstd(broken, target);
    expect(reusedUnzstd(frame, target)).toBe(true);
    expect(Buffer.compare(target, content)).toBe(0);
  }
});

it("leaves all else to the kernels", () => {
  const content = text(5000);
  const frame = zstdCompressSync(content, { pledgedSrcSize: content.length });
  expect(reusedUnzstd(frame, new Uint8Array(4999)), "another size").toBe(false);
  expect(reusedUnzstd(frame, new Uint8Array(5001)), "another size").toBe(false);
  expect(reusedUnzstd(frame.subarray(0, frame.length - 1), new Uint8Array(5000)), "cut short").toBe(false);
  expect(reusedUnzstd(Buffer.concat([frame, frame]), new Uint8Array(5000)), "two frames").toBe(false);
  expect(reusedUnzstd(zstdCompressSync(noise(1000)), new Uint8Array(1000)), "small contents").toBe(false);
  const small = zstdCompressSync(text(1024), { pledgedSrcSize: 1024 });
  expect(reusedUnzstd(small, new Uint8Array(1024)), "short frames").toBe(false);
  expect(reusedUnzstd(frame.fill(0, 0, 4), new Uint8Array(5000)), "no frame").toBe(false);
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

it("answers as the kernels do whatever bytes of a chunk are changed", () => {
  const chunk = kernels.encodeChunk(ramp(40_000, 4), {
    codec: "zstd",
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
      expect(outcome(native, copy)).toEqual(outcome(kernels, copy));
    }),
    { seed: 13, numRuns: 300 },
  );
});

/** The content, or the code of the refusal. */
function outcome(codec: ChunkCodec, chunk: Uint8Array): string {
  try {
    return sha256(codec.decodeChunk(chunk, 1 << 20));
  } catch (error) {
    return isCatervaError(error) ? error.code : String(error);
  }
}
