import { constants, deflateSync, zstdCompressSync } from "node:zlib";
import type { Compressors } from "./chunk/types.ts";
import { reusedZstd } from "./reused-zstd-node.ts";

/** Highest level of zstd, which c-blosc2 uses for clevel 9. */
const ZSTD_MAX_LEVEL = 22;

function zstdLevel(clevel: number): number {
  return clevel === 9 ? ZSTD_MAX_LEVEL : Math.max(1, 2 * clevel - 1);
}

function compressOnce(bytes: Uint8Array, level: number): Uint8Array {
  return zstdCompressSync(bytes, {
    params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_contentSizeFlag]: 1 },
    pledgedSrcSize: bytes.length,
  });
}

/** Compressors of node:zlib, with c-blosc2's levels for `clevel` 1 to 9. */
export const nodeCompressors: Compressors = {
  zlib: { compress: (bytes, level) => deflateSync(bytes, { level }) },
  zstd: {
    compress(bytes, clevel) {
      const level = zstdLevel(clevel);
      return reusedZstd(bytes, level) ?? compressOnce(bytes, level);
    },
  },
};
