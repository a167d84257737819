/** What both LZ encoders share: a hash table of positions, and the length of a match. */

const MAX_HASH_LOG: u32 = 14;
const MIN_HASH_LOG: u32 = 8;
/** For each hash of four bytes the last position with it: u32, counted from the start of the source. */
const positions: usize = memory.data(4 << 14, 16);
let shift: u32 = 0;

/** Empties a table that suits a source of `length` bytes. */
export function resetPositions(length: usize): void {
  const log = min<u32>(MAX_HASH_LOG, max<u32>(MIN_HASH_LOG, 31 - clz<u32>(<u32>length | 1)));
  shift = 32 - log;
  memory.fill(positions, 0, <usize>4 << <usize>log);
}

// @ts-ignore: decorator
@inline export function slotOf(at: usize): usize {
  return positions + (<usize>((load<u32>(at) * 2654435761) >> shift) << 2);
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
