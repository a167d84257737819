/** The search that looks at two earlier positions for each hash, and whose matches wait for a look at the next position. */
import { sameBefore } from "../lz-encode";
import { sameBytes } from "./compare";
import { closeSegment, worthless } from "./blocks";
import { startPositions, table } from "./positions";
import { LONGEST, putLiterals, putMatch, SEGMENT } from "./sequences";
import { MAX_DISTANCE, MIN_MATCH } from "./symbols";

const HASH_LOG: u32 = 14;
const PRIME: u32 = 2654435761;
/** Where nothing was found for long, every eighth position is looked at. */
const STRIDE: usize = 8;

/** How far back the longest match of the last search lies. */
let foundDistance: usize = 0;

/** Two positions for each hash, the last one lowest: u32 each. */
// @ts-ignore: decorator
@inline function slotOf(word: u32): usize {
  return table + <usize>((word * PRIME) >> (32 - HASH_LOG) << 3);
}

// @ts-ignore: decorator
@inline function insert(at: usize, offset: u32): void {
  const slot = slotOf(load<u32>(at));
  store<u64>(slot, (load<u64>(slot) << 32) | <u64>(<u32>at + offset));
}

/** The longer match of two positions, if it is longer than `least` (3 or more). @returns its length, or `least` */
// @ts-ignore: decorator
@inline function longerMatch(at: usize, least: usize, end: usize, offset: u32): usize {
  const word = load<u32>(at);
  const slot = slotOf(word);
  const pair = load<u64>(slot);
  const position = <u32>at + offset;
  store<u64>(slot, (pair << 32) | <u64>position);
  // Few branches, as in search-fast.ts.
  const first = min<usize>(<usize>(position - <u32>pair), MAX_DISTANCE + 1);
  const second = min<usize>(<usize>(position - <u32>(pair >> 32)), MAX_DISTANCE + 1);
  const firstDiffers = (load<u32>(at - first) ^ word) | <u32>(first > MAX_DISTANCE);
  const secondDiffers = (load<u32>(at - second) ^ word) | <u32>(second > MAX_DISTANCE);
  if (firstDiffers && secondDiffers) return least;
  const stop = min<usize>(end, at + LONGEST);
  let best = least;
  if (!firstDiffers) {
    const length = MIN_MATCH + sameBytes(at + MIN_MATCH, at + MIN_MATCH - first, stop);
    if (length > best) {
      best = length;
      foundDistance = first;
    }
  }
  if (!secondDiffers && load<u8>(at + best) == load<u8>(at + best - second)) {
    const length = MIN_MATCH + sameBytes(at + MIN_MATCH, at + MIN_MATCH - second, stop);
    if (length > best) {
      best = length;
      foundDistance = second;
    }
  }
  return best;
}

/** The same, there once more. */
function laterMatch(at: usize, least: usize, end: usize, offset: u32): usize {
  return longerMatch(at, least, end, offset);
}

/**
 * @param nice a match of so many bytes does not wait
 * @param patience bytes without a match before the search begins to skip
 * @returns whether there was room for what was found
 */
export function searchPairs(src: usize, length: usize, nice: usize, patience: usize): bool {
  const offset = startPositions(src, length);
  const end = src + length;
  const limit = end - min<usize>(length, 9);
  let ip = src;
  let anchor = src;
  let last = src;
  while (ip < end) {
    const segmentEnd = min<usize>(anchor + SEGMENT, limit);
    while (ip < segmentEnd) {
      let match = longerMatch(ip, MIN_MATCH - 1, end, offset);
      if (match < MIN_MATCH || worthless(match, foundDistance)) {
        ip += select<usize>(STRIDE, 1, ip - last > patience);
        continue;
      }
      let distance = foundDistance;
      while (match < nice && ip + 1 < segmentEnd) {
        const later = laterMatch(ip + 1, match, end, offset);
        if (later == match) break;
        match = later;
        distance = foundDistance;
        ip++;
      }
      const inner = ip + 2;
      const before = sameBefore(ip, ip - distance, min<usize>(ip - anchor, ip - distance - src));
      ip -= before;
      match += before;
      putMatch(anchor, ip - anchor, match, distance);
      ip += match;
      anchor = ip;
      last = ip;
      if (ip < limit) {
        insert(inner, offset);
        insert(ip - 2, offset);
        insert(ip - 1, offset);
      }
    }
    if (ip >= limit) ip = end;
    if (ip > anchor) putLiterals(anchor, ip - anchor);
    anchor = ip;
    if (!closeSegment(ip)) return false;
  }
  return true;
}
