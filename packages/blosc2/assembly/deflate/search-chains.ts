/**
 * The search that looks longer: positions with the same hash are chained, and some of the earlier ones are looked at for
 * each. A match waits for a look at the position behind, or two, unless it is long.
 */
import { sameBytes } from "./compare";
import { closeSegment, worthless } from "./blocks";
import { startPositions, table } from "./positions";
import { putLiterals, putMatch, SEGMENT } from "./sequences";
import { MAX_DISTANCE, MAX_MATCH, MIN_MATCH } from "./symbols";

const HASH_LOG: u32 = 14;
const PRIME: u32 = 2654435761;
/** Of a longer match only so many bytes at either end are chained. */
const CHAINED: usize = 16;
/** Where nothing was found for long, every eighth position is looked at. */
const STRIDE: usize = 8;

/** A match of three bytes is worth it if it is near. */
const NEAR: usize = 4096;

/** For each hash of three bytes the last position with it: u32. */
const THREES_LOG: u32 = 12;
const threes: usize = memory.data(4 << 12, 16);

/** For each position, modulo 32 Ki, how far before it the one before in its chain is: u16, 0 for none within reach. */
const steps: usize = memory.data(2 << 15, 16);
const STEPS_MASK: u32 = 0x7fff;

let offset: u32 = 0;
let end: usize = 0;
/** How far back the longest match of the last search lies. */
let foundDistance: usize = 0;

// @ts-ignore: decorator
@inline function headOf(at: usize): usize {
  return table + (<usize>((load<u32>(at) * PRIME) >> (32 - HASH_LOG)) << 2);
}

/** Chains the position of `at`. @returns how far back the one before is, 0 for none within reach */
// @ts-ignore: decorator
@inline function chain(at: usize): u32 {
  const position = <u32>at + offset;
  const head = headOf(at);
  const back = position - load<u32>(head);
  const step = select<u32>(back, 0, back < <u32>MAX_DISTANCE);
  store<u16>(steps + (<usize>(position & STEPS_MASK) << 1), <u16>step);
  store<u32>(head, position);
  return step;
}

/** The longest match of `at` that is longer than `least`; chains `at`. @returns its length, or `least` */
function longestMatch(at: usize, least: usize, tries: u32, nice: usize): usize {
  let step = chain(at);
  const stop = min<usize>(end, at + MAX_MATCH);
  let best = least;
  let back: u32 = 0;
  const start = load<u32>(at);
  let tail = load<u32>(at + best - 3);
  while (step > 0) {
    back += step;
    if (back >= <u32>MAX_DISTANCE) break;
    const from = at - <usize>back;
    if (load<u32>(from + best - 3) == tail && load<u32>(from) == start) {
      const length = MIN_MATCH + sameBytes(at + MIN_MATCH, from + MIN_MATCH, stop);
      if (length > best) {
        best = length;
        foundDistance = <usize>back;
        if (length >= nice || at + length == stop) break;
        tail = load<u32>(at + best - 3);
      }
    }
    if (--tries == 0) break;
    step = <u32>load<u16>(steps + (<usize>((<u32>at + offset - back) & STEPS_MASK) << 1));
  }
  return best;
}

/** The match of three bytes at `at`, if there is a near one. @returns its length, or `least` */
function shortMatch(at: usize, least: usize): usize {
  const bytes = load<u32>(at) << 8;
  const place = threes + (<usize>((bytes * PRIME) >> (32 - THREES_LOG)) << 2);
  const position = <u32>at + offset;
  const back = <usize>(position - load<u32>(place));
  store<u32>(place, position);
  if (least > 2 || back > NEAR || load<u32>(at - back) << 8 != bytes) return least;
  foundDistance = back;
  return 3;
}

/**
 * @param tries how many earlier positions are looked at for each
 * @param nice a match of so many bytes is not searched further
 * @param good behind a match of so many bytes the search is shorter
 * @param patience bytes without a match before the search begins to skip
 * @param three whether matches of three bytes count too
 * @returns whether there was room for what was found
 */
export function searchChains(src: usize, length: usize, tries: u32, nice: usize, good: usize, patience: usize, three: bool): bool {
  offset = startPositions(src, length);
  end = src + length;
  const limit = end - min<usize>(length, 8);
  const least: usize = three ? 3 : MIN_MATCH;
  let ip = src;
  let anchor = src;
  let last = src;
  while (ip < end) {
    const segmentEnd = min<usize>(anchor + SEGMENT, limit);
    while (ip < segmentEnd) {
      let match = longestMatch(ip, MIN_MATCH - 1, tries, nice);
      if (three && match < MIN_MATCH) match = shortMatch(ip, 2);
      if (match < least || worthless(match, foundDistance)) {
        ip += select<usize>(STRIDE, 1, ip - last > patience);
        continue;
      }
      let distance = foundDistance;
      let next = ip + 1;
      while (next < segmentEnd && match < nice) {
        const later = longestMatch(next, match, match >= good ? (tries + 3) >> 2 : tries, nice);
        next++;
        if (later == match) break;
        match = later;
        distance = foundDistance;
        ip = next - 1;
      }
      putMatch(anchor, ip - anchor, match, distance);
      ip += match;
      anchor = ip;
      last = ip;
      chainInside(next, min<usize>(ip, limit));
    }
    if (ip >= limit) ip = end;
    if (ip > anchor) putLiterals(anchor, ip - anchor);
    anchor = ip;
    if (!closeSegment(ip)) return false;
  }
  return true;
}

/** Chains positions that a match covers: all of a short one, some at both ends of a long one. */
function chainInside(from: usize, to: usize): void {
  let at = from;
  if (from + 2 * CHAINED < to) {
    for (; at < from + CHAINED; at++) chain(at);
    at = to - CHAINED;
  }
  for (; at < to; at++) chain(at);
}
