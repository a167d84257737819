/** Huffman coded literals (RFC 8878, section 4.2). */
import { bitsAt, highBit } from "./zstd-bits";
import { accuracy, buildReadTable, PLAIN, readProbabilities } from "./zstd-fse";

/** Longest code. Every table is indexed by this many bits, whatever its own longest code is. */
const MAX_BITS: i32 = 11;
const MAX_WEIGHT_ACCURACY: i32 = 6;

/** For each 11 bits: the symbol, and in the high byte the length of its code. */
const codes: usize = memory.data(4096, 16);
const weights: usize = memory.data(272, 16);
const weightTable: usize = memory.data(512, 16);
/** Next free entry of `codes` for each weight. */
const weightStarts: usize = memory.data(64, 16);

/**
 * Reads a tree description (section 4.2.1) and builds the table.
 * @returns bytes that it took, or -1
 */
export function readHuffmanTree(src: usize, end: usize): i32 {
  if (src >= end) return -1;
  const head = <i32>load<u8>(src);
  let count: i32;
  let taken: i32;
  if (head >= 128) {
    count = head - 127;
    taken = 1 + ((count + 1) >> 1);
    if (<usize>(end - src) < <usize>taken) return -1;
    for (let i = 0; i < count; i += 2) {
      const pair = load<u8>(src + 1 + (<usize>i >> 1));
      store<u8>(weights + i, pair >> 4);
      store<u8>(weights + i, pair & 15, 1);
    }
  } else {
    taken = 1 + head;
    if (<usize>(end - src) < <usize>taken) return -1;
    count = readCodedWeights(src + 1, src + taken);
    if (count < 0) return -1;
  }
  return buildCodes(count) ? taken : -1;
}

/** Section 4.2.1.2: weights coded by two states that take turns. @returns their number, or -1 */
function readCodedWeights(src: usize, end: usize): i32 {
  const taken = readProbabilities(src, end, 255, MAX_WEIGHT_ACCURACY);
  if (taken < 0) return -1;
  buildReadTable(weightTable, PLAIN);
  const base = src + <usize>taken;
  if (base >= end) return -1;
  const last = <u32>load<u8>(end - 1);
  if (last == 0) return -1;
  let position = <i32>((end - base) << 3) - (8 - highBit(last)) - 2 * accuracy;
  if (position < 0) return -1;
  let state = <usize>bitsAt(base, position + accuracy, accuracy) << 3;
  let other = <usize>bitsAt(base, position, accuracy) << 3;
  let count = 0;
  while (count < 254) {
    const entry = load<u64>(weightTable + state);
    store<u8>(weights + count++, <u8>(entry >> 32));
    const width = <i32>((entry >> 16) & 255);
    if (position < width) {
      store<u8>(weights + count++, <u8>(load<u64>(weightTable + other) >> 32));
      return count;
    }
    position -= width;
    state = <usize>(entry & 0xffff) + (<usize>bitsAt(base, position, width) << 3);
    const swap = state;
    state = other;
    other = swap;
  }
  return -1;
}

