/** The fast searches: one earlier position for each hash. */
import { sameBefore, sameBytes } from "../lz-encode";
import { closeSegment, worthless } from "./blocks";
import { startPositions, table } from "./positions";
import { LONGEST, putLiterals, putMatch, SEGMENT } from "./sequences";
import { MAX_DISTANCE, MIN_MATCH } from "./symbols";

/** The quick kind hashes six bytes, the lazy one four; and how soon each begins to skip. */
const QUICK_HASH_LOG: u64 = 13;
const QUICK_SHIFT: u64 = 16;
const QUICK_TRIES: u32 = 4;
const LAZY_HASH_LOG: u64 = 14;
const LAZY_SHIFT: u64 = 32;
const LAZY_TRIES: u32 = 6;
const PRIME: u64 = 0xcf1bbcdcb7a56463;
/** A match of so many bytes does not wait. */
const NICE: usize = 48;

// @ts-ignore: decorator
@inline function slotOf(word: u64, quick: bool): usize {
  const log = quick ? QUICK_HASH_LOG : LAZY_HASH_LOG;
  return table + <usize>(((word << (quick ? QUICK_SHIFT : LAZY_SHIFT)) * PRIME) >> (62 - log) & ((4 << log) - 4));
}

/** Takes what it finds. @returns whether there was room for what was found */
export function searchQuickly(src: usize, length: usize): bool {
  return search(src, length, true);
}

/** A match waits for a look at the next position. */
export function searchLazily(src: usize, length: usize): bool {
  return search(src, length, false);
}

/** Is there twice, so that what hangs on the kind are constants. */
// @ts-ignore: decorator
@inline function search(src: usize, length: usize, quick: bool): bool {
  const offset = startPositions(src, length);
  const end = src + length;
  const limit = end - min<usize>(length, 9);
  const start: u32 = 1 << (quick ? QUICK_TRIES : LAZY_TRIES);
  let ip = src;
  let anchor = src;
  while (ip < end) {
    const segmentEnd = min<usize>(anchor + (quick ? 2 : 1) * SEGMENT, limit);
    let tries: u32 = start;
    let step: usize = 1;
    let next: usize = 1;
    while (ip < segmentEnd) {
      const word = load<u64>(ip);
      const slot = slotOf(word, quick);
      let distance = <usize>(<u32>ip + offset - load<u32>(slot));
      store<u32>(slot, <u32>ip + offset);
      // One branch that is foretold, as in lz4-encode.ts. A look that found nothing to take may have left this very position.
      const reach = min<usize>(distance - 1, MAX_DISTANCE) + 1;
      if ((load<u32>(ip - reach) ^ <u32>word) | <u32>(reach > MAX_DISTANCE)) {
        ip += step;
        step = next;
        next = <usize>(tries++ >> (quick ? QUICK_TRIES : LAZY_TRIES));
        continue;
      }
      let rest = ip + MIN_MATCH;
      let match = sameBytes(rest, rest - distance, min<usize>(end, ip + LONGEST)) + MIN_MATCH;
      if (!quick && match < NICE) {
        const nextWord = load<u64>(ip + 1);
        const nextSlot = slotOf(nextWord, quick);
        const later = <usize>(<u32>ip + 1 + offset - load<u32>(nextSlot));
        store<u32>(nextSlot, <u32>ip + 1 + offset);
        if (later - 1 < MAX_DISTANCE && load<u32>(ip + 1 - later) == <u32>nextWord) {
          rest++;
          const longer = sameBytes(rest, rest - later, min<usize>(end, ip + LONGEST)) + MIN_MATCH;
          if (longer > match) {
            match = longer;
            distance = later;
            ip++;
          }
        }
      }
      const before = sameBefore(ip, ip - distance, min<usize>(ip - anchor, ip - distance - src));
      match += before;
      if (worthless(match, distance)) {
        ip++;
        continue;
      }
      ip -= before;
      putMatch(anchor, ip - anchor, match, distance);
      ip += match;
      anchor = ip;
      if (ip < segmentEnd) store<u32>(slotOf(load<u64>(ip - 2), quick), <u32>ip - 2 + offset);
      tries = start;
      step = 1;
      next = 1;
    }
    if (ip >= limit) ip = end;
    if (ip > anchor) putLiterals(anchor, ip - anchor);
    anchor = ip;
    if (!closeSegment(ip)) return false;
  }
  return true;
}
