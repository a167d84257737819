import type { ByteRange } from "@caterva2/ndarray";

/** Ranges that are read at once. */
export interface ReadGroup<T extends ByteRange> extends ByteRange {
  readonly members: readonly T[];
}

/** Bytes between two ranges that are read for nothing rather than by another read. */
const GAP = 16 * 1024;
/** Bytes of a group, unless one range is larger. */
const GROUP = 4 * 1024 * 1024;

/** Groups ranges that are close to each other, ascending. Ranges may overlap. */
export function groupReads<T extends ByteRange>(ranges: readonly T[]): ReadGroup<T>[] {
  const groups: { offset: number; length: number; members: T[] }[] = [];
  for (const range of [...ranges].sort((a, b) => a.offset - b.offset)) {
    const last = groups.at(-1);
    const end = range.offset + range.length;
    const fits = last !== undefined && range.offset <= last.offset + last.length + GAP && end - last.offset <= GROUP;
    if (last !== undefined && fits) {
      last.length = Math.max(last.length, end - last.offset);
      last.members.push(range);
    } else groups.push({ offset: range.offset, length: range.length, members: [range] });
  }
  return groups;
}
