/**
 * Sequences: their bit stream, in which three states take turns with their values (RFC 8878, section 3.1.1.3.2.2), and
 * their execution (section 3.1.1.4). One loop does both: while a match waits for bytes that were just written, the processor
 * goes on to read the next sequence.
 */
import { copyMatch, copyVectors } from "./copy";
import { lowest } from "./low-bits";
import { bitsAt, highBit } from "./zstd-bits";
import { literalCount, literals } from "./zstd-literals";

/** The tables in use; for their entries see `buildTable`. */
export const literalLengthTable: usize = memory.data(4096, 16);
export const matchLengthTable: usize = memory.data(4096, 16);
export const offsetTable: usize = memory.data(2048, 16);

/** The stream and how many bits of it are left. */
let stream: usize = 0;
let bitsLeft: i32 = 0;
/** Which entries of the tables come next, in bytes from the tables' starts. */
let literalLengthState: usize = 0;
let matchLengthState: usize = 0;
let offsetState: usize = 0;

/** Offsets that may be repeated (section 3.1.1.5), the latest first. */
let recent1: usize = 1;
let recent2: usize = 4;
let recent3: usize = 8;

/** Where enough is decoded. */
export let stopAt: usize = 0;

export function stopBehind(at: usize): void {
  stopAt = at;
}

/** Literals that follow the last sequence. */
export let literalsLeft: usize = 0;

export function setRecentOffsets(first: usize, second: usize, third: usize): void {
  recent1 = first;
  recent2 = second;
  recent3 = third;
}

/** The bits of a window that certainly come next. */
const WINDOW_BITS: usize = 56;

/**
 * A window of 64 bits whose highest come next when `left` bits are left. Reads up to 19 bytes before the stream: a wide
 * sequence may find out in its midst that the bits do not suffice, and `left` is then down to -96.
 */
// @ts-ignore: decorator
@inline function windowAt(base: usize, left: i32): u64 {
  return rotr<u64>(load<u64>(base - 7 + <usize>(left >> 3)), <u64>(left | 56));
}

/** The fields of an entry at an address: see `buildTable`. To load each is less work than to take one word to pieces. */
const NEXT_STATE: usize = 0;
const STATE_BITS: usize = 2;
const EXTRA_BITS: usize = 3;
const BASE_VALUE: usize = 4;

/** Reads the initial states; the logs are the accuracies of the tables. */
export function startSequences(src: usize, end: usize, literalLengthLog: i32, offsetLog: i32, matchLengthLog: i32): bool {
  const last = <u32>load<u8>(end - 1);
  if (last == 0) return false;
  stream = src;
  const left = <i32>((end - src) << 3) - (8 - highBit(last));
  bitsLeft = left - literalLengthLog - offsetLog - matchLengthLog;
  literalLengthState = <usize>bitsAt(src, left - literalLengthLog, literalLengthLog) << 3;
  offsetState = <usize>bitsAt(src, left - literalLengthLog - offsetLog, offsetLog) << 3;
  matchLengthState = <usize>bitsAt(src, bitsLeft, matchLengthLog) << 3;
  return true;
}

/**
 * Reads and executes `count` (>= 1) sequences on the literals of the block. The bits must be used up by them, unless
 * enough is decoded before.
 * @param firstByte first byte that a match may refer to
 * @returns the new end of the output, or 0
 */
export function executeSequences(count: i32, dst: usize, firstByte: usize, outEnd: usize): usize {
  const base = stream;
  let left = bitsLeft;
  let lengthState = literalLengthState;
  let matchState = matchLengthState;
  let distanceState = offsetState; // offset codes
  let offset1 = recent1;
  let offset2 = recent2;
  let offset3 = recent3;
  let op = dst;
  let literal = literals;
  const literalEnd = literal + literalCount;
  const stop = stopAt;
  let forStates: usize = 0;
  do {
    if (left < 0) return 0;
    let window = windowAt(base, left);
    // A field is taken from the top by rotating the window so that it lies at the bottom.
    const offsetWidth = <usize>load<u8>(distanceState, offsetTable + EXTRA_BITS);
    const matchWidth = <usize>load<u8>(matchState, matchLengthTable + EXTRA_BITS);
    const lengthWidth = <usize>load<u8>(lengthState, literalLengthTable + EXTRA_BITS);
    const extra = offsetWidth + matchWidth + lengthWidth;
    const offsetStateWidth = <usize>load<u8>(distanceState, offsetTable + STATE_BITS);
    const matchStateWidth = <usize>load<u8>(matchState, matchLengthTable + STATE_BITS);
    const lengthStateWidth = <usize>load<u8>(lengthState, literalLengthTable + STATE_BITS);
    forStates = offsetStateWidth + matchStateWidth + lengthStateWidth;
    const wide = extra + forStates > WINDOW_BITS;
    window = rotl<u64>(window, offsetWidth);
    const offsetBits = <u32>window & ((<u32>1 << <u32>offsetWidth) - 1);
    let offset = <usize>(load<u32>(distanceState, offsetTable + BASE_VALUE) + offsetBits);
    if (wide) window = windowAt(base, left - <i32>offsetWidth);
    window = rotl<u64>(window, matchWidth);
    const match = <usize>(load<u32>(matchState, matchLengthTable + BASE_VALUE) + lowest(<u32>window, matchWidth));
    window = rotl<u64>(window, lengthWidth);
    const length = <usize>(load<u32>(lengthState, literalLengthTable + BASE_VALUE) + lowest(<u32>window, lengthWidth));
    left -= <i32>extra;
    if (wide) window = windowAt(base, left);
    left -= <i32>forStates;
    let bits = <u32>(window >> 32);
    bits = rotl<u32>(bits, <u32>lengthStateWidth);
    lengthState = <usize>(load<u16>(lengthState, literalLengthTable + NEXT_STATE) + (lowest(bits, lengthStateWidth) << 3));
    bits = rotl<u32>(bits, <u32>matchStateWidth);
    matchState = <usize>(load<u16>(matchState, matchLengthTable + NEXT_STATE) + (lowest(bits, matchStateWidth) << 3));
    bits = rotl<u32>(bits, <u32>offsetStateWidth);
    distanceState = <usize>(load<u16>(distanceState, offsetTable + NEXT_STATE) + (lowest(bits, offsetStateWidth) << 3));
    if (offset > 3) {
      offset -= 3;
      offset3 = offset2;
      offset2 = offset1;
      offset1 = offset;
    } else {
      // Values 1 to 3 name a recent offset; without literals they mean the next one.
      const which = length == 0 ? offset + 1 : offset;
      if (which == 1) {
        offset = offset1;
      } else {
        offset = which == 2 ? offset2 : which == 3 ? offset3 : offset1 - 1;
        if (which != 2) offset3 = offset2;
        offset2 = offset1;
        offset1 = offset;
      }
    }
    if (<usize>(literalEnd - literal) < length) return 0;
    if (<usize>(outEnd - op) < length + match) return 0;
    v128.store(op, v128.load(literal));
    if (length > 16) copyVectors(op + 16, literal + 16, op + length);
    op += length;
    literal += length;
    if (<usize>(offset - 1) >= <usize>(op - firstByte)) return 0;
    copyMatch(op, offset, match);
    op += match;
    if (op >= stop) return op;
  } while (--count > 0);
  recent1 = offset1;
  recent2 = offset2;
  recent3 = offset3;
  literalsLeft = literalEnd - literal;
  return left + <i32>forStates == 0 ? op : 0;
}
