/** Sequences section of a compressed block (RFC 8878, section 3.1.1.3.2): its tables, which then are executed. */
import {
  executeSequences,
  literalLengthTable,
  literalsLeft,
  matchLengthTable,
  offsetTable,
  setRecentOffsets,
  startSequences,
  stopAt,
} from "./zstd-execute";
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
/** In place of the accuracy of a table that there is not yet. */
const UNKNOWN: i32 = -1;

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

/** Accuracies of the tables in use, which a later block may repeat. */
let literalLengthLog: i32 = UNKNOWN;
let matchLengthLog: i32 = UNKNOWN;
let offsetLog: i32 = UNKNOWN;

/** The tables of the default distributions; a block that asks for them gets a copy. */
const PREDEFINED_LENGTH_LOG: i32 = 6;
const PREDEFINED_OFFSET_LOG: i32 = 5;
const predefinedLiteralLengths: usize = memory.data(512, 16);
const predefinedMatchLengths: usize = memory.data(512, 16);
const predefinedOffsets: usize = memory.data(256, 16);
let predefinedBuilt: bool = false;

/** What holds at the start of a frame. */
export function resetSequences(): void {
  literalLengthLog = UNKNOWN;
  matchLengthLog = UNKNOWN;
  offsetLog = UNKNOWN;
  setRecentOffsets(1, 4, 8);
  if (!predefinedBuilt) {
    buildTable(predefinedLiteralLengths, defaultLiteralLengths, 35, PREDEFINED_LENGTH_LOG, LITERAL_LENGTHS);
    buildTable(predefinedMatchLengths, defaultMatchLengths, 52, PREDEFINED_LENGTH_LOG, MATCH_LENGTHS);
    buildTable(predefinedOffsets, defaultOffsets, 28, PREDEFINED_OFFSET_LOG, OFFSETS);
    predefinedBuilt = true;
  }
}

/** The entropy tables and offsets of a dictionary (section 5), behind its Huffman tree. @returns where its content begins, or 0 */
export function readDictionaryTables(src: usize, end: usize): usize {
  let ip = readTable(CODED, OFFSETS, src, end);
  if (ip) ip = readTable(CODED, MATCH_LENGTHS, ip, end);
  if (ip) ip = readTable(CODED, LITERAL_LENGTHS, ip, end);
  if (!ip || <usize>(end - ip) < 12) return 0;
  setRecentOffsets(<usize>load<u32>(ip), <usize>load<u32>(ip, 4), <usize>load<u32>(ip, 8));
  return ip + 12;
}

/** Prepares the table of one kind of code. @returns where its description ends, or 0 */
function readTable(mode: u32, kind: i32, src: usize, end: usize): usize {
  const literalLengths = kind == LITERAL_LENGTHS;
  const offsets = kind == OFFSETS;
  const table = literalLengths ? literalLengthTable : offsets ? offsetTable : matchLengthTable;
  const maxSymbol = literalLengths ? MAX_LITERAL_LENGTH_CODE : offsets ? MAX_OFFSET_CODE : MAX_MATCH_LENGTH_CODE;
  let log = literalLengths ? literalLengthLog : offsets ? offsetLog : matchLengthLog;
  let ip = src;
  if (mode == PREDEFINED) {
    const from = literalLengths ? predefinedLiteralLengths : offsets ? predefinedOffsets : predefinedMatchLengths;
    log = offsets ? PREDEFINED_OFFSET_LOG : PREDEFINED_LENGTH_LOG;
    memory.copy(table, from, <usize>8 << <usize>log);
  } else if (mode == RLE) {
    if (ip >= end) return 0;
    const symbol = <i32>load<u8>(ip++);
    if (symbol > maxSymbol) return 0;
    log = 0;
    buildSingle(table, <usize>symbol, kind);
  } else if (mode == CODED) {
    const taken = readProbabilities(ip, end, maxSymbol, offsets ? 8 : 9);
    if (taken < 0) return 0;
    ip += <usize>taken;
    log = accuracy;
    buildReadTable(table, kind);
  } else if (log == UNKNOWN) {
    return 0;
  }
  if (literalLengths) literalLengthLog = log;
  else if (offsets) offsetLog = log;
  else matchLengthLog = log;
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
  if (!startSequences(ip, end, literalLengthLog, offsetLog, matchLengthLog)) return 0;
  const op = executeSequences(count, dst, window, outEnd);
  if (!op || op >= stopAt) return op;
  return copyLiterals(op, literals + literalCount - literalsLeft, literalsLeft, outEnd);
}

// @ts-ignore: decorator
@inline function copyLiterals(op: usize, from: usize, count: usize, outEnd: usize): usize {
  if (<usize>(outEnd - op) < count) return 0;
  memory.copy(op, from, count);
  return op + count;
}
