import { promisify } from "node:util";
import {
  inflate,
  inflateSync,
  type ZlibOptions,
  type ZstdOptions,
  zstdDecompress,
  zstdDecompressSync,
} from "node:zlib";
import type { Decompressors } from "./filters/types.ts";

/** From this size on a chunk is worth the way to a thread of the pool and back. */
const LARGE = 128 * 1024;

const inflateAside = promisify<Uint8Array, ZlibOptions, Uint8Array>(inflate);
const zstdAside = promisify<Uint8Array, ZstdOptions, Uint8Array>(zstdDecompress);

/**
 * Decompressors of node:zlib, bounded; large chunks are decompressed on node's pool of threads. They fail with an error
 * of node's; callers give it a code of ours.
 */
export const nodeDecompressors: Pick<Required<Decompressors>, "inflate" | "zstd"> = {
  inflate(bytes, maxBytes, likelyBytes) {
    const options = sizes(maxBytes, likelyBytes);
    return options.chunkSize < LARGE ? inflateSync(bytes, options) : inflateAside(bytes, options);
  },
  zstd(bytes, maxBytes, likelyBytes) {
    const options = sizes(maxBytes, likelyBytes);
    return options.chunkSize < LARGE ? zstdDecompressSync(bytes, options) : zstdAside(bytes, options);
  },
};

/** An output buffer that the answer fits into is not made twice. */
function sizes(maxBytes: number, likelyBytes = 0) {
  const maxOutputLength = Math.max(1, maxBytes);
  return { maxOutputLength, chunkSize: Math.max(64, Math.min(likelyBytes, maxOutputLength) + 1) };
}
