import type { ByteRange } from "./byte-source.ts";

/**
 * The fewest ranges that cover all the given ones, ascending, where runs with at most `gap` bytes
 * between them count as one. Empty ranges vanish; the input may be in any order and overlap.
 */
export function coalesceRanges(ranges: readonly ByteRange[], gap: number): ByteRange[] {
  const sorted = ranges.filter((range) => range.length > 0).sort((a, b) => a.offset - b.offset);
  const merged: { offset: number; length: number }[] = [];
  for (const { offset, length } of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && offset <= last.offset + last.length + gap) {
      last.length = Math.max(last.length, offset + length - last.offset);
    } else {
      merged.push({ offset, length });
    }
  }
  return merged;
}
