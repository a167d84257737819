/** Symbols of a deflate block (RFC 1951, section 3.2.3). */
import { copyMatch } from "./copy";
import {
  DISTANCE_CODES,
  END_OF_BLOCK,
  FAST_BITS,
  FAST_SIZE,
  fastTables,
  INVALID,
  LITERAL,
  LITERAL_CODES,
  slowEntry,
} from "./inflate-codes";
import { lowest } from "./low-bits";

/** Where the block decoded last ends: a byte, and the bits from there on. */
export let blockEnd: usize = 0;
export let blockEndBit: usize = 0;

/** After a refill the word holds 54 bits at least: three literals of the table take 30, a length and a distance 48. */
const REFILLED: usize = 56;
/** Place of the next bit in the word: so the bits of an index lie where a table of u32 needs them. */
const NEXT_BIT: u64 = 2;
const INDEX: u32 = ((1 << FAST_BITS) - 1) << 2;
const distanceTable: usize = fastTables + <usize>DISTANCE_CODES * FAST_SIZE;

/** The value of a length or a distance: its entry, and the word with its code and extra bits. */
// @ts-ignore: decorator
@inline function valueOf(entry: u32, word: u64): usize {
  const length = (entry >> 8) & 15;
  return <usize>((entry >> 16) + lowest(<u32>(word >> NEXT_BIT >> <u64>length), <usize>((entry & 255) - length)));
}

/**
 * Decodes symbols until the end of the block; behind the end of the output up to three literals too many. The bits of
 * the word between NEXT_BIT and `top` come next. Lengths are loaded apart from their entries: what comes
 * next waits for them.
 * @param bit of the byte at `src` where the block begins
 * @param end of the input, behind which up to 24 bytes may be read
 * @returns the new end of the output, or 0
 */
export function inflateBlock(src: usize, bit: usize, end: usize, start: usize, dst: usize, outEnd: usize): usize {
  let op = start;
  let ip = src + 7;
  let word = (load<u64>(src) >> <u64>bit) << NEXT_BIT;
  let top = REFILLED - bit + <usize>NEXT_BIT;
  while (true) {
    if (ip > end + 8) return 0;
    if (op > outEnd) return 0;
    word |= load<u64>(ip) << <u64>top;
    ip += (63 - top) >> 3;
    top |= REFILLED;
    let index = <usize>(<u32>word & INDEX);
    let entry = load<u32>(index, fastTables);
    let width = <usize>load<u8>(index, fastTables);
    if (entry & LITERAL) {
      word >>= <u64>width;
      top -= width;
      store<u8>(op++, <u8>(entry >> 16));
      index = <usize>(<u32>word & INDEX);
      entry = load<u32>(index, fastTables);
      width = <usize>load<u8>(index, fastTables);
      if (entry & LITERAL) {
        word >>= <u64>width;
        top -= width;
        store<u8>(op++, <u8>(entry >> 16));
        index = <usize>(<u32>word & INDEX);
        entry = load<u32>(index, fastTables);
        width = <usize>load<u8>(index, fastTables);
        if (entry & LITERAL) {
          word >>= <u64>width;
          top -= width;
          store<u8>(op++, <u8>(entry >> 16));
          continue;
        }
      }
      word |= load<u64>(ip) << <u64>top;
      ip += (63 - top) >> 3;
      top |= REFILLED;
    }
    if (width == 0) {
      entry = slowEntry(LITERAL_CODES, word >> NEXT_BIT);
      width = <usize>(entry & 255);
    }
    const lengthEntry = entry;
    const lengthWord = word;
    word >>= <u64>width;
    top -= width;
    if (entry & (LITERAL | END_OF_BLOCK | INVALID)) {
      if (entry & LITERAL) {
        store<u8>(op++, <u8>(entry >> 16));
        continue;
      }
      const left = top - <usize>NEXT_BIT;
      blockEnd = ip - ((left + 7) >> 3);
      blockEndBit = (0 - left) & 7;
      return entry & INVALID || op > outEnd ? 0 : op;
    }
    index = <usize>(<u32>word & INDEX);
    entry = load<u32>(index, distanceTable);
    width = <usize>load<u8>(index, distanceTable);
    if (width == 0) {
      entry = slowEntry(DISTANCE_CODES, word >> NEXT_BIT);
      width = <usize>(entry & 255);
    }
    if (entry & INVALID) return 0;
    const length = valueOf(lengthEntry, lengthWord);
    const distance = valueOf(entry, word);
    word >>= <u64>width;
    top -= width;
    if (<usize>(op - dst) < distance) return 0;
    if (op > outEnd) return 0;
    if (<usize>(outEnd - op) < length) return 0;
    copyMatch(op, distance, length);
    op += length;
  }
}
