import { type ByteSource, checkRange } from "@caterva2/ndarray";

/** Sources one behind the other as one. */
export function joinedSource(parts: readonly ByteSource[]): ByteSource {
  const starts: number[] = [];
  let size = 0;
  for (const part of parts) {
    starts.push(size);
    size += part.size;
  }
  /** Fills `target`; a promise only when there is something to wait for. */
  function fill(offset: number, target: Uint8Array): Promise<void> | undefined {
    checkRange(size, offset, target.length);
    const waits: Promise<void>[] = [];
    for (let rank = lastStart(starts, offset), at = 0; at < target.length; rank += 1) {
      const part = parts[rank];
      if (part === undefined) break;
      const from = offset + at - (starts[rank] ?? 0);
      const room = target.subarray(at, at + Math.min(part.size - from, target.length - at));
      const wait = room.length === 0 ? undefined : readInto(part, from, room);
      if (wait !== undefined) waits.push(wait);
      at += room.length;
    }
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }

  async function read(offset: number, length: number): Promise<Uint8Array> {
    checkRange(size, offset, length);
    const rank = lastStart(starts, offset);
    const part = parts[rank];
    const within = offset - (starts[rank] ?? 0);
    if (part !== undefined && within + length <= part.size) return part.read(within, length);
    const target = new Uint8Array(length);
    await fill(offset, target);
    return target;
  }

  return parts.some((part) => part.readInto !== undefined) ? { size, read, readInto: fill } : { size, read };
}

/** Fills `target` from any source; a promise only when there is something to wait for. */
export function readInto(source: ByteSource, offset: number, target: Uint8Array): Promise<void> | undefined {
  if (source.readInto !== undefined) return source.readInto(offset, target);
  return source.read(offset, target.length).then((bytes) => target.set(bytes));
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
