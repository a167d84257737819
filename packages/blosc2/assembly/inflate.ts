/** zlib streams (RFC 1950) and their deflate data (RFC 1951): decoder. */
import { copyMatch } from "./copy";
import { CORRUPT } from "./limits";

/** Codes up to this length are found by one look into a table; longer ones bit by bit. */
const FAST_BITS: i32 = 10;
const MAX_BITS: i32 = 15;

/** A table entry: low 4 bits the code's length (0: not in the table), then what the symbol means. */
const LITERAL: u32 = 0x10;
const END_OF_BLOCK: u32 = 0x20;
const INVALID: u32 = 0x40;
// Bits 8-15: number of extra bits; bits 16-31: literal, or baseline of a length or a distance.

const LITERAL_CODES: i32 = 0;
const DISTANCE_CODES: i32 = 1;
const LENGTH_CODES: i32 = 2;

/** RFC 1951, section 3.2.5. */
const lengthBase: usize = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
], 16);
const lengthExtra: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
], 16);
const distanceBase: usize = memory.data<u16>([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
], 16);
const distanceExtra: usize = memory.data<u8>([
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
], 16);
/** Section 3.2.7: order in which the code lengths of code lengths are stored. */
const lengthOrder: usize = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15], 16);

/** Three codes: literals and lengths, distances, code lengths. Each: fast table, counts by length, symbols in order. */
const FAST_SIZE: usize = 4 << 10;
const fastTables: usize = memory.data(3 * 4096, 16);
const lengthCounts: usize = memory.data(3 * 64, 16);
const sortedSymbols: usize = memory.data(3 * 640, 16);
const nextOffsets: usize = memory.data(64, 16);
const codeLengths: usize = memory.data(352, 16);

/** The input: bits that are loaded, and how many of them count. */
let at: usize = 0;
let inputEnd: usize = 0;
let bits: u64 = 0;
let loaded: u64 = 0;

/** Loads at least 56 bits. @returns whether the bits taken so far were all there */
// @ts-ignore: decorator
@inline function refill(): bool {
  if (at - <usize>(loaded >> 3) > inputEnd) return false;
  bits |= load<u64>(at) << loaded;
  at += <usize>((63 - loaded) >> 3);
  loaded |= 56;
  return true;
}

// @ts-ignore: decorator
@inline function take(count: u64): u32 {
  const value = <u32>(bits & ((<u64>1 << count) - 1));
  bits >>= count;
  loaded -= count;
  return value;
}

/** Decodes a zlib stream of exactly `dstLen` bytes, checksum included. */
export function zlibDecode(src: usize, srcLen: usize, dst: usize, dstLen: usize): i32 {
  if (srcLen < 6) return CORRUPT;
  const head = (<u32>load<u8>(src) << 8) | <u32>load<u8>(src, 1);
  if ((head & 0x0f00) != 0x0800 || head % 31 != 0 || head & 0x20) return CORRUPT;
  const written = inflate(src + 2, src + srcLen, dst, dstLen);
  if (written < 0) return CORRUPT;
  const checksum = at - <usize>(loaded >> 3);
  if (checksum > src + srcLen || <usize>(src + srcLen - checksum) < 4) return CORRUPT;
  return bswap(load<u32>(checksum)) == adler32(dst, <usize>written) ? written : CORRUPT;
}

function inflate(src: usize, end: usize, dst: usize, dstLen: usize): i32 {
  at = src;
  inputEnd = end;
  bits = 0;
  loaded = 0;
  let op = dst;
  const outEnd = dst + dstLen;
  let isLast: u32;
  do {
    if (!refill()) return CORRUPT;
    isLast = take(1);
    const type = take(2);
    if (type == 0) {
      op = copyStored(op, outEnd);
    } else {
      if (type == 1) fixedCodes();
      else if (type != 2 || !readCodes()) return CORRUPT;
      op = inflateBlock(op, dst, outEnd);
    }
    if (!op) return CORRUPT;
  } while (!isLast);
  return <i32>(op - dst);
}

