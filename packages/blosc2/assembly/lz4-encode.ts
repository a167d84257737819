/** LZ4 block format: a greedy encoder with one candidate a position. */
import { copyVectors } from "./copy";
import { sameBytes, slotOf, startPositions } from "./lz-encode";

export const MAX_DISTANCE: usize = 65535;
/** The format's end rules: the last match starts 12 bytes before the end, the last 5 bytes are literals. */
export const LAST_MATCH: usize = 12;
export const LAST_LITERALS: usize = 5;

/**
 * @param acceleration 1 or more: how soon the search begins to skip
 * @param prefix bytes of dictionary before `src`
 * @returns bytes written, or 0 if they do not fit in `capacity`
 */
export function lz4Encode(
  src: usize, length: usize, dst: usize, capacity: usize, acceleration: u32, prefix: usize,
): i32 {
  const first = src - prefix;
  const offset = startPositions(first, prefix + length); // of positions from addresses
  for (let at = first; at < src; at++) store<u32>(slotOf(at), <u32>at + offset);
  const end = src + length;
  const outEnd = dst + capacity;
  let op = dst;
  let anchor = src;
  if (length > LAST_MATCH) {
    const matchLimit = end - LAST_LITERALS;
    const searchLimit = end - LAST_MATCH;
    let ip = prefix ? src : src + 1;
    let tries: u32 = acceleration << 6;
    // Close to a match two more places are looked at before the search begins to skip.
    let step: usize = 1;
    let next: usize = 1;
    while (ip < searchLimit) {
      const slot = slotOf(ip);
      const distance = <usize>(<u32>ip + offset - load<u32>(slot));
      store<u32>(slot, <u32>ip + offset);
      if (distance > MAX_DISTANCE || load<u32>(ip - distance) != load<u32>(ip)) {
        ip += step;
        step = next;
        next = <usize>(tries++ >> 6);
        continue;
      }
      let start = ip;
      let from = ip - distance;
      while (start > anchor && from > first && load<u8>(start - 1) == load<u8>(from - 1)) {
        start--;
        from--;
      }
      const match = sameBytes(ip, ip - distance, matchLimit) + (ip - start);
      op = writeSequence(op, outEnd, anchor, start - anchor, start - from, match);
      if (!op) return 0;
      ip = start + match;
      anchor = ip;
      if (ip < searchLimit) store<u32>(slotOf(ip - 2), <u32>ip - 2 + offset);
      tries = acceleration << 6;
      step = 1;
      next = 1;
    }
  }
  op = writeLiterals(op, outEnd, anchor, end - anchor, 0);
  return op ? <i32>(op - dst) : 0;
}

// @ts-ignore: decorator
@inline function writeLength(op: usize, rest: usize): usize {
  for (; rest >= 255; rest -= 255) store<u8>(op++, 255);
  store<u8>(op++, <u8>rest);
  return op;
}

/** Token, literal length and literals. */
// @ts-ignore: decorator
@inline export function writeLiterals(op: usize, outEnd: usize, from: usize, count: usize, match: u32): usize {
  if (<usize>(outEnd - op) < count + count / 255 + 2) return 0;
  store<u8>(op++, <u8>((min<u32>(<u32>count, 15) << 4) | match));
  if (count >= 15) op = writeLength(op, count - 15);
  if (count) copyVectors(op, from, op + count);
  return op + count;
}

// @ts-ignore: decorator
@inline export function writeSequence(
  start: usize, outEnd: usize, from: usize, count: usize, distance: usize, match: usize,
): usize {
  const rest = match - 4;
  let op = writeLiterals(start, outEnd, from, count, min<u32>(<u32>rest, 15));
  if (!op || <usize>(outEnd - op) < rest / 255 + 4) return 0;
  store<u16>(op, <u16>distance);
  op += 2;
  return rest >= 15 ? writeLength(op, rest - 15) : op;
}
