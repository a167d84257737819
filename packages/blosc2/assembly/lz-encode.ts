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

/** How many bytes from `at` up to `end` are the same as those at `earlier`. */
// @ts-ignore: decorator
@inline export function sameBytes(at: usize, earlier: usize, end: usize): usize {
  let p = at;
  let q = earlier;
  while (p + 8 <= end) {
    const difference = load<u64>(p) ^ load<u64>(q);
    if (difference) return p - at + <usize>(ctz(difference) >> 3);
    p += 8;
    q += 8;
  }
  while (p < end && load<u8>(p) == load<u8>(q)) {
    p++;
    q++;
  }
  return p - at;
}
