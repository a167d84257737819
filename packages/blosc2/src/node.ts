import { constants, zstdCompressSync } from "node:zlib";
import type { Compressors, Decompressors } from "./chunk/types.ts";
import { deflate } from "./deflate/deflate-node.ts";
import { zstdLevel } from "./params/zstd-level.ts";
import { reusedInflate, reusedUnzstd } from "./reused-decompressors-node.ts";
import { reusedZstd } from "./reused-zstd-node.ts";

function compressOnce(bytes: Uint8Array, level: number, dictionary?: Uint8Array): Uint8Array {
  return zstdCompressSync(bytes, {
    ...(dictionary && { dictionary }),
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_contentSizeFlag]: 1 },
    pledgedSrcSize: bytes.length,
  });
}

/** What a thread of a server keeps for the next call, and how much of it. */
export { limitPluginMemory, pluginMemoryBytes } from "./plugins/kept-memory.ts";
export { limitScratch, scratchBytes } from "./schunk/scratch.ts";

/** Compressors with c-blosc2's levels for `clevel` 1 to 9: zstd of node:zlib, and our own one for zlib. */
export const nodeCompressors: Compressors = {
  zlib: deflate,
  zstd: {
    compress(bytes, clevel, dictionary) {
      const level = zstdLevel(clevel);
      if (dictionary !== undefined) return compressOnce(bytes, level, dictionary);
      return reusedZstd(bytes, level) ?? compressOnce(bytes, level);
    },
  },
};

/** Decompressors of node:zlib, where they are faster than the kernels. */
export const nodeDecompressors: Decompressors = { zstd: reusedUnzstd, zlib: reusedInflate };
