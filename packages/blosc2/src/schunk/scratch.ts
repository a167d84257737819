/** Bytes that are kept for further reads, of one thread. */
let most = 8 * 1024 * 1024;
const SMALLEST = 64 * 1024;
const LARGEST = 4 * 1024 * 1024;

/** How much this thread keeps for further reads, in bytes. */
export function limitScratch(bytes: number): void {
  most = bytes;
}

/** Bytes that this thread keeps. */
export function scratchBytes(): number {
  return kept;
}

/** Buffers by size, a power of two. */
const free = new Map<number, Uint8Array[]>();
let kept = 0;

/**
 * Memory for bytes that are read, used and dropped: taken from what earlier reads have given back. New memory is
 * filled with zeros by the system at its first touch, and costs as much as reading a file from its cache.
 */
export function takeScratch(length: number): Uint8Array {
  if (length > LARGEST) return new Uint8Array(length);
  const size = Math.max(SMALLEST, 2 ** Math.ceil(Math.log2(length)));
  const buffer = free.get(size)?.pop();
  if (buffer === undefined) return new Uint8Array(size);
  kept -= size;
  return buffer;
}

/** Gives back what {@link takeScratch} has answered: nobody may use it any more. */
export function giveBackScratch(buffer: Uint8Array): void {
  const size = buffer.length;
  if (size > LARGEST || kept + size > most) return;
  kept += size;
  const same = free.get(size);
  if (same === undefined) free.set(size, [buffer]);
  else same.push(buffer);
}
