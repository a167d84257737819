import { kernelBytes, kernelMemory, PLACES } from "./memory.ts";

/** Allocations begin at multiples of a line of the cache, and so far apart lie those that follow each other. */
const LINE = 64;

/** Free places by ascending address, none next to another. */
const free = [{ start: PLACES.heap.start as number, end: PLACES.heap.start + PLACES.heap.length }];
/** Lengths of allocations by their addresses. */
const allocated = new Map<number, number>();

/**
 * Memory of this thread in which kernels compute. What lies elsewhere is copied there and back, a tile at a time; operands
 * that lie there are read, and results that lie there written, where they are. A source whose `read` answers such bytes is
 * computed without a copy, and so is what `LazyArray.readInto` writes to such bytes.
 */
export const computeMemory = {
  /**
   * `length` bytes of undefined content, the caller's until they are given to {@link computeMemory.free}. Where there is no room
   * (64 MiB in all) they lie outside: all works with them, by a copy more.
   */
  allocate(length: number): Uint8Array<ArrayBuffer> {
    return place(length) ?? new Uint8Array(length);
  },

  /** Gives back what `allocate` has answered: nobody may use it any more. */
  free(bytes: Uint8Array): void {
    const start = bytes.byteOffset;
    if (bytes.buffer !== kernelMemory().buffer || allocated.get(start) !== bytes.length) return;
    allocated.delete(start);
    giveBack(start, start + sizeOf(bytes.length));
  },
};

/** As `allocate`; undefined where there is no room. */
export function place(length: number): Uint8Array<ArrayBuffer> | undefined {
  const size = sizeOf(length);
  const index = free.findIndex(({ start, end }) => end - start >= size);
  const found = free[index];
  if (found === undefined) return undefined;
  const { start } = found;
  found.start += size;
  if (found.start === found.end) free.splice(index, 1);
  allocated.set(start, length);
  return kernelBytes().subarray(start, start + length);
}

function giveBack(start: number, end: number): void {
  const next = free.findIndex((place) => place.start > start);
  const index = next < 0 ? free.length : next;
  const before = free[index - 1];
  const after = free[index];
  if (before?.end === start && after?.start === end) {
    before.end = after.end;
    free.splice(index, 1);
  } else if (before?.end === start) before.end = end;
  else if (after?.start === end) after.start = start;
  else free.splice(index, 0, { start, end });
}

function sizeOf(length: number): number {
  return Math.max(1, Math.ceil(length / LINE)) * LINE;
}