/** Section 3.2.4. @returns the new end of the output, or 0 */
function copyStored(op: usize, outEnd: usize): usize {
  const from = at - <usize>(loaded >> 3);
  if (from > inputEnd || <usize>(inputEnd - from) < 4) return 0;
  const length = <usize>load<u16>(from);
  if ((length ^ <usize>load<u16>(from, 2)) != 0xffff) return 0;
  if (<usize>(inputEnd - from) - 4 < length || <usize>(outEnd - op) < length) return 0;
  memory.copy(op, from + 4, length);
  at = from + 4 + length;
  bits = 0;
  loaded = 0;
  return op + length;
}

/**
 * Section 3.2.3: symbols until the end of the block. The input lies in local variables meanwhile, which a compiler
 * keeps in registers: globals it may not.
 * @returns the new end of the output, or 0
 */
function inflateBlock(start: usize, dst: usize, outEnd: usize): usize {
  let op = start;
  let ip = at;
  let word = bits;
  let count = loaded;
  const end = inputEnd;
  const fast = fastTables;
  const fastDistance = fastTables + FAST_SIZE;
  const mask: u64 = (1 << FAST_BITS) - 1;
  let width: u64 = 0;
  while (true) {
    if (ip - <usize>(count >> 3) > end) return 0;
    word |= load<u64>(ip) << count;
    ip += <usize>((63 - count) >> 3);
    count |= 56;
    let entry = load<u32>(fast + (<usize>(word & mask) << 2));
    if (entry & LITERAL) {
      // Three literals at most take 30 bits, and 26 remain; a length and a distance need 48.
      width = <u64>(entry & 15);
      word >>= width;
      count -= width;
      if (op >= outEnd) return 0;
      store<u8>(op++, <u8>(entry >> 16));
      entry = load<u32>(fast + (<usize>(word & mask) << 2));
      if (entry & LITERAL) {
        width = <u64>(entry & 15);
        word >>= width;
        count -= width;
        if (op >= outEnd) return 0;
        store<u8>(op++, <u8>(entry >> 16));
        entry = load<u32>(fast + (<usize>(word & mask) << 2));
        if (entry & LITERAL) {
          width = <u64>(entry & 15);
          word >>= width;
          count -= width;
          if (op >= outEnd) return 0;
          store<u8>(op++, <u8>(entry >> 16));
          continue;
        }
      }
      if (ip - <usize>(count >> 3) > end) return 0;
      word |= load<u64>(ip) << count;
      ip += <usize>((63 - count) >> 3);
      count |= 56;
    }
    if ((entry & 15) == 0) {
      bits = word;
      loaded = count;
      entry = slowEntry(LITERAL_CODES);
      word = bits;
      count = loaded;
    } else {
      width = <u64>(entry & 15);
      word >>= width;
      count -= width;
    }
    if (entry & LITERAL) {
      if (op >= outEnd) return 0;
      store<u8>(op++, <u8>(entry >> 16));
      continue;
    }
    if (entry & (END_OF_BLOCK | INVALID)) {
      at = ip;
      bits = word;
      loaded = count;
      return entry & INVALID ? 0 : op;
    }
    width = <u64>((entry >> 8) & 31);
    const length = <usize>(entry >> 16) + <usize>(word & (((<u64>1) << width) - 1));
    word >>= width;
    count -= width;
    // A length took at most 20 of 56 bits; a distance takes 28.
    entry = load<u32>(fastDistance + (<usize>(word & mask) << 2));
    if ((entry & 15) == 0) {
      bits = word;
      loaded = count;
      entry = slowEntry(DISTANCE_CODES);
      word = bits;
      count = loaded;
    } else {
      width = <u64>(entry & 15);
      word >>= width;
      count -= width;
    }
    if (entry & INVALID) return 0;
    width = <u64>((entry >> 8) & 31);
    const distance = <usize>(entry >> 16) + <usize>(word & (((<u64>1) << width) - 1));
    word >>= width;
    count -= width;
    if (<usize>(op - dst) < distance || <usize>(outEnd - op) < length) return 0;
    copyMatch(op, distance, length);
    op += length;
  }
}

