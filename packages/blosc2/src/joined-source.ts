import { type ByteSource, checkRange } from "@caterva2/ndarray";

/** Sources one behind the other as one. */
export function joinedSource(parts: readonly ByteSource[]): ByteSource {
  const starts: number[] = [];
  let size = 0;
  for (const part of parts) {
    starts.push(size);
    size += part.size;
  }
  starts.push(size);
  const { readInto: fill } = filledSource(starts, (rank, from, target) => {
    const part = parts[rank];
    return part && readInto(part, from, target);
  });

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

/** A source of parts one behind the other, whose bytes can be read into memory of the reader. */
export interface FilledSource extends ByteSource {
  readInto(offset: number, target: Uint8Array): Promise<void> | undefined;
}

/**
 * Parts one behind the other as one source. `starts`: where each begins, and where the last ends. `fill` fills `target`
 * with bytes of one part, from `from` on within it; it answers a promise only when there is something to wait for.
 */
export function filledSource(
  starts: readonly number[],
  fill: (rank: number, from: number, target: Uint8Array) => Promise<void> | undefined,
): FilledSource {
  const size = starts.at(-1) ?? 0;
  function readParts(offset: number, target: Uint8Array): Promise<void> | undefined {
    checkRange(size, offset, target.length);
    const waits: Promise<void>[] = [];
    for (let rank = lastStart(starts, offset), at = 0; at < target.length; rank += 1) {
      const from = offset + at - (starts[rank] ?? 0);
      const count = Math.min((starts[rank + 1] ?? size) - (starts[rank] ?? 0) - from, target.length - at);
      const wait = count === 0 ? undefined : fill(rank, from, target.subarray(at, at + count));
      if (wait !== undefined) waits.push(wait);
      at += count;
    }
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  }
  return {
    size,
    async read(offset, length) {
      checkRange(size, offset, length);
      const target = new Uint8Array(length);
      await readParts(offset, target);
      return target;
    },
    readInto: readParts,
  };
}

/** Fills `target` from any source; a promise only when there is something to wait for. */
export function readInto(source: ByteSource, offset: number, target: Uint8Array): Promise<void> | undefined {
  if (source.readInto !== undefined) return source.readInto(offset, target);
  return source.read(offset, target.length).then((bytes) => target.set(bytes));
}

/** The last place in an ascending list whose number is not above `offset`. */
function lastStart(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
