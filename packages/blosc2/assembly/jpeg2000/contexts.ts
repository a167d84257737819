/**
 * What is known of a coefficient and its neighbours, and which context follows from it (ITU-T T.800, D.3). A coefficient
 * has 16 bits; the four of a column in a stripe stand in one 64-bit word, the uppermost lowest.
 */
import { contexts } from "./mq";

/** Which neighbours are significant, by compass. The lowest eight bits choose the context of the zero coding. */
const W: u64 = 1;
const E: u64 = 2;
const N: u64 = 4;
const S: u64 = 8;
const NW: u64 = 16;
const NE: u64 = 32;
const SW: u64 = 64;
const SE: u64 = 128;
/** Which of the four nearest are negative. */
const MINUS_W: u64 = 0x100;
const MINUS_E: u64 = 0x200;
const MINUS_N: u64 = 0x400;
const MINUS_S: u64 = 0x800;
/** Positions of the coefficient's own bits: it is significant; it was coded in this bit plane; it was refined before. */
export const SIGNIFICANT: u64 = 12;
export const VISITED: u64 = 13;
export const REFINED: u64 = 14;

/** Bit 0 of each coefficient of a word, and the neighbours of each. */
export const LANES: u64 = 0x0001000100010001;
export const NEIGHBOURS: u64 = 0x00ff00ff00ff00ff;

/** Contexts of the zero coding by neighbours, for one kind of band after the other: offsets from the first context. */
const zeroCoding: usize = memory.data(768, 8);
/** Contexts of signs by the four nearest neighbours. The top bit says that the sign is the other one. */
const signCoding: usize = memory.data(256, 8);

/** The kind of a band: low in vertical direction or both, high in horizontal direction only, high in both. */
const KIND_HL: u32 = 1;
const KIND_HH: u32 = 2;

/** Table D.1. */
function zeroContext(kind: u32, neighbours: u32): u32 {
  const beside = popcnt(neighbours & 3);
  const above = popcnt((neighbours >> 2) & 3);
  const diagonal = popcnt(neighbours >> 4);
  if (kind == KIND_HH) {
    const near = beside + above;
    if (diagonal == 0) return min(near, 2);
    if (diagonal == 1) return 3 + min(near, 2);
    return diagonal == 2 ? 6 + min(near, 1) : 8;
  }
  const along = kind == KIND_HL ? above : beside;
  const across = kind == KIND_HL ? beside : above;
  if (along == 2) return 8;
  if (along == 1) return across > 0 ? 7 : diagonal > 0 ? 6 : 5;
  return across > 0 ? 2 + across : min(diagonal, 2);
}

/** What two opposite neighbours say of a sign (table D.2): -1, 0 or 1. */
function contribution(significant: u32, negative: u32): i32 {
  let sum: i32 = 0;
  for (let bit: u32 = 0; bit < 2; bit++) {
    if ((significant >> bit) & 1) sum += (negative >> bit) & 1 ? -1 : 1;
  }
  return max(-1, min(1, sum));
}

/** Table D.3. */
function signContext(neighbours: u32): u32 {
  const beside = contribution(neighbours & 3, (neighbours >> 4) & 3);
  const above = contribution((neighbours >> 2) & 3, (neighbours >> 6) & 3);
  const flips = beside < 0 || (beside == 0 && above < 0);
  const agreement = flips ? -above : above;
  const context = beside == 0 ? 9 + agreement : 12 + agreement;
  return 4 * <u32>context + (flips ? 0x80 : 0);
}

for (let neighbours: u32 = 0; neighbours < 256; neighbours++) {
  for (let kind: u32 = 0; kind < 3; kind++) {
    store<u8>(zeroCoding + <usize>(256 * kind + neighbours), <u8>(4 * zeroContext(kind, neighbours)));
  }
  store<u8>(signCoding + <usize>neighbours, <u8>signContext(neighbours));
}

/** The zero coding's contexts for a kind of band. */
export function zeroTable(kind: u32): usize {
  return zeroCoding + <usize>(256 * kind);
}

// @ts-ignore: decorator
@inline export function zeroContextOf(table: usize, known: u64): usize {
  return contexts + <usize>load<u8>(table + <usize>(known & 0xff));
}

/** Offset of the sign's context, and the bit that flips it. */
// @ts-ignore: decorator
@inline export function signContextOf(known: u64): usize {
  return <usize>load<u8>(signCoding + <usize>((known & 15) | ((known >> 4) & 0xf0)));
}

/** The context of a refinement (table D.4). */
// @ts-ignore: decorator
@inline export function refinementContextOf(known: u64): usize {
  if (known & (1 << REFINED)) return contexts + 4 * 16;
  return known & 0xff ? contexts + 4 * 15 : contexts + 4 * 14;
}

/**
 * Tells a coefficient's neighbours that it is significant. `shift` is its place in the word at `word`; the stripe above
 * lies `pitch` bytes before, and is not told in blocks whose contexts are vertically causal.
 */
export function becomeSignificant(word: usize, pitch: usize, shift: u64, negative: bool, causal: bool): void {
  const left = SE | ((E | (negative ? MINUS_E : 0)) << 16) | (NE << 32);
  const own = (S | (negative ? MINUS_S : 0)) | (<u64>1 << (16 + SIGNIFICANT)) | ((N | (negative ? MINUS_N : 0)) << 32);
  const right = SW | ((W | (negative ? MINUS_W : 0)) << 16) | (NW << 32);
  if (shift == 0) {
    mark(word, left >> 16, own >> 16, right >> 16);
    if (!causal) mark(word - pitch, left << 48, own << 48, right << 48);
    return;
  }
  mark(word, left << (shift - 16), own << (shift - 16), right << (shift - 16));
  if (shift == 48) mark(word + pitch, left >> 32, own >> 32, right >> 32);
}

// @ts-ignore: decorator
@inline function mark(word: usize, left: u64, own: u64, right: u64): void {
  store<u64>(word - 8, load<u64>(word - 8) | left);
  store<u64>(word, load<u64>(word) | own);
  store<u64>(word + 8, load<u64>(word + 8) | right);
}