/** Decodes a code bit by bit: `first` is the first code of a length, `index` its place among the sorted symbols. */
function slowEntry(code: i32): u32 {
  const counts = lengthCounts + (<usize>code << 6);
  let value: i32 = 0;
  let first: i32 = 0;
  let index: i32 = 0;
  for (let length = 1; length <= MAX_BITS; length++) {
    value |= <i32>take(1);
    const count = <i32>load<u32>(counts + (<usize>length << 2));
    if (value - count < first) {
      const symbol = load<u16>(sortedSymbols + <usize>code * 640 + (<usize>(index + value - first) << 1));
      return entryOf(code, <u32>symbol);
    }
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  return INVALID;
}

/** What a symbol of a code means, without its code's length. */
function entryOf(code: i32, symbol: u32): u32 {
  if (code == LENGTH_CODES) return symbol << 16;
  if (code == DISTANCE_CODES) {
    if (symbol > 29) return INVALID;
    return (<u32>load<u16>(distanceBase + (symbol << 1)) << 16) | (<u32>load<u8>(distanceExtra + symbol) << 8);
  }
  if (symbol < 256) return (symbol << 16) | LITERAL;
  if (symbol == 256) return END_OF_BLOCK;
  if (symbol > 285) return INVALID;
  const index = symbol - 257;
  return (<u32>load<u16>(lengthBase + (index << 1)) << 16) | (<u32>load<u8>(lengthExtra + index) << 8);
}

/** Section 3.2.2: builds a code from the lengths at `lengths`. Incomplete codes are for single symbols only. */
function buildCode(code: i32, lengths: usize, count: i32): bool {
  const counts = lengthCounts + (<usize>code << 6);
  const symbols = sortedSymbols + <usize>code * 640;
  const fast = fastTables + <usize>code * FAST_SIZE;
  memory.fill(counts, 0, 64);
  memory.fill(fast, 0, FAST_SIZE);
  for (let symbol = 0; symbol < count; symbol++) {
    const slot = counts + (<usize>load<u8>(lengths + symbol) << 2);
    store<u32>(slot, load<u32>(slot) + 1);
  }
  const coded = count - <i32>load<u32>(counts);
  store<u32>(counts, 0);
  let left: i32 = 1;
  let offset: u32 = 0;
  for (let length = 1; length <= MAX_BITS; length++) {
    const number = load<u32>(counts + (<usize>length << 2));
    left = (left << 1) - <i32>number;
    if (left < 0) return false;
    store<u32>(nextOffsets + (<usize>length << 2), offset);
    offset += number;
  }
  if (left > 0 && !(code != LENGTH_CODES && coded <= 1)) return false;
  for (let symbol = 0; symbol < count; symbol++) {
    const length = <usize>load<u8>(lengths + symbol);
    if (length == 0) continue;
    const slot = nextOffsets + (length << 2);
    const place = load<u32>(slot);
    store<u32>(slot, place + 1);
    store<u16>(symbols + (<usize>place << 1), <u16>symbol);
  }
  fillFast(code, counts, symbols, fast);
  return true;
}

/** Puts all codes of up to FAST_BITS bits into the table; deflate packs codes with their first bit lowest. */
function fillFast(code: i32, counts: usize, symbols: usize, fast: usize): void {
  let value: u32 = 0;
  let index: usize = 0;
  for (let length = 1; length <= FAST_BITS; length++) {
    const number = load<u32>(counts + (<usize>length << 2));
    for (let i: u32 = 0; i < number; i++) {
      const entry = entryOf(code, <u32>load<u16>(symbols + (index << 1))) | <u32>length;
      index += 1;
      for (let place = reversed(value, length); place < 1 << FAST_BITS; place += <u32>1 << length) {
        store<u32>(fast + (<usize>place << 2), entry);
      }
      value += 1;
    }
    value <<= 1;
  }
}

function reversed(value: u32, length: i32): u32 {
  let result: u32 = 0;
  for (let i = 0; i < length; i++) {
    result = (result << 1) | (value & 1);
    value >>= 1;
  }
  return result;
}

/** Section 3.2.6. */
function fixedCodes(): void {
  memory.fill(codeLengths, 8, 144);
  memory.fill(codeLengths + 144, 9, 112);
  memory.fill(codeLengths + 256, 7, 24);
  memory.fill(codeLengths + 280, 8, 8);
  buildCode(LITERAL_CODES, codeLengths, 288);
  memory.fill(codeLengths, 5, 32);
  buildCode(DISTANCE_CODES, codeLengths, 32);
}

/** Section 3.2.7. */
function readCodes(): bool {
  const literalCount = <i32>take(5) + 257;
  const distanceCount = <i32>take(5) + 1;
  const lengthCount = <i32>take(4) + 4;
  if (literalCount > 286 || distanceCount > 30) return false;
  memory.fill(codeLengths, 0, 352);
  for (let i = 0; i < lengthCount; i++) {
    if (!refill()) return false;
    store<u8>(codeLengths + <usize>load<u8>(lengthOrder + i), <u8>take(3));
  }
  if (!buildCode(LENGTH_CODES, codeLengths, 19)) return false;
  const total = literalCount + distanceCount;
  let index = 0;
  while (index < total) {
    if (!refill()) return false;
    const entry = load<u32>(fastTables + <usize>LENGTH_CODES * FAST_SIZE + (<usize>(bits & ((1 << FAST_BITS) - 1)) << 2));
    if ((entry & 15) == 0) return false; // these codes have at most 7 bits
    take(<u64>(entry & 15));
    const symbol = entry >> 16;
    if (symbol < 16) {
      store<u8>(codeLengths + index++, <u8>symbol);
      continue;
    }
    if (symbol == 16 && index == 0) return false;
    const value = symbol == 16 ? load<u8>(codeLengths + index - 1) : 0;
    const repeat = symbol == 16 ? take(2) + 3 : symbol == 17 ? take(3) + 3 : take(7) + 11;
    if (index + <i32>repeat > total) return false;
    memory.fill(codeLengths + index, value, repeat);
    index += <i32>repeat;
  }
  if (load<u8>(codeLengths + 256) == 0) return false; // no end of block
  return (
    buildCode(LITERAL_CODES, codeLengths, literalCount) &&
    buildCode(DISTANCE_CODES, codeLengths + literalCount, distanceCount)
  );
}

/** RFC 1950, section 8: sums modulo 65521, which may wait for 5552 bytes; vectors of 16 are summed with weights. */
function adler32(src: usize, length: usize): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  let at = src;
  const end = src + length;
  const weightsLow = i16x8(16, 15, 14, 13, 12, 11, 10, 9);
  const weightsHigh = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  while (at < end) {
    const run = min<usize>(end - at, 5552);
    const vectorEnd = at + (run & ~15);
    const runEnd = at + run;
    b += a * <u32>(run & ~15);
    let sums = i32x4.splat(0);
    let earlier = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    for (; at < vectorEnd; at += 16) {
      const bytes = v128.load(at);
      earlier = i32x4.add(earlier, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(bytes)));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(bytes), weightsLow));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(bytes), weightsHigh));
    }
    b += laneSum(weighted) + (laneSum(earlier) << 4);
    a += laneSum(sums);
    for (; at < runEnd; at++) {
      a += <u32>load<u8>(at);
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return (b << 16) | a;
}

function laneSum(lanes: v128): u32 {
  return i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}