/** Section 4.2.1.3: the last weight makes the codes complete; then codes follow from the weights. */
function buildCodes(given: i32): bool {
  let count = given;
  let total: u32 = 0;
  for (let i = 0; i < count; i++) {
    const weight = <u32>load<u8>(weights + i);
    if (weight > <u32>MAX_BITS) return false;
    if (weight) total += <u32>1 << (weight - 1);
  }
  if (total == 0) return false;
  const longest = highBit(total) + 1;
  if (longest > MAX_BITS) return false;
  const rest = (<u32>1 << longest) - total;
  if (rest & (rest - 1)) return false;
  store<u8>(weights + count++, <u8>(highBit(rest) + 1));
  const scale = MAX_BITS - longest;
  memory.fill(weightStarts, 0, 64);
  for (let i = 0; i < count; i++) {
    const slot = weightStarts + (<usize>load<u8>(weights + i) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
  let start: u32 = 0;
  for (let weight = 1; weight <= longest; weight++) {
    const slot = weightStarts + (<usize>weight << 2);
    const number = load<u32>(slot);
    store<u32>(slot, start);
    start += (number << (weight - 1)) << scale;
  }
  for (let symbol = 0; symbol < count; symbol++) {
    const weight = <i32>load<u8>(weights + symbol);
    if (weight == 0) continue;
    const slot = weightStarts + (<usize>weight << 2);
    const first = load<u32>(slot);
    const length = (<u32>1 << (weight - 1)) << scale;
    store<u32>(slot, first + length);
    fillCodes(codes + (<usize>first << 1), <usize>length << 1, <u16>(symbol | ((longest + 1 - weight) << 8)));
  }
  return true;
}

// @ts-ignore: decorator
@inline function fillCodes(to: usize, bytes: usize, entry: u16): void {
  const end = to + bytes;
  if (bytes >= 8) {
    const four = <u64>entry * 0x0001000100010001;
    for (; to < end; to += 8) store<u64>(to, four);
  } else {
    for (; to < end; to += 2) store<u16>(to, entry);
  }
}

/** One stream (section 4.2.2); it must end exactly with the last symbol. */
export function decodeStream(src: usize, end: usize, dst: usize, outEnd: usize): bool {
  if (src >= end) return false;
  const last = <u32>load<u8>(end - 1);
  if (last == 0) return false;
  return decodeFrom(src, <i32>((end - src) << 3) - (8 - highBit(last)), dst, outEnd);
}

/** Decodes symbol by symbol what ends at bit `position` of `src`. */
function decodeFrom(src: usize, position: i32, dst: usize, outEnd: usize): bool {
  while (dst < outEnd) {
    const index =
      position >= MAX_BITS
        ? bitsAt(src, position - MAX_BITS, MAX_BITS)
        : position > 0
          ? bitsAt(src, 0, position) << (MAX_BITS - position)
          : 0;
    const code = <u32>load<u16>(codes + (<usize>index << 1));
    store<u8>(dst++, <u8>code);
    position -= <i32>(code >> 8);
    if (position < 0) return false;
  }
  return position == 0;
}

/** A window of 64 bits whose top bits come next; a set bit at the bottom counts, by its shifts, what was taken. */
// @ts-ignore: decorator
@inline function startWindow(at: usize): u64 {
  return (load<u64>(at) | 1) << <u64>(8 - highBit(<u32>load<u8>(at, 7)));
}

/** The code at the top of a window: where its symbol is, and behind it its length. */
// @ts-ignore: decorator
@inline function codeOf(window: u64): usize {
  return codes + (<usize>(window >> (64 - <u64>MAX_BITS)) << 1);
}

/** Stores the symbol of the code at the top of a window. @returns the window without it */
// @ts-ignore: decorator
@inline function decodeOne(window: u64, to: usize): u64 {
  const code = codeOf(window);
  store<u8>(to, load<u8>(code));
  return window << <u64>load<u8>(code, 1);
}

/** Bit position, from `src` on, of what a window at `at` has not taken yet. */
// @ts-ignore: decorator
@inline function positionOf(src: usize, at: usize, window: u64): i32 {
  return (<i32>(at + 8) - <i32>src) * 8 - <i32>ctz(window);
}

/** Four streams of a quarter of the symbols each (section 3.1.1.3.1.6), side by side. */
export function decodeFourStreams(src: usize, end: usize, dst: usize, count: usize): bool {
  if (end - src < 10) return false;
  const begin1 = src + 6;
  const begin2 = begin1 + <usize>load<u16>(src);
  const begin3 = begin2 + <usize>load<u16>(src, 2);
  const begin4 = begin3 + <usize>load<u16>(src, 4);
  if (begin4 >= end) return false;
  const quarter = (count + 3) >> 2;
  const dst2 = dst + quarter;
  const dst3 = dst2 + quarter;
  const dst4 = dst3 + quarter;
  const outEnd = dst + count;
  if (dst4 > outEnd) return false;
  if (begin2 - begin1 < 8 || begin3 - begin2 < 8 || begin4 - begin3 < 8 || end - begin4 < 8) {
    return (
      decodeStream(begin1, begin2, dst, dst2) &&
      decodeStream(begin2, begin3, dst2, dst3) &&
      decodeStream(begin3, begin4, dst3, dst4) &&
      decodeStream(begin4, end, dst4, outEnd)
    );
  }
  if (load<u8>(begin2 - 1) == 0 || load<u8>(begin3 - 1) == 0 || load<u8>(begin4 - 1) == 0 || load<u8>(end - 1) == 0) return false;
  let at1 = begin2 - 8;
  let at2 = begin3 - 8;
  let at3 = begin4 - 8;
  let at4 = end - 8;
  let window1 = startWindow(at1);
  let window2 = startWindow(at2);
  let window3 = startWindow(at3);
  let window4 = startWindow(at4);
  const floor1 = begin1 + 8;
  const floor2 = begin2 + 8;
  const floor3 = begin3 + 8;
  const floor4 = begin4 + 8;
  let done: usize = 0;
  const last = outEnd - dst4; // symbols of the last, shortest stream
  // Five codes take at most 55 bits, and up to 7 are gone when a window is loaded. Written out: a loop is much slower.
  while (done + 5 <= last && at1 >= floor1 && at2 >= floor2 && at3 >= floor3 && at4 >= floor4) {
    window1 = decodeOne(window1, dst + done);
    window2 = decodeOne(window2, dst2 + done);
    window3 = decodeOne(window3, dst3 + done);
    window4 = decodeOne(window4, dst4 + done);
    window1 = decodeOne(window1, dst + done + 1);
    window2 = decodeOne(window2, dst2 + done + 1);
    window3 = decodeOne(window3, dst3 + done + 1);
    window4 = decodeOne(window4, dst4 + done + 1);
    window1 = decodeOne(window1, dst + done + 2);
    window2 = decodeOne(window2, dst2 + done + 2);
    window3 = decodeOne(window3, dst3 + done + 2);
    window4 = decodeOne(window4, dst4 + done + 2);
    window1 = decodeOne(window1, dst + done + 3);
    window2 = decodeOne(window2, dst2 + done + 3);
    window3 = decodeOne(window3, dst3 + done + 3);
    window4 = decodeOne(window4, dst4 + done + 3);
    window1 = decodeOne(window1, dst + done + 4);
    window2 = decodeOne(window2, dst2 + done + 4);
    window3 = decodeOne(window3, dst3 + done + 4);
    window4 = decodeOne(window4, dst4 + done + 4);
    done += 5;
    const taken1 = ctz(window1);
    const taken2 = ctz(window2);
    const taken3 = ctz(window3);
    const taken4 = ctz(window4);
    at1 -= <usize>(taken1 >> 3);
    at2 -= <usize>(taken2 >> 3);
    at3 -= <usize>(taken3 >> 3);
    at4 -= <usize>(taken4 >> 3);
    window1 = (load<u64>(at1) | 1) << (taken1 & 7);
    window2 = (load<u64>(at2) | 1) << (taken2 & 7);
    window3 = (load<u64>(at3) | 1) << (taken3 & 7);
    window4 = (load<u64>(at4) | 1) << (taken4 & 7);
  }
  return (
    decodeFrom(begin1, positionOf(begin1, at1, window1), dst + done, dst2) &&
    decodeFrom(begin2, positionOf(begin2, at2, window2), dst2 + done, dst3) &&
    decodeFrom(begin3, positionOf(begin3, at3, window3), dst3 + done, dst4) &&
    decodeFrom(begin4, positionOf(begin4, at4, window4), dst4 + done, outEnd)
  );
}
