import { BitReader } from "./bit-reader.ts";
import { inverseTransform, Output } from "./bzip2-transform.ts";
import { corrupt } from "./corrupt.ts";
import type { FilterDecoder } from "./types.ts";

const BLOCK = 0x314159265359;
const END = 0x177245385090;
/** Symbols between two choices of a code. */
const GROUP = 50;
const MAX_LENGTH = 20;

/** The bzip2 filter: blocks of a Burrows-Wheeler transform, each with a checksum. */
export const bzip2: FilterDecoder = (bytes, { chunkBytes, maxBytes }) => {
  const reader = new BitReader(bytes);
  const magic = reader.take(24);
  const level = reader.take(8) - 0x30;
  if (magic !== 0x425a68 || level < 1 || level > 9) throw corrupt("it is no bzip2 stream");
  const output = new Output(chunkBytes, maxBytes);
  for (;;) {
    const mark = reader.take(24) * 2 ** 24 + reader.take(24);
    const checksum = reader.take(32);
    if (mark === END) return output.bytes;
    if (mark !== BLOCK) throw corrupt("a bzip2 block is missing");
    if (reader.take(1) === 1) throw corrupt("a bzip2 block of a version that no longer exists");
    const origin = reader.take(24);
    const { symbols, count } = readSymbols(reader, level * 100_000);
    if (origin >= count) throw corrupt("a bzip2 block without its beginning");
    inverseTransform({ symbols, count, origin, checksum }, output);
  }
};

interface Code {
  /** The largest code of each length, the number of the first symbol of it, and symbols by number. */
  readonly limits: Int32Array;
  readonly bases: Int32Array;
  readonly symbols: Uint16Array;
  readonly shortest: number;
}

/** The last column of a block's transform. */
function readSymbols(reader: BitReader, most: number): { symbols: Uint8Array; count: number } {
  const alphabet = readAlphabet(reader);
  const codes = reader.take(3);
  const selectors = reader.take(15);
  if (codes < 2 || codes > 6 || selectors < 1) throw corrupt("a bzip2 block with impossible codes");
  const order = Uint8Array.from({ length: codes }, (_, index) => index);
  const choices = Uint8Array.from({ length: selectors }, () => toFront(order, unary(reader, codes)));
  const tables = Array.from({ length: codes }, () => readCode(reader, alphabet.length + 2));
  const symbols = new Uint8Array(most);
  const end = alphabet.length + 1;
  let count = 0;
  let run = 0;
  let weight = 1;
  const flush = (): void => {
    if (count + run > most) throw corrupt("a bzip2 block is too long");
    symbols.fill(alphabet[0] ?? 0, count, count + run);
    count += run;
    run = 0;
    weight = 1;
  };
  for (let position = 0; ; position += 1) {
    const table = tables[choices[Math.floor(position / GROUP)] ?? codes];
    if (table === undefined) throw corrupt("a bzip2 block without a code");
    const symbol = readSymbol(reader, table);
    if (symbol < 2) {
      // Digits of the length of a run, the lowest first.
      run += weight << symbol;
      weight *= 2;
      if (run > most) throw corrupt("a bzip2 block is too long");
      continue;
    }
    flush();
    if (symbol === end) return { symbols, count };
    if (count >= most) throw corrupt("a bzip2 block is too long");
    symbols[count] = toFront(alphabet, symbol - 1);
    count += 1;
  }
}

/** The bytes that occur: sixteen groups of sixteen. */
function readAlphabet(reader: BitReader): Uint8Array {
  const groups = reader.take(16);
  const bytes: number[] = [];
  for (let group = 0; group < 16; group += 1) {
    if (((groups >>> (15 - group)) & 1) === 0) continue;
    const used = reader.take(16);
    for (let index = 0; index < 16; index += 1) if ((used >>> (15 - index)) & 1) bytes.push(group * 16 + index);
  }
  if (bytes.length === 0) throw corrupt("a bzip2 block of no bytes");
  return Uint8Array.from(bytes);
}

function unary(reader: BitReader, limit: number): number {
  let value = 0;
  while (reader.take(1) === 1) value += 1;
  if (value >= limit) throw corrupt("a bzip2 block with impossible codes");
  return value;
}

/** Moves an entry to the front and gives it. */
function toFront(list: Uint8Array, index: number): number {
  const value = list[index] ?? 0;
  list.copyWithin(1, 0, index);
  list[0] = value;
  return value;
}

function readCode(reader: BitReader, symbols: number): Code {
  let length = reader.take(5);
  const lengths = new Uint8Array(symbols);
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    while (reader.take(1) === 1) {
      length += reader.take(1) === 1 ? -1 : 1;
      if (length < 1 || length > MAX_LENGTH) break;
    }
    if (length < 1 || length > MAX_LENGTH) throw corrupt("a bzip2 code of impossible length");
    lengths[symbol] = length;
  }
  return codeOf(lengths);
}

function codeOf(lengths: Uint8Array): Code {
  const limits = new Int32Array(MAX_LENGTH + 2).fill(-1);
  const bases = new Int32Array(MAX_LENGTH + 2);
  const order: number[] = [];
  let code = 0;
  let shortest = MAX_LENGTH;
  for (let length = 1; length <= MAX_LENGTH; length += 1) {
    bases[length] = order.length - code;
    for (const [symbol, own] of lengths.entries()) {
      if (own !== length) continue;
      shortest = Math.min(shortest, length);
      order.push(symbol);
      code += 1;
    }
    limits[length] = code - 1;
    code *= 2;
  }
  return { limits, bases, symbols: Uint16Array.from(order), shortest };
}

function readSymbol(reader: BitReader, { limits, bases, symbols, shortest }: Code): number {
  let code = reader.take(shortest);
  for (let length = shortest; length <= MAX_LENGTH; length += 1) {
    if (code <= (limits[length] ?? -1)) {
      const symbol = symbols[code + (bases[length] ?? 0)];
      if (symbol !== undefined) return symbol;
      break;
    }
    code = code * 2 + reader.take(1);
  }
  throw corrupt("a bzip2 code that stands for nothing");
}
