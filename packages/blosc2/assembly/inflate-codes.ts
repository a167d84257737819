/** The prefix codes of deflate (RFC 1951, section 3.2): their tables, built from code lengths, and what symbols mean. */

/** Codes up to this length are found by one look into a table; longer ones bit by bit. */
export const FAST_BITS: i32 = 10;
const MAX_BITS: i32 = 15;

/**
 * An entry says what a code means. Bits 0-7: how many bits it takes with the extra bits behind it, 0 for a code that is not
 * in the table; 8-11: how many without; 13-15: one of the flags; 16-31: the literal, or the baseline of a length or distance.
 */
export const LITERAL: u32 = 0x8000;
export const END_OF_BLOCK: u32 = 0x4000;
export const INVALID: u32 = 0x2000;

export const LITERAL_CODES: i32 = 0;
export const DISTANCE_CODES: i32 = 1;
export const LENGTH_CODES: i32 = 2;

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

/** Three codes: literals and lengths, distances, code lengths. Each: fast table, counts by length, symbols in order. */
export const FAST_SIZE: usize = 4 << 10;
export const fastTables: usize = memory.data(3 * 4096, 16);
const lengthCounts: usize = memory.data(3 * 64, 16);
const sortedSymbols: usize = memory.data(3 * 640, 16);
const nextOffsets: usize = memory.data(64, 16);
export const codeLengths: usize = memory.data(352, 16);

/**
 * Decodes, bit by bit, the code at the bottom of `word`: `first` is the first code of a length, `index` its place among the
 * sorted symbols.
 */
export function slowEntry(code: i32, word: u64): u32 {
  const counts = lengthCounts + (<usize>code << 6);
  let bits = <u32>word;
  let value: i32 = 0;
  let first: i32 = 0;
  let index: i32 = 0;
  for (let length = 1; length <= MAX_BITS; length++) {
    value |= <i32>(bits & 1);
    bits >>= 1;
    const count = <i32>load<u32>(counts + (<usize>length << 2));
    if (value - count < first) {
      const symbol = load<u16>(sortedSymbols + <usize>code * 640 + (<usize>(index + value - first) << 1));
      return entryOf(code, <u32>symbol, <u32>length);
    }
    index += count;
    first = (first + count) << 1;
    value <<= 1;
  }
  return INVALID;
}

/** The entry of a symbol whose code has `length` bits. */
function entryOf(code: i32, symbol: u32, length: u32): u32 {
  const plain = (length << 8) | length;
  if (code == LENGTH_CODES) return (symbol << 16) | plain;
  if (code == DISTANCE_CODES) {
    if (symbol > 29) return INVALID | plain;
    return (<u32>load<u16>(distanceBase + (symbol << 1)) << 16) | (plain + <u32>load<u8>(distanceExtra + symbol));
  }
  if (symbol < 256) return (symbol << 16) | LITERAL | plain;
  if (symbol == 256) return END_OF_BLOCK | plain;
  if (symbol > 285) return INVALID | plain;
  const index = symbol - 257;
  return (<u32>load<u16>(lengthBase + (index << 1)) << 16) | (plain + <u32>load<u8>(lengthExtra + index));
}

/** Section 3.2.2: builds a code from the lengths at `lengths`. Incomplete codes are for single symbols only. */
export function buildCode(code: i32, lengths: usize, count: i32): bool {
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
      const entry = entryOf(code, <u32>load<u16>(symbols + (index << 1)), <u32>length);
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
