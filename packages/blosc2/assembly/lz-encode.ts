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
let shift: u64 = 0;
/** Bits that do not count: four bytes are hashed of short sources, five of long ones. */
let unhashed: u64 = 0;

/** Prepares the table for a source of `length` (< 2^30) bytes at `src`. @returns what to add to an address to have its position */
export function startPositions(src: usize, length: usize): u32 {
  if (nextOrigin >= LAST_ORIGIN) {
    memory.fill(positions, 0, 4 << SHORT_HASH_LOG);
    nextOrigin = GAP;
  }
  const origin = nextOrigin;
  nextOrigin += <u32>length + GAP;
  const short = length < SHORT_SOURCE;
  shift = 64 - (short ? SHORT_HASH_LOG : HASH_LOG);
  unhashed = short ? 32 : 24;
  return origin - <u32>src;
}

/** The entry of the bytes at `at`, of which eight are read. */
// @ts-ignore: decorator
@inline export function slotOf(at: usize): usize {
  return positions + (<usize>(((load<u64>(at) << unhashed) * PRIME) >> shift) << 2);
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
