/** Sequences section of a compressed block (RFC 8878, section 3.1.1.3.2) and its execution (section 3.1.1.4). */
import { copyMatch, copyVectors } from "./copy";
import { highBit } from "./zstd-bits";
import {
  accuracy,
  buildReadTable,
  buildSingle,
  buildTable,
  LITERAL_LENGTHS,
  MATCH_LENGTHS,
  MAX_LITERAL_LENGTH_CODE,
  MAX_MATCH_LENGTH_CODE,
  MAX_OFFSET_CODE,
  OFFSETS,
  readProbabilities,
} from "./zstd-fse";
import { literalCount, literals } from "./zstd-literals";

const PREDEFINED: u32 = 0;
const RLE: u32 = 1;
const CODED: u32 = 2;

/** Section 3.1.1.3.2.2: default distributions. */
const defaultLiteralLengths: usize = memory.data<i16>([
  4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1,
], 16);
const defaultMatchLengths: usize = memory.data<i16>([
  1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1,
], 16);
const defaultOffsets: usize = memory.data<i16>([
  1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1,
], 16);

const literalLengthTable: usize = memory.data(4096, 16);
const matchLengthTable: usize = memory.data(4096, 16);
const offsetTable: usize = memory.data(2048, 16);
const predefinedLiteralLengths: usize = memory.data(512, 16);
const predefinedMatchLengths: usize = memory.data(512, 16);
const predefinedOffsets: usize = memory.data(256, 16);
let predefinedBuilt: bool = false;

/** The tables in use, which a later block may repeat; 0 before there is any. */
let literalLengthsInUse: usize = 0;
let matchLengthsInUse: usize = 0;
let offsetsInUse: usize = 0;
let literalLengthLog: i32 = 0;
let matchLengthLog: i32 = 0;
let offsetLog: i32 = 0;

/** Repeated offsets (section 3.1.1.5). */
let recent1: usize = 1;
let recent2: usize = 4;
let recent3: usize = 8;

/** What holds at the start of a frame. */
export function resetSequences(): void {
  literalLengthsInUse = 0;
  matchLengthsInUse = 0;
  offsetsInUse = 0;
  recent1 = 1;
  recent2 = 4;
  recent3 = 8;
  if (!predefinedBuilt) {
    buildTable(predefinedLiteralLengths, defaultLiteralLengths, 35, 6, LITERAL_LENGTHS);
    buildTable(predefinedMatchLengths, defaultMatchLengths, 52, 6, MATCH_LENGTHS);
    buildTable(predefinedOffsets, defaultOffsets, 28, 5, OFFSETS);
    predefinedBuilt = true;
  }
}

/** The entropy tables and offsets of a dictionary (section 5), behind its Huffman tree. @returns where its content begins, or 0 */
export function readDictionaryTables(src: usize, end: usize): usize {
  let ip = readTable(CODED, OFFSETS, src, end);
  if (ip) ip = readTable(CODED, MATCH_LENGTHS, ip, end);
  if (ip) ip = readTable(CODED, LITERAL_LENGTHS, ip, end);
  if (!ip || <usize>(end - ip) < 12) return 0;
  recent1 = <usize>load<u32>(ip);
  recent2 = <usize>load<u32>(ip, 4);
  recent3 = <usize>load<u32>(ip, 8);
  return ip + 12;
}

/** Prepares the table of one kind of code. @returns where its description ends, or 0 */
function readTable(mode: u32, kind: i32, src: usize, end: usize): usize {
  const literalLengths = kind == LITERAL_LENGTHS;
  const offsets = kind == OFFSETS;
  const own = literalLengths ? literalLengthTable : offsets ? offsetTable : matchLengthTable;
  const maxSymbol = literalLengths ? MAX_LITERAL_LENGTH_CODE : offsets ? MAX_OFFSET_CODE : MAX_MATCH_LENGTH_CODE;
  let table = own;
  let log: i32 = 0;
  let ip = src;
  if (mode == PREDEFINED) {
    table = literalLengths ? predefinedLiteralLengths : offsets ? predefinedOffsets : predefinedMatchLengths;
    log = offsets ? 5 : 6;
  } else if (mode == RLE) {
    if (ip >= end) return 0;
    const symbol = <i32>load<u8>(ip++);
    if (symbol > maxSymbol) return 0;
    buildSingle(own, <usize>symbol, kind);
  } else if (mode == CODED) {
    const taken = readProbabilities(ip, end, maxSymbol, offsets ? 8 : 9);
    if (taken < 0) return 0;
    ip += <usize>taken;
    log = accuracy;
    buildReadTable(own, kind);
  } else {
    const inUse = literalLengths ? literalLengthsInUse : offsets ? offsetsInUse : matchLengthsInUse;
    return inUse ? ip : 0;
  }
  if (literalLengths) {
    literalLengthsInUse = table;
    literalLengthLog = log;
  } else if (offsets) {
    offsetsInUse = table;
    offsetLog = log;
  } else {
    matchLengthsInUse = table;
    matchLengthLog = log;
  }
  return ip;
}

/**
 * Reads the sequences and executes them on the literals of the block.
 * @param window first byte that a match may refer to
 * @returns the new end of the output, or 0
 */
