import { constants, deflateSync, zstdCompressSync } from "node:zlib";
import type { Compressors } from "./chunk/types.ts";
import { zstdLevel } from "./params/zstd-level.ts";

/** Compressors of node:zlib, with c-blosc2's levels for `clevel` 1 to 9. */
export const nodeCompressors: Compressors = {
  zlib: { compress: (bytes, level) => deflateSync(bytes, { level }) },
  zstd: {
    compress: (bytes, level) =>
      zstdCompressSync(bytes, {
        params: {
          [constants.ZSTD_c_compressionLevel]: zstdLevel(level),
          [constants.ZSTD_c_contentSizeFlag]: 1,
        },
        pledgedSrcSize: bytes.length,
      }),
  },
};
