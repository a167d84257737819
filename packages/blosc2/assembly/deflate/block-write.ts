/** Writes a block of deflate (RFC 1951, 3.2.3): stored, with the fixed codes or with codes of its own, whichever is shortest. */
import { count, out, outEnd, pending, putBits, setBits } from "./bits";
import { headerBits, writeHeader } from "./block-header";
import { makeCodes, makeLengths } from "./huffman";
import { literals, sequences } from "./sequences";
import {
  DISTANCE_CODES, DISTANCES_AT, distanceBases, distanceExtras, END, LENGTH_CODES, lengthBases, lengthExtras, lengthSymbols, MAX_MATCH,
} from "./symbols";

/** Four literals and what is left of the byte before fit in 64 bits. */
const LONGEST_CODE: u32 = 14;
const LONGEST_DISTANCE: u32 = 15;
const LONGEST_STORED: usize = 65535;

const lengths: usize = memory.data(320, 16);
const fixedLengths: usize = memory.data(320, 16);
/** u32 for each symbol: code << 8 | length of the code. */
const codes: usize = memory.data(4 * 288, 16);
const distances: usize = memory.data(4 * 32, 16);
/** u32 for each length of a match: code and further bits << 8 | how many bits. */
const matches: usize = memory.data(4 * 259, 16);

function makeFixedLengths(): void {
  if (load<u8>(fixedLengths)) return;
  memory.fill(fixedLengths, 8, 288);
  memory.fill(fixedLengths + 144, 9, 112);
  memory.fill(fixedLengths + 256, 7, 24);
  memory.fill(fixedLengths + DISTANCES_AT, 5, 32);
}

/**
 * Writes what was counted as one block.
 * @param src `length` bytes that the block stands for
 * @param literalsEnd, sequencesEnd ends of the block's literals and sequences
 * @param counts u32 for each symbol of both alphabets
 * @returns whether there was room
 */
export function writeBlock(
  src: usize, length: usize, literalsEnd: usize, sequencesEnd: usize, counts: usize, last: bool,
): bool {
  makeFixedLengths();
  store<u32>(counts + (END << 2), 1);
  makeLengths(counts, LENGTH_CODES, LONGEST_CODE, lengths);
  makeLengths(counts + (DISTANCES_AT << 2), DISTANCE_CODES, LONGEST_DISTANCE, lengths + DISTANCES_AT);
  const header = headerBits(lengths);
  const own = header + contentBits(counts, lengths);
  const fixed = contentBits(counts, fixedLengths);
  const further = furtherBits(counts);
  const blocks = (length + LONGEST_STORED - 1) / LONGEST_STORED;
  const stored: u32 = 8 * <u32>length + 40 * <u32>blocks;
  const bits = min<u32>(own, fixed) + further;
  if (stored <= bits) return storeBytes(src, length, last);
  if (<usize>(outEnd - out) < <usize>(bits >> 3) + 16) return false;
  const table = own < fixed ? lengths : fixedLengths;
  putBits(<u64>last | (own < fixed ? 4 : 2), 3);
  if (own < fixed) writeHeader();
  makeCodes(table, 288, codes);
  makeCodes(table + DISTANCES_AT, DISTANCE_CODES, distances);
  if (sequencesEnd > sequences) makeMatches();
  writeSequences(literalsEnd, sequencesEnd);
  const end = load<u32>(codes + (END << 2));
  putBits(end >> 8, end & 0xff);
  return true;
}

/** Bits of the codes of all symbols. */
function contentBits(counts: usize, table: usize): u32 {
  let sum: u32 = 0;
  for (let symbol: usize = 0; symbol < DISTANCES_AT + DISTANCE_CODES; symbol++) {
    sum += load<u32>(counts + (symbol << 2)) * <u32>load<u8>(table + symbol);
  }
  return sum;
}

