/** Bytes of this thread's memory that wait for the next work of several threads, and the largest among them. */
let most = 48 * 1024 * 1024;
const LARGEST_KEPT = 16 * 1024 * 1024;

const kept: SharedArrayBuffer[] = [];

/** How much this thread keeps for the next work of several threads, in bytes. */
export function limitShared(bytes: number): void {
  most = bytes;
}

/** Bytes that this thread keeps. */
export function sharedBytes(): number {
  return kept.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** Bytes of undefined content that other threads see too, used before if there are some. They go back by {@link giveBackShared}. */
export function takeShared(bytes: number): Uint8Array<SharedArrayBuffer> {
  const found = kept.findIndex((buffer) => buffer.byteLength >= bytes);
  const [buffer] = found < 0 ? [] : kept.splice(found, 1);
  if (buffer !== undefined) return new Uint8Array(buffer, 0, bytes);
  const size = bytes > LARGEST_KEPT ? bytes : 2 ** Math.ceil(Math.log2(bytes));
  return new Uint8Array(new SharedArrayBuffer(size), 0, bytes);
}

/** Takes shared memory that nobody uses any more, in this thread or another; false for memory that is not shared. */
export function giveBackShared({ buffer }: Uint8Array): boolean {
  if (!(buffer instanceof SharedArrayBuffer)) return false;
  if (buffer.byteLength <= LARGEST_KEPT && sharedBytes() + buffer.byteLength <= most) kept.push(buffer);
  return true;
}

/** A turn beyond all others; those who help still count on from it. */
const NO_MORE_TURNS = 0x4000_0000;

/** Lets all who take turns stop. `turns` is one 32-bit number: the next turn. */
export function endTurns(turns: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(turns), 0, NO_MORE_TURNS);
}