export function runSequences(src: usize, end: usize, dst: usize, window: usize, outEnd: usize): usize {
  if (src >= end) return 0;
  let ip = src;
  let count = <i32>load<u8>(ip++);
  if (count == 255) {
    count = <i32>load<u16>(ip) + 0x7f00;
    ip += 2;
  } else if (count >= 128) {
    count = ((count - 128) << 8) + <i32>load<u8>(ip++);
  }
  if (ip > end) return 0;
  if (count == 0) return ip == end ? copyLiterals(dst, literals, literalCount, outEnd) : 0;
  if (ip >= end) return 0;
  const modes = <u32>load<u8>(ip++);
  if (modes & 3) return 0;
  ip = readTable(modes >> 6, LITERAL_LENGTHS, ip, end);
  if (ip) ip = readTable((modes >> 4) & 3, OFFSETS, ip, end);
  if (ip) ip = readTable((modes >> 2) & 3, MATCH_LENGTHS, ip, end);
  if (!ip || ip >= end) return 0;
  return execute(ip, end, count, dst, window, outEnd);
}

// @ts-ignore: decorator
@inline function copyLiterals(op: usize, from: usize, count: usize, outEnd: usize): usize {
  if (<usize>(outEnd - op) < count) return 0;
  memory.copy(op, from, count);
  return op + count;
}

/**
 * The bit stream as a window of 64 bits whose top bits come next. It is loaded from the 8 bytes at `windowStart`; the
 * lowest bit is set instead of loaded and counts, by how far it was shifted, the bits that were taken. At least 56
 * are there after a refill.
 */
const WINDOW_BITS: u64 = 56;
/** The three next states take at most 9, 9 and 8 bits. */
const STATE_BITS: u64 = 26;

/** The top `count` (<= 63) bits of a window; the two shifts allow a count of 0. */
// @ts-ignore: decorator
@inline function top(window: u64, count: u64): u64 {
  return window >> 1 >> (count ^ 63);
}

// @ts-ignore: decorator
@inline function refilled(start: usize, taken: u64): u64 {
  return (load<u64>(start) | 1) << (taken & 7);
}

function execute(src: usize, end: usize, count: i32, dst: usize, firstByte: usize, outEnd: usize): usize {
  const last = <u32>load<u8>(end - 1);
  if (last == 0) return 0;
  const lengthTable = literalLengthsInUse;
  const matchTable = matchLengthsInUse;
  const offsetTable = offsetsInUse;
  let literal = literals;
  const literalEnd = literals + literalCount;
  let op = dst;
  // It may reach 8 bytes below the stream, and the refills of one sequence as far again, not more.
  let at = end - 8;
  const floor = src - 8;
  let window = (load<u64>(at) | 1) << <u64>(8 - highBit(last));
  let lengthState = <usize>top(window, literalLengthLog);
  window <<= <u64>literalLengthLog;
  let offsetState = <usize>top(window, offsetLog);
  window <<= <u64>offsetLog;
  let matchState = <usize>top(window, matchLengthLog);
  window <<= <u64>matchLengthLog;
  let offset1 = recent1;
  let offset2 = recent2;
  let offset3 = recent3;
  while (true) {
    let taken = ctz(window);
    at -= <usize>(taken >> 3);
    if (at < floor) return 0;
    window = refilled(at, taken);
    const offsetEntry = load<u64>(offsetTable + (offsetState << 3));
    const matchEntry = load<u64>(matchTable + (matchState << 3));
    const lengthEntry = load<u64>(lengthTable + (lengthState << 3));
    // The sums of the entries' small fields do not run into each other.
    const wide = (((offsetEntry + matchEntry + lengthEntry) >> 24) & 255) > WINDOW_BITS - STATE_BITS;
    const offsetBits = (offsetEntry >> 24) & 255;
    let offset = <usize>(offsetEntry >> 32) + <usize>top(window, offsetBits);
    window <<= offsetBits;
    if (wide) {
      taken = ctz(window);
      at -= <usize>(taken >> 3);
      window = refilled(at, taken);
    }
    const matchBits = (matchEntry >> 24) & 255;
    const match = <usize>(matchEntry >> 32) + <usize>top(window, matchBits);
    window <<= matchBits;
    const lengthBits = (lengthEntry >> 24) & 255;
    const length = <usize>(lengthEntry >> 32) + <usize>top(window, lengthBits);
    window <<= lengthBits;
    if (offsetBits > 1) {
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
    count -= 1;
    if (count > 0) {
      if (wide) {
        taken = ctz(window);
        at -= <usize>(taken >> 3);
        window = refilled(at, taken);
      }
      const lengthWidth = (lengthEntry >> 16) & 255;
      lengthState = <usize>(lengthEntry & 0xffff) + <usize>top(window, lengthWidth);
      window <<= lengthWidth;
      const matchWidth = (matchEntry >> 16) & 255;
      matchState = <usize>(matchEntry & 0xffff) + <usize>top(window, matchWidth);
      window <<= matchWidth;
      const offsetWidth = (offsetEntry >> 16) & 255;
      offsetState = <usize>(offsetEntry & 0xffff) + <usize>top(window, offsetWidth);
      window <<= offsetWidth;
    }
    if (<usize>(literalEnd - literal) < length || <usize>(outEnd - op) < length + match) return 0;
    v128.store(op, v128.load(literal));
    if (length > 16) copyVectors(op + 16, literal + 16, op + length);
    op += length;
    literal += length;
    if (offset == 0 || <usize>(op - firstByte) < offset) return 0;
    copyMatch(op, offset, match);
    op += match;
    if (count == 0) break;
  }
  recent1 = offset1;
  recent2 = offset2;
  recent3 = offset3;
  if (((at + 8) << 3) - <usize>ctz(window) != src << 3) return 0; // all bits taken, and no more
  return copyLiterals(op, literal, <usize>(literalEnd - literal), outEnd);
}
