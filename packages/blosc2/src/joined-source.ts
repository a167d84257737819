import { type ByteSource, checkRange } from "@caterva2/ndarray";

/** Sources one behind the other as one. */
export function joinedSource(parts: readonly ByteSource[]): ByteSource {
  const starts: number[] = [];
  let size = 0;
  for (const part of parts) {
    starts.push(size);
    size += part.size;
  }
  return {
    size,
    async read(offset, length) {
      checkRange(size, offset, length);
      let rank = lastStart(starts, offset);
      const first = parts[rank];
      const within = offset - (starts[rank] ?? 0);
      if (first !== undefined && within + length <= first.size) return first.read(within, length);
      const result = new Uint8Array(length);
      for (let at = 0; at < length; rank += 1) {
        const part = parts[rank];
        if (part === undefined) break;
        const from = offset + at - (starts[rank] ?? 0);
        const count = Math.min(part.size - from, length - at);
        if (count > 0) result.set(await part.read(from, count), at);
        at += count;
      }
      return result;
    },
  };
}

/** The last place in an ascending list whose number is not above `offset`. */
export function lastStart(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
