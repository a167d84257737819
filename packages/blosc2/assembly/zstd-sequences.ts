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

/** `count` bits below the `used` top ones of the window; the two shifts allow a count of 0. */
// @ts-ignore: decorator
@inline function peek(window: u64, used: u64, count: u64): u64 {
  return (window << used) >> 1 >> (63 - count);
}

function execute(src: usize, end: usize, count: i32, dst: usize, window: usize, outEnd: usize): usize {
  const last = <u32>load<u8>(end - 1);
  if (last == 0) return 0;
  const lengthTable = literalLengthsInUse;
  const matchTable = matchLengthsInUse;
  const distanceTable = offsetsInUse;
  let literal = literals;
  const literalEnd = literals + literalCount;
  let op = dst;
  // `bits` is the 8 bytes at `at`; its top `used` bits are taken. It may reach 8 bytes below the stream, not more.
  let at = end - 8;
  const floor = src - 8;
  let bits = load<u64>(at);
  let used = <u64>(8 - highBit(last));
  let lengthState = <usize>peek(bits, used, literalLengthLog);
  used += literalLengthLog;
  let offsetState = <usize>peek(bits, used, offsetLog);
  used += offsetLog;
  let matchState = <usize>peek(bits, used, matchLengthLog);
  used += matchLengthLog;
  let offset1 = recent1;
  let offset2 = recent2;
  let offset3 = recent3;
  while (true) {
    at -= <usize>(used >> 3);
    used &= 7;
    if (at < floor) return 0;
    bits = load<u64>(at);
    const lengthEntry = load<u64>(lengthTable + (lengthState << 3));
    const offsetEntry = load<u64>(distanceTable + (offsetState << 3));
    const matchEntry = load<u64>(matchTable + (matchState << 3));
    const offsetBits = (offsetEntry >> 24) & 255;
    const matchBits = (matchEntry >> 24) & 255;
    const lengthBits = (lengthEntry >> 24) & 255;
    let offset = <usize>(offsetEntry >> 32) + <usize>peek(bits, used, offsetBits);
    used += offsetBits;
    if (offsetBits + matchBits + lengthBits > 49) {
      at -= <usize>(used >> 3);
      used &= 7;
      bits = load<u64>(at);
    }
    let match = <usize>(matchEntry >> 32);
    if (matchBits) {
      match += <usize>peek(bits, used, matchBits);
      used += matchBits;
    }
    let length = <usize>(lengthEntry >> 32);
    if (lengthBits) {
      length += <usize>peek(bits, used, lengthBits);
      used += lengthBits;
    }
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
      if (used > 37) {
        at -= <usize>(used >> 3);
        used &= 7;
        bits = load<u64>(at);
      }
      const lengthWidth = (lengthEntry >> 16) & 255;
      const matchWidth = (matchEntry >> 16) & 255;
      const offsetWidth = (offsetEntry >> 16) & 255;
      lengthState = <usize>(lengthEntry & 0xffff) + <usize>peek(bits, used, lengthWidth);
      used += lengthWidth;
      matchState = <usize>(matchEntry & 0xffff) + <usize>peek(bits, used, matchWidth);
      used += matchWidth;
      offsetState = <usize>(offsetEntry & 0xffff) + <usize>peek(bits, used, offsetWidth);
      used += offsetWidth;
    }
    if (<usize>(literalEnd - literal) < length || <usize>(outEnd - op) < length + match) return 0;
    if (length) copyVectors(op, literal, op + length);
    op += length;
    literal += length;
    if (offset == 0 || <usize>(op - window) < offset) return 0;
    copyMatch(op, offset, match);
    op += match;
    if (count == 0) break;
  }
  recent1 = offset1;
  recent2 = offset2;
  recent3 = offset3;
  if (((at + 8) << 3) - <usize>used != src << 3) return 0; // all bits taken, and no more
  return copyLiterals(op, literal, <usize>(literalEnd - literal), outEnd);
}
