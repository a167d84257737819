import { inflateSync, zstdDecompressSync } from "node:zlib";
import type { Decompressors } from "./filters/types.ts";

/** Decompressors of node:zlib, bounded. They fail with an error of node's; callers give it a code of ours. */
export const nodeDecompressors: Pick<Required<Decompressors>, "inflate" | "zstd"> = {
  inflate: (bytes, maxBytes) => inflateSync(bytes, { maxOutputLength: Math.max(1, maxBytes) }),
  zstd: (bytes, maxBytes) => zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, maxBytes) }),
};
