/** The bit stream of a sequences section (RFC 8878, section 3.1.1.3.2.2): three states that take turns with their values. */
import { bitsAt, highBit } from "./zstd-bits";
import { SEQUENCE } from "./zstd-execute";

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

/** What the sequences that were read last take and make, in bytes. */
export let literalsTaken: usize = 0;
export let bytesMade: usize = 0;

/** 2^n - 1 for each n up to 16. Loaded as u16: what is loaded as u32 V8 loads twice. */
const lowBits: usize = memory.data<u16>([
  0, 1, 3, 7, 0xf, 0x1f, 0x3f, 0x7f, 0xff, 0x1ff, 0x3ff, 0x7ff, 0xfff, 0x1fff, 0x3fff, 0x7fff, 0xffff,
], 16);

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

/** The lowest `count` (<= 16) bits. */
// @ts-ignore: decorator
@inline function lowest(bits: u32, count: usize): u32 {
  return bits & <u32>load<u16>(lowBits + (count << 1));
}

/** The fields of a table's entry: see `buildTable`. Loading each is less work than to take one word to pieces. */
// @ts-ignore: decorator
@inline function nextState(entry: usize): usize {
  return <usize>load<u16>(entry);
}
// @ts-ignore: decorator
@inline function stateBits(entry: usize): usize {
  return <usize>load<u8>(entry, 2);
}
// @ts-ignore: decorator
@inline function extraBits(entry: usize): usize {
  return <usize>load<u8>(entry, 3);
}
// @ts-ignore: decorator
@inline function baseValue(entry: usize): u32 {
  return load<u32>(entry, 4);
}

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
 * Reads `count` (>= 1) sequences to `to`.
 * @param isEnd whether the last one is the block's last, which no next states follow: then nothing may be left
 */
export function readSequences(to: usize, count: i32, isEnd: bool): bool {
  const base = stream;
  let left = bitsLeft;
  let lengthState = literalLengthState;
  let matchState = matchLengthState;
  let distanceState = offsetState;
  let literals: usize = 0;
  let matches: usize = 0;
  let forStates: usize = 0;
  let at = to;
  const end = to + <usize>count * SEQUENCE;
  do {
    if (left < 0) return false;
    let window = windowAt(base, left);
    const offsetEntry = offsetTable + distanceState;
    const matchEntry = matchLengthTable + matchState;
    const lengthEntry = literalLengthTable + lengthState;
    // A field is taken from the top by rotating the window so that it lies at the bottom.
    const offsetWidth = extraBits(offsetEntry);
    const matchWidth = extraBits(matchEntry);
    const lengthWidth = extraBits(lengthEntry);
    const extra = offsetWidth + matchWidth + lengthWidth;
    forStates = stateBits(offsetEntry) + stateBits(matchEntry) + stateBits(lengthEntry);
    const wide = extra + forStates > WINDOW_BITS;
    window = rotl<u64>(window, offsetWidth);
    store<u32>(at, baseValue(offsetEntry) + (<u32>window & ((<u32>1 << <u32>offsetWidth) - 1)), 8);
    if (wide) window = windowAt(base, left - <i32>offsetWidth);
    window = rotl<u64>(window, matchWidth);
    const match = baseValue(matchEntry) + lowest(<u32>window, matchWidth);
    store<u32>(at, match, 4);
    matches += match;
    window = rotl<u64>(window, lengthWidth);
    const length = baseValue(lengthEntry) + lowest(<u32>window, lengthWidth);
    store<u32>(at, length);
    literals += length;
    left -= <i32>extra;
    if (wide) window = windowAt(base, left);
    left -= <i32>forStates;
    let bits = <u32>(window >> 32);
    let width = stateBits(lengthEntry);
    bits = rotl<u32>(bits, <u32>width);
    lengthState = nextState(lengthEntry) + (<usize>lowest(bits, width) << 3);
    width = stateBits(matchEntry);
    bits = rotl<u32>(bits, <u32>width);
    matchState = nextState(matchEntry) + (<usize>lowest(bits, width) << 3);
    width = stateBits(offsetEntry);
    bits = rotl<u32>(bits, <u32>width);
    distanceState = nextState(offsetEntry) + (<usize>lowest(bits, width) << 3);
    at += SEQUENCE;
  } while (at < end);
  literalLengthState = lengthState;
  matchLengthState = matchState;
  offsetState = distanceState;
  bitsLeft = left;
  literalsTaken = literals;
  bytesMade = literals + matches;
  return isEnd ? left + <i32>forStates == 0 : true;
}
