/** What the host calls. Pointers are byte addresses in the module's memory; see limits.ts for the slack around buffers. */
import { ZSTD_SCRATCH } from "./zstd";

export { decodeBlock, decodeCodec } from "./block";
export { encodeBlock } from "./block-encode";
export { applyFilters, filteredBuffer, undoFilters } from "./filters";
export { repeatsItem, runByte } from "./run";
export { truncatePrecision } from "./trunc-prec";

/** First byte of memory that the module does not use itself. */
export function heapBase(): usize {
  return __heap_base;
}

/** Bytes of scratch that zstd needs. */
export function zstdScratch(): usize {
  return ZSTD_SCRATCH;
}