/** Further bits of lengths and distances. */
function furtherBits(counts: usize): u32 {
  let sum: u32 = 0;
  const lengthCounts = counts + (257 << 2);
  const distanceCounts = counts + (DISTANCES_AT << 2);
  for (let symbol: usize = 0; symbol < 30; symbol++) {
    sum += load<u32>(lengthCounts + (symbol << 2)) * <u32>load<u8>(lengthExtras + symbol);
    sum += load<u32>(distanceCounts + (symbol << 2)) * <u32>load<u8>(distanceExtras + symbol);
  }
  return sum;
}

/** Bytes as they are, in blocks of up to 65535. */
function storeBytes(src: usize, length: usize, last: bool): bool {
  let from = src;
  let left = length;
  do {
    const part = min<usize>(left, LONGEST_STORED);
    left -= part;
    if (<usize>(outEnd - out) < part + 16) return false;
    putBits(<u64>(last && left == 0), 3);
    putBits(0, (8 - count) & 7);
    putBits(<u64>(part | ((~part & 0xffff) << 16)), 32);
    memory.copy(out, from, part);
    setBits(0, 0, out + part);
    from += part;
  } while (left > 0);
  return true;
}

function makeMatches(): void {
  for (let length: usize = 3; length <= MAX_MATCH; length++) {
    const symbol = <usize>load<u8>(lengthSymbols + length);
    const code = load<u32>(codes + (symbol << 2) + 4 * 256);
    const extra = <u32>load<u8>(lengthExtras + symbol - 1);
    const base = <u32>load<u16>(lengthBases + (symbol << 1) - 2);
    const bits = (code >> 8) | ((<u32>length - base) << (code & 0xff));
    store<u32>(matches + (length << 2), (bits << 8) | ((code & 0xff) + extra));
  }
}

/** The code of a literal << 8 | its length. Added to how many bits there are it spoils what is above 63, which shifts do not see. */
// @ts-ignore: decorator
@inline function codeOf(at: usize): u64 {
  return <u64>load<u32>(codes + (<usize>load<u8>(at) << 2));
}

function writeSequences(literalsEnd: usize, sequencesEnd: usize): void {
  let bits = pending;
  let n = count;
  let to = out;
  let literal = literals;
  for (let at = sequences; at < sequencesEnd; at += 8) {
    const sequence = load<u64>(at);
    const end = literal + <usize>(<u32>sequence);
    while (literal + 4 <= end) {
      const a = codeOf(literal);
      bits |= (a >> 8) << n;
      n += a;
      const b = codeOf(literal + 1);
      bits |= (b >> 8) << n;
      n += b;
      const c = codeOf(literal + 2);
      bits |= (c >> 8) << n;
      n += c;
      const d = codeOf(literal + 3);
      bits |= (d >> 8) << n;
      n += d;
      n &= 63;
      store<u64>(to, bits);
      to += <usize>(n >> 3);
      bits >>= n & 56;
      n &= 7;
      literal += 4;
    }
    // The last ones without a branch: how many they are cannot be foretold.
    const a = select<u64>(codeOf(literal), 0, literal < end);
    bits |= (a >> 8) << n;
    n += a;
    const b = select<u64>(codeOf(literal + 1), 0, literal + 1 < end);
    bits |= (b >> 8) << n;
    n += b;
    const c = select<u64>(codeOf(literal + 2), 0, literal + 2 < end);
    bits |= (c >> 8) << n;
    n += c;
    literal = end;
    n &= 63;
    store<u64>(to, bits);
    to += <usize>(n >> 3);
    bits >>= n & 56;
    n &= 7;
    const match = <u32>(sequence >> 32);
    if (match == 0) continue;
    const length = <u64>load<u32>(matches + (<usize>(match >> 20) << 2));
    bits |= (length >> 8) << n;
    n += length & 0xff;
    const symbol = <usize>(match >> 15) & 31;
    const distance = <u64>load<u32>(distances + (symbol << 2));
    const extra = <u64>load<u8>(distanceExtras + symbol);
    bits |= (distance >> 8) << n;
    n += distance & 0xff;
    bits |= (<u64>(match & 0x7fff) & ((<u64>1 << extra) - 1)) << n;
    n += extra;
    store<u64>(to, bits);
    to += <usize>(n >> 3);
    bits >>= n & 56;
    n &= 7;
  }
  setBits(bits, n, to);
}
