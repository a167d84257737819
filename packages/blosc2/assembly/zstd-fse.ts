/** Finite state entropy tables (RFC 8878, section 4.1). */
import { highBit } from "./zstd-bits";

/** What a table's symbols mean: codes of lengths and offsets, or a plain symbol (weights of a Huffman tree). */
export const LITERAL_LENGTHS: i32 = 0;
export const OFFSETS: i32 = 1;
export const MATCH_LENGTHS: i32 = 2;
export const PLAIN: i32 = 3;

export const MAX_LITERAL_LENGTH_CODE: i32 = 35;
export const MAX_OFFSET_CODE: i32 = 31;
export const MAX_MATCH_LENGTH_CODE: i32 = 52;
/** Largest accuracy that any table here may have. */
const MAX_ACCURACY: i32 = 9;

/** Section 3.1.1.3.2.1.1: baselines and numbers of extra bits. */
const literalLengthBase: usize = memory.data<u32>([
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 28, 32, 40, 48, 64, 128, 256, 512, 1024,
  2048, 4096, 8192, 16384, 32768, 65536,
], 16);
const literalLengthBits: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3, 3, 4, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
], 16);
const matchLengthBase: usize = memory.data<u32>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33,
  34, 35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99, 131, 259, 515, 1027, 2051, 4099, 8195, 16387, 32771, 65539,
], 16);
const matchLengthBits: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 3,
  3, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
], 16);

/** Probabilities of the symbols of the table that is being read: i16, -1 for "less than 1". */
const probabilities: usize = memory.data(512, 16);
/** For each symbol the next state it gets: u16. */
const nextStates: usize = memory.data(512, 16);
/** The symbol of each state. */
const stateSymbols: usize = memory.data(512, 16);

/** Accuracy log of the table read last. */
export let accuracy: i32 = 0;
let lastSymbol: i32 = 0;

/**
 * Reads a table description (section 4.1.1) into `probabilities`.
 * @returns bytes that it took, or -1
 */
export function readProbabilities(src: usize, end: usize, maxSymbol: i32, maxAccuracy: i32): i32 {
  const available = (end - src) << 3;
  if (end <= src) return -1;
  accuracy = (<i32>load<u8>(src) & 15) + 5;
  if (accuracy > maxAccuracy || accuracy > MAX_ACCURACY) return -1;
  let bit: usize = 4;
  let remaining: i32 = (1 << accuracy) + 1;
  let threshold: i32 = 1 << accuracy;
  let width = accuracy + 1;
  let symbol: i32 = 0;
  memory.fill(probabilities, 0, 512);
  while (remaining > 1 && symbol <= maxSymbol) {
    if (bit > available) return -1;
    const bits = <u32>(load<u64>(src + (bit >> 3)) >> <u64>(bit & 7));
    const small = 2 * threshold - 1 - remaining; // values below this take one bit less
    let probability = <i32>(bits & <u32>(threshold - 1));
    if (probability < small) {
      bit += width - 1;
    } else {
      probability = <i32>(bits & <u32>(2 * threshold - 1));
      if (probability >= threshold) probability -= small;
      bit += width;
    }
    probability -= 1;
    remaining -= probability < 0 ? -probability : probability;
    store<i16>(probabilities + (<usize>symbol << 1), <i16>probability);
    symbol += 1;
    if (probability == 0) {
      let zeros: i32;
      do {
        if (bit > available) return -1;
        zeros = <i32>((load<u32>(src + (bit >> 3)) >> <u32>(bit & 7)) & 3);
        bit += 2;
        symbol += zeros;
      } while (zeros == 3);
    }
    while (remaining > 0 && remaining < threshold) {
      width -= 1;
      threshold >>= 1;
    }
  }
  if (remaining != 1 || symbol > maxSymbol + 1 || bit > available) return -1;
  lastSymbol = symbol - 1;
  return <i32>((bit + 7) >> 3);
}

/** Builds the decoding table of what `readProbabilities` read. */
export function buildReadTable(table: usize, kind: i32): void {
  buildTable(table, probabilities, lastSymbol, accuracy, kind);
}

/**
 * Section 4.1.1, "from normalized distribution to decoding tables". The probabilities add up to 1 << log.
 * An entry: bits 0-15 base of the next state in bytes, that is times 8; 16-23 how many bits to add to it; 24-31 extra
 * bits of the value, 32-63 its baseline.
 */
export function buildTable(table: usize, counts: usize, maxSymbol: i32, log: i32, kind: i32): void {
  const size = 1 << log;
  let high = size - 1;
  for (let symbol = 0; symbol <= maxSymbol; symbol++) {
    const count = <i32>load<i16>(counts + (<usize>symbol << 1));
    if (count == -1) {
      store<u8>(stateSymbols + <usize>high, <u8>symbol);
      high -= 1;
    }
    store<u16>(nextStates + (<usize>symbol << 1), count == -1 ? 1 : <u16>count);
  }
  const step = (size >> 1) + (size >> 3) + 3;
  let position = 0;
  for (let symbol = 0; symbol <= maxSymbol; symbol++) {
    const count = <i32>load<i16>(counts + (<usize>symbol << 1));
    for (let i = 0; i < count; i++) {
      store<u8>(stateSymbols + <usize>position, <u8>symbol);
      do {
        position = (position + step) & (size - 1);
      } while (position > high);
    }
  }
  for (let state = 0; state < size; state++) {
    const symbol = <usize>load<u8>(stateSymbols + <usize>state);
    const next = <u32>load<u16>(nextStates + (symbol << 1));
    store<u16>(nextStates + (symbol << 1), <u16>(next + 1));
    const width = log - highBit(next);
    const base = ((next << width) - <u32>size) << 3;
    store<u64>(table + (<usize>state << 3), <u64>base | (<u64>width << 16) | valueOf(symbol, kind));
  }
}

/** The table of a single symbol that takes no bits (RLE mode). */
export function buildSingle(table: usize, symbol: usize, kind: i32): void {
  store<u64>(table, valueOf(symbol, kind));
}

function valueOf(symbol: usize, kind: i32): u64 {
  let base = <u32>symbol;
  let extra: u32 = 0;
  if (kind == LITERAL_LENGTHS) {
    base = load<u32>(literalLengthBase + (symbol << 2));
    extra = <u32>load<u8>(literalLengthBits + symbol);
  } else if (kind == MATCH_LENGTHS) {
    base = load<u32>(matchLengthBase + (symbol << 2));
    extra = <u32>load<u8>(matchLengthBits + symbol);
  } else if (kind == OFFSETS) {
    base = <u32>1 << <u32>symbol;
    extra = <u32>symbol;
  }
  return (<u64>extra << 24) | (<u64>base << 32);
}
