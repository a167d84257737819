/** The symbols of deflate (RFC 1951, 3.2.5) and what a block under way has counted of them. */

export const LITERALS: usize = 256;
/** Ends a block. */
export const END: u32 = 256;
/** Literals, the end and 29 lengths; the tables have two entries more. */
export const LENGTH_CODES: usize = 286;
export const DISTANCE_CODES: usize = 30;
/** Counts of both alphabets in one table: lengths from 0, distances from here. */
export const DISTANCES_AT: usize = 288;
export const COUNTED: usize = 320;

export const MIN_MATCH: usize = 4;
export const MAX_MATCH: usize = 258;
export const MAX_DISTANCE: usize = 32768;

/** For each length of a match its symbol less 256: u8. */
export const lengthSymbols: usize = memory.data(259, 16);
/** For each symbol of a length, from 257 on, and of a distance: the first value of it (u16), and its further bits (u8). */
export const lengthBases: usize = memory.data(2 * 30, 16);
export const lengthExtras: usize = memory.data(30, 16);
export const distanceBases: usize = memory.data(2 * 30, 16);
export const distanceExtras: usize = memory.data(30, 16);

let made: bool = false;

/** Fills the tables, once. */
export function makeSymbolTables(): void {
  if (made) return;
  made = true;
  let base: u32 = 3;
  for (let symbol: u32 = 0; symbol < 29; symbol++) {
    const extra: u32 = symbol < 8 || symbol == 28 ? 0 : (symbol >> 2) - 1;
    if (symbol == 28) base = <u32>MAX_MATCH;
    store<u16>(lengthBases + (symbol << 1), <u16>base);
    store<u8>(lengthExtras + symbol, <u8>extra);
    const end = min<u32>(base + (1 << extra), <u32>MAX_MATCH + 1);
    for (let length = base; length < end; length++) store<u8>(lengthSymbols + length, <u8>(symbol + 1));
    base = end;
  }
  base = 1;
  for (let symbol: u32 = 0; symbol < <u32>DISTANCE_CODES; symbol++) {
    const extra: u32 = symbol < 2 ? 0 : (symbol >> 1) - 1;
    store<u16>(distanceBases + (symbol << 1), <u16>base);
    store<u8>(distanceExtras + symbol, <u8>extra);
    base += 1 << extra;
  }
}

/** The symbol of a distance, given the distance less 1. */
// @ts-ignore: decorator
@inline export function distanceSymbol(back: u32): u32 {
  const bits = 31 - clz<u32>(back | 1);
  return select<u32>(back, (bits << 1) + ((back >> (bits - 1)) & 1), back < 2);
}
