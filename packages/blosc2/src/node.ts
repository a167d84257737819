import { constants, deflateSync, zstdCompressSync } from "node:zlib";
import type { Compressors } from "./chunk/types.ts";

/** Highest level of zstd, which c-blosc2 uses for clevel 9. */
const ZSTD_MAX_LEVEL = 22;

/** Compressors of node:zlib, with c-blosc2's levels for `clevel` 1 to 9. */
export const nodeCompressors: Compressors = {
  zlib: { compress: (bytes, level) => deflateSync(bytes, { level }) },
  zstd: {
    compress: (bytes, level) =>
      zstdCompressSync(bytes, {
        params: {
          [constants.ZSTD_c_compressionLevel]: level === 9 ? ZSTD_MAX_LEVEL : Math.max(1, 2 * level - 1),
          [constants.ZSTD_c_contentSizeFlag]: 1,
        },
        pledgedSrcSize: bytes.length,
      }),
  },
};
