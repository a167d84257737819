import { FILTER_SHUFFLE } from "./header.ts";
import type { ChunkHeader } from "./types.ts";

const TRUNC_PREC = 4;
const INT_TRUNC = 36;

/**
 * How many bytes from the start of each stream of a block are needed for the first `end` bytes of the block: fewer than all
 * where the filters leave its items in order, be it in one stream or in one for each of their bytes.
 */
export function streamPart(header: ChunkHeader, streams: number, length: number, end: number): number {
  const { typesize, filters, filtersMeta } = header;
  const part = length / streams;
  if (end >= length || header.variableBlocks || header.hasDictionary) return part;
  let shuffles = 0;
  for (const [slot, filter] of filters.entries()) {
    if (filter === 0 || filter === TRUNC_PREC || filter === INT_TRUNC) continue;
    const items = (filtersMeta[slot] ?? 0) || typesize;
    if (filter !== FILTER_SHUFFLE || items !== typesize) return part;
    shuffles += 1;
  }
  if (streams === 1) return shuffles === 0 || typesize === 1 ? end : part;
  return shuffles === 1 && streams === typesize ? Math.ceil(end / typesize) : part;
}
