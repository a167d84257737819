/**
 * LZ4 block format: an encoder that searches long (codec lz4hc). For every position the earlier ones with the same hash
 * are chained; of those the longest match is taken, up to where a longer one begins that goes on behind its end.
 */
import { LAST_LITERALS, LAST_MATCH, MAX_DISTANCE, writeLiterals, writeSequence } from "./lz4-encode";
import { sameBefore, sameBytes } from "./lz-encode";

const MAX_HASH_LOG: u32 = 15;
const MIN_HASH_LOG: u32 = 8;
const PRIME: u32 = 2654435761;
const MIN_MATCH: usize = 4;
/** A match of so many bytes is not searched further. */
const NICE_MATCH: usize = 1024;
/** For each hash the last position with it, counted from 1 at the first byte: u32, 0 for none. */
const heads: usize = memory.data(4 << 15, 16);
/** Short sources take a part of the heads, which are emptied before each. */
let hashLog: u32 = MAX_HASH_LOG;
/** For each position, modulo 64 Ki, how far before it the one before in its chain is: u16, 0 for none within reach. */
const steps: usize = memory.data(2 << 16, 16);
const STEPS_MASK: usize = 0xffff;

/** The next position that is not chained yet. */
let unchained: usize = 0;
/** Where the longest match of the last search begins, and what it refers to. */
let matchStart: usize = 0;
let matchFrom: usize = 0;

// @ts-ignore: decorator
@inline function headOf(at: usize): usize {
  return heads + (<usize>((load<u32>(at) * PRIME) >> (32 - hashLog)) << 2);
}

// @ts-ignore: decorator
@inline function stepOf(at: usize): usize {
  return steps + ((at & STEPS_MASK) << 1);
}

/** Chains the positions from `first` up to `at`. */
function chainUpTo(at: usize, first: usize): void {
  let p = unchained;
  for (; p < at; p++) {
    const head = headOf(p);
    const position = p - first + 1;
    const earlier = <usize>load<u32>(head);
    const step = position - earlier;
    store<u16>(stepOf(p), earlier == 0 || step > MAX_DISTANCE ? 0 : <u16>step);
    store<u32>(head, <u32>position);
  }
  unchained = p;
}

/** Where, from `at` on, four bytes lie that a match must have which begins at `anchor` or later and is longer than `best`. */
// @ts-ignore: decorator
@inline function tailOf(at: usize, anchor: usize, best: usize): usize {
  const end = anchor + best;
  return end > at + 3 ? end - at - 3 : 0;
}

/**
 * The longest match that covers `at`, begins at `anchor` or later, and is longer than `least`.
 * @returns its length, or 0
 */
function longestMatch(
  at: usize, anchor: usize, first: usize, end: usize, least: usize, attempts: u32,
): usize {
  chainUpTo(at, first);
  const head = <usize>load<u32>(headOf(at));
  if (head == 0) return 0;
  let from = first + head - 1;
  let best = least;
  let found: usize = 0;
  const word = load<u32>(at);
  // What is longer than the best has these four bytes too, or begins before.
  let tail = tailOf(at, anchor, best);
  for (let tries = attempts; tries > 0; tries--) {
    if (at - from > MAX_DISTANCE) break;
    if (load<u32>(from) == word && load<u32>(from + tail) == load<u32>(at + tail)) {
      const back = sameBefore(at, from, min<usize>(at - anchor, from - first));
      const length = back + MIN_MATCH + sameBytes(at + MIN_MATCH, from + MIN_MATCH, end);
      if (length > best) {
        best = length;
        found = length;
        matchStart = at - back;
        matchFrom = from - back;
        if (length >= NICE_MATCH) break;
        tail = tailOf(at, anchor, best);
      }
    }
    const step = <usize>load<u16>(stepOf(from));
    if (step == 0) break;
    from -= step;
  }
  return found;
}

/**
 * @param attempts how many earlier positions are looked at for each
 * @param prefix bytes of dictionary before `src`
 * @returns bytes written, or 0 if they do not fit in `capacity`
 */
export function lz4hcEncode(
  src: usize, length: usize, dst: usize, capacity: usize, attempts: u32, prefix: usize,
): i32 {
  const first = src - prefix;
  hashLog = max<u32>(MIN_HASH_LOG, min<u32>(MAX_HASH_LOG, 32 - clz<u32>(<u32>(prefix + length))));
  memory.fill(heads, 0, <usize>4 << <usize>hashLog);
  unchained = first;
  const end = src + length;
  const outEnd = dst + capacity;
  let op = dst;
  let anchor = src;
  if (length > LAST_MATCH) {
    const matchLimit = end - LAST_LITERALS;
    const searchLimit = end - LAST_MATCH;
    let ip = src;
    while (ip < searchLimit) {
      let match = longestMatch(ip, anchor, first, matchLimit, MIN_MATCH - 1, attempts);
      if (match == 0) {
        ip++;
        continue;
      }
      let start = matchStart;
      let from = matchFrom;
      while (match < NICE_MATCH) {
        // A longer match that begins in this one and ends behind it.
        const look = start + match - 2;
        if (look >= searchLimit) break;
        const longer = longestMatch(look, start, first, matchLimit, match, attempts);
        if (longer == 0) break;
        const kept = matchStart - start;
        if (kept >= MIN_MATCH) {
          op = writeSequence(op, outEnd, anchor, start - anchor, start - from, kept);
          if (!op) return 0;
          anchor = matchStart;
        }
        match = longer;
        start = matchStart;
        from = matchFrom;
      }
      op = writeSequence(op, outEnd, anchor, start - anchor, start - from, match);
      if (!op) return 0;
      ip = start + match;
      anchor = ip;
    }
  }
  op = writeLiterals(op, outEnd, anchor, end - anchor, 0);
  return op ? <i32>(op - dst) : 0;
}
