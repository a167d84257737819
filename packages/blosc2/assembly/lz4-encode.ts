/** LZ4 block format: a greedy encoder with one candidate a position. */
import { copyVectors } from "./copy";
import { isShort, sameBefore, sameBytes, slotOf as longSlotOf, startPositions } from "./lz-encode";

export const MAX_DISTANCE: usize = 65535;
const MIN_MATCH: usize = 4;
/** The format's end rules: the last match starts 12 bytes before the end, the last 5 bytes are literals. */
export const LAST_MATCH: usize = 12;
export const LAST_LITERALS: usize = 5;

/** Of a short source positions take two bytes: a smaller table, which is emptied, whose entries are all within reach. */
const SHORT_HASH_LOG: u32 = 13;
const PRIME: u32 = 2654435761;
const shortPositions: usize = memory.data(2 << 13, 16);

function startShort(first: usize): u32 {
  memory.fill(shortPositions, 0, 2 << SHORT_HASH_LOG);
  return 0 - <u32>first;
}

// @ts-ignore: decorator
@inline function slotOf(word: u64, short: bool): usize {
  if (short) return shortPositions + <usize>((<u32>word * PRIME) >> (32 - SHORT_HASH_LOG) << 1);
  return longSlotOf(word, false);
}

// @ts-ignore: decorator
@inline function positionAt(slot: usize, short: bool): u32 {
  return short ? <u32>load<u16>(slot) : load<u32>(slot);
}

// @ts-ignore: decorator
@inline function setPosition(slot: usize, position: u32, short: bool): void {
  if (short) store<u16>(slot, <u16>position);
  else store<u32>(slot, position);
}

/**
 * @param acceleration 1 or more: how soon the search begins to skip
 * @param prefix bytes of dictionary before `src`
 * @returns bytes written, or 0 if they do not fit in `capacity`
 */
export function lz4Encode(
  src: usize, length: usize, dst: usize, capacity: usize, acceleration: u32, prefix: usize,
): i32 {
  return isShort(prefix + length)
    ? encodeShort(src, length, dst, capacity, acceleration, prefix)
    : encodeLong(src, length, dst, capacity, acceleration, prefix);
}

function encodeShort(src: usize, length: usize, dst: usize, capacity: usize, acceleration: u32, prefix: usize): i32 {
  return encode(src, length, dst, capacity, acceleration, prefix, true);
}

function encodeLong(src: usize, length: usize, dst: usize, capacity: usize, acceleration: u32, prefix: usize): i32 {
  return encode(src, length, dst, capacity, acceleration, prefix, false);
}

/** Is there twice, so that what hangs on the kind of source are constants. */
// @ts-ignore: decorator
@inline function encode(
  src: usize, length: usize, dst: usize, capacity: usize, acceleration: u32, prefix: usize, short: bool,
): i32 {
  const first = src - prefix;
  // Of positions from addresses.
  const offset = short ? startShort(first) : startPositions(first, prefix + length);
  for (let at = first; at < src; at++) setPosition(slotOf(load<u64>(at), short), <u32>at + offset, short);
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
      const word = load<u64>(ip);
      const slot = slotOf(word, short);
      const distance = <usize>(<u32>ip + offset - positionAt(slot, short));
      setPosition(slot, <u32>ip + offset, short);
      // One branch that is foretold: whether an old position is within reach is not.
      const reach = short ? distance : min<usize>(distance, MAX_DISTANCE + 1);
      if ((load<u32>(ip - reach) ^ <u32>word) | (short ? 0 : <u32>(reach > MAX_DISTANCE))) {
        ip += step;
        step = next;
        next = <usize>(tries++ >> 6);
        continue;
      }
      const back = sameBefore(ip, ip - distance, min<usize>(ip - anchor, ip - distance - first));
      const start = ip - back;
      ip += MIN_MATCH;
      ip += sameBytes(ip, ip - distance, matchLimit);
      op = writeSequence(op, outEnd, anchor, start - anchor, distance, ip - start);
      if (!op) return 0;
      anchor = ip;
      if (ip < searchLimit) setPosition(slotOf(load<u64>(ip - 2), short), <u32>ip - 2 + offset, short);
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

/** Literals, and a match of `match` bytes that lie `distance` back. @returns the new end, or 0 without room */
// @ts-ignore: decorator
@inline export function writeSequence(
  start: usize, outEnd: usize, from: usize, count: usize, distance: usize, match: usize,
): usize {
  const rest = match - MIN_MATCH;
  let op = start;
  if (count < 15) {
    // Most are short: one vector, and one look at the room.
    if (<usize>(outEnd - op) < count + 5) return 0;
    store<u8>(op, <u8>((count << 4) | min<usize>(rest, 15)));
    v128.store(op, v128.load(from), 1);
    op += 1 + count;
  } else {
    op = writeLiterals(start, outEnd, from, count, min<u32>(<u32>rest, 15));
    if (!op || <usize>(outEnd - op) < 4) return 0;
  }
  store<u16>(op, <u16>distance);
  op += 2;
  if (rest < 15) return op;
  return <usize>(outEnd - op) < rest / 255 + 2 ? 0 : writeLength(op, rest - 15);
}
