/** What both LZ encoders share: a hash table of positions, and the length of a match. */

/** Tables of 16 and 32 KiB: larger ones find more, but leave no room in the first cache. */
const HASH_LOG: u32 = 12;
const SHORT_HASH_LOG: u32 = 13;
/** Below this many bytes a source counts as short. */
const SHORT_SOURCE: usize = 65536;
const PRIME: u64 = 889523592379;
/** More than any distance that an encoder allows. */
const GAP: u32 = 1 << 17;
const LAST_ORIGIN: u32 = 1 << 31;

/**
 * For each hash the last position with it: u32, counted from an origin. Each source gets one so far behind the one
 * before that what is left of that is too distant to be used: the table need not be emptied.
 */
const positions: usize = memory.data(4 << 13, 16);
/** Where the next source may start. */
let nextOrigin: u32 = GAP;

/** Prepares the table for a source of `length` (< 2^30) bytes at `src`. @returns what to add to an address to have its position */
export function startPositions(src: usize, length: usize): u32 {
  if (nextOrigin >= LAST_ORIGIN) {
    memory.fill(positions, 0, 4 << SHORT_HASH_LOG);
    nextOrigin = GAP;
  }
  const origin = nextOrigin;
  nextOrigin += <u32>length + GAP;
  return origin - <u32>src;
}

/** Whether a source of `length` bytes has the larger table: its positions are few. */
// @ts-ignore: decorator
@inline export function isShort(length: usize): bool {
  return length < SHORT_SOURCE;
}

/** The entry of the bytes at the bottom of `word`: four are hashed of short sources, five of long ones. */
// @ts-ignore: decorator
@inline export function slotOf(word: u64, short: bool): usize {
  const log: u64 = short ? SHORT_HASH_LOG : HASH_LOG;
  const hash = ((word << (short ? 32 : 24)) * PRIME) >> (62 - log);
  return positions + <usize>(<u32>hash & ((4 << <u32>log) - 4));
}

/** How many bytes before `at` are the same as those before `earlier`; `limit` at most. */
// @ts-ignore: decorator
@inline export function sameBefore(at: usize, earlier: usize, limit: usize): usize {
  let count: usize = 0;
  while (count < limit) {
    // Eight at once: how many it is cannot be foretold. They may lie before the source.
    const difference = load<u64>(at - count - 8) ^ load<u64>(earlier - count - 8);
    if (difference) return min<usize>(count + <usize>(clz(difference) >> 3), limit);
    count += 8;
  }
  return limit;
}

/** How many bytes from `at` up to `end` are the same as those from `earlier` on; vectors may reach behind the end. */
// @ts-ignore: decorator
@inline export function sameBytes(at: usize, earlier: usize, end: usize): usize {
  const difference = load<u64>(at) ^ load<u64>(earlier);
  if (difference) return min<usize>(<usize>(ctz(difference) >> 3), end - at);
  let p = at + 8;
  let q = earlier + 8;
  while (p < end) {
    const differ = i8x16.bitmask(i8x16.eq(v128.load(p), v128.load(q))) ^ 0xffff;
    if (differ) {
      p += <usize>ctz(differ);
      break;
    }
    p += 16;
    q += 16;
  }
  return min<usize>(p, end) - at;
}
