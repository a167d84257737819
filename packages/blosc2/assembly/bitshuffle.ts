/**
 * The bitshuffle filter (id 2): bit b of byte j of every item goes to row 8j + b. Only a multiple of eight items
 * takes part; the rest stays as it is. Done as a transposition of bytes and one of 8 x 8 bits.
 */
import { interleave8, part8 } from "./shuffle";
import { transpose16x16, transposeSquare } from "./transpose";

/** Swaps rows and columns of 8 x 8 bits (Warren, Hacker's Delight, section 7-3). */
function transposeBits(x: u64): u64 {
  let t = (x ^ (x >> 7)) & 0x00aa00aa00aa00aa;
  x ^= t ^ (t << 7);
  t = (x ^ (x >> 14)) & 0x0000cccc0000cccc;
  x ^= t ^ (t << 14);
  t = (x ^ (x >> 28)) & 0x00000000f0f0f0f0;
  return x ^ t ^ (t << 28);
}

/** Halves, pairs and single bits of bytes. V8 would make a constant of three instructions at each use; these it loads. */
const masks: usize = memory.data<u64>([
  0x0f0f0f0f0f0f0f0f, 0x0f0f0f0f0f0f0f0f, 0x3333333333333333, 0x3333333333333333, 0x5555555555555555, 0x5555555555555555,
], 16);

/**
 * The bits in which two rows are to be swapped: those of `a` that `mask` has `shift` further up, with those of `b` that it has.
 * Shifts go over bytes: the mask takes what came from the neighbour away.
 */
// @ts-ignore: decorator
@inline function swapped(a: v128, b: v128, shift: i32, mask: v128): v128 {
  return v128.and(v128.xor(i16x8.shr_u(a, shift), b), mask);
}

/** Bit k of byte i in row b becomes bit b of byte i in row k, for 8 rows of 16 bytes. Squares of bits are turned by halves. */
// @ts-ignore: decorator
@inline function turnBits(from: usize, fromRow: usize, to: usize, toRow: usize): void {
  const halves = v128.load(masks);
  const pairs = v128.load(masks, 16);
  const singles = v128.load(masks, 32);
  let r0 = v128.load(from);
  let r1 = v128.load(from + fromRow);
  let r2 = v128.load(from + 2 * fromRow);
  let r3 = v128.load(from + 3 * fromRow);
  let r4 = v128.load(from + 4 * fromRow);
  let r5 = v128.load(from + 5 * fromRow);
  let r6 = v128.load(from + 6 * fromRow);
  let r7 = v128.load(from + 7 * fromRow);
  const t40 = swapped(r0, r4, 4, halves);
  r0 = v128.xor(r0, i16x8.shl(t40, 4));
  r4 = v128.xor(r4, t40);
  const t41 = swapped(r1, r5, 4, halves);
  r1 = v128.xor(r1, i16x8.shl(t41, 4));
  r5 = v128.xor(r5, t41);
  const t42 = swapped(r2, r6, 4, halves);
  r2 = v128.xor(r2, i16x8.shl(t42, 4));
  r6 = v128.xor(r6, t42);
  const t43 = swapped(r3, r7, 4, halves);
  r3 = v128.xor(r3, i16x8.shl(t43, 4));
  r7 = v128.xor(r7, t43);
  const t20 = swapped(r0, r2, 2, pairs);
  r0 = v128.xor(r0, i16x8.shl(t20, 2));
  r2 = v128.xor(r2, t20);
  const t21 = swapped(r1, r3, 2, pairs);
  r1 = v128.xor(r1, i16x8.shl(t21, 2));
  r3 = v128.xor(r3, t21);
  const t24 = swapped(r4, r6, 2, pairs);
  r4 = v128.xor(r4, i16x8.shl(t24, 2));
  r6 = v128.xor(r6, t24);
  const t25 = swapped(r5, r7, 2, pairs);
  r5 = v128.xor(r5, i16x8.shl(t25, 2));
  r7 = v128.xor(r7, t25);
  const t10 = swapped(r0, r1, 1, singles);
  r0 = v128.xor(r0, i16x8.shl(t10, 1));
  r1 = v128.xor(r1, t10);
  const t12 = swapped(r2, r3, 1, singles);
  r2 = v128.xor(r2, i16x8.shl(t12, 1));
  r3 = v128.xor(r3, t12);
  const t14 = swapped(r4, r5, 1, singles);
  r4 = v128.xor(r4, i16x8.shl(t14, 1));
  r5 = v128.xor(r5, t14);
  const t16 = swapped(r6, r7, 1, singles);
  r6 = v128.xor(r6, i16x8.shl(t16, 1));
  r7 = v128.xor(r7, t16);
  v128.store(to, r0);
  v128.store(to + toRow, r1);
  v128.store(to + 2 * toRow, r2);
  v128.store(to + 3 * toRow, r3);
  v128.store(to + 4 * toRow, r4);
  v128.store(to + 5 * toRow, r5);
  v128.store(to + 6 * toRow, r6);
  v128.store(to + 7 * toRow, r7);
}

/** The same, there once: for callers to which a call costs little. */
function turnRows(from: usize, fromRow: usize, to: usize, toRow: usize): void {
  turnBits(from, fromRow, to, toRow);
}

/** Bytes of a row that are worked on at once: a line of the cache, so that each is fetched once. */
const WIDTH: usize = 64;

/**
 * Sixteen bytes of each of the `8 * typesize` rows of bits are as many rows of a tile once their bits are turned: the byte of
 * each plane of items that lie eight apart. Items and tile are each other's transposition, in squares of 16 bytes, of
 * which the last may overlap the one before.
 */
// @ts-ignore: decorator
@inline function squareAt(square: usize, typesize: usize): usize {
  return min<usize>(square, (typesize << 3) - 16);
}

/** @param scratch `length` bytes */
export function bitshuffle(src: usize, dst: usize, length: usize, typesize: usize, scratch: usize): void {
  const count = (length / typesize) & ~7;
  const row = count >> 3;
  const items = typesize << 3; // bytes that give one byte to each row
  const whole = typesize > 1 ? row & ~15 : 0;
  for (let i: usize = 0; i < whole; i += WIDTH) {
    const end = min<usize>(WIDTH, whole - i);
    for (let j: usize = 0; j < end; j += 16) {
      for (let square: usize = 0; square < items; square += 16) {
        const at = squareAt(square, typesize);
        transposeSquare(src + (i + j) * items + at, items, scratch + j * items + (at << 4), 16);
      }
    }
    for (let plane: usize = 0; plane < typesize; plane++) {
      const to = dst + plane * count + i;
      for (let j: usize = 0; j < end; j += 16) {
        turnRows(scratch + j * items + (plane << 4), typesize << 4, to + j, row);
      }
    }
  }
  if (typesize == 1) shuffleBytes(src, dst, row);
  else shuffleFrom(src, dst, row, typesize, whole);
  memory.copy(dst + count * typesize, src + count * typesize, length - count * typesize);
}

/** @param scratch `length` bytes */
export function bitunshuffle(src: usize, dst: usize, length: usize, typesize: usize, scratch: usize): void {
  const count = (length / typesize) & ~7;
  const row = count >> 3;
  const items = typesize << 3;
  const whole = typesize > 1 ? row & ~15 : 0;
  for (let i: usize = 0; i < whole; i += WIDTH) {
    const end = min<usize>(WIDTH, whole - i);
    for (let plane: usize = 0; plane < typesize; plane++) {
      const from = src + plane * count + i;
      for (let j: usize = 0; j < end; j += 16) {
        turnBits(from + j, row, scratch + j * items + (plane << 4), typesize << 4);
      }
    }
    for (let j: usize = 0; j < end; j += 16) {
      for (let square: usize = 0; square < items; square += 16) {
        const at = squareAt(square, typesize);
        transpose16x16(scratch + j * items + (at << 4), 16, dst + (i + j) * items + at, items);
      }
    }
  }
  if (typesize == 1) unshuffleBytes(src, dst, row);
  else unshuffleFrom(src, dst, row, typesize, whole);
  memory.copy(dst + count * typesize, src + count * typesize, length - count * typesize);
}

/** 8 rows of 16 bytes between the steps. */
const tile: usize = memory.data(128, 16);

/** Items of one byte: groups of eight are parted to eight rows of bytes, whose bits are then turned. */
function shuffleBytes(src: usize, dst: usize, row: usize): void {
  const whole = row & ~15;
  for (let i: usize = 0; i < whole; i += 16) {
    part8(src + (i << 3), tile, 16);
    turnRows(tile, 16, dst + i, row);
  }
  shuffleFrom(src, dst, row, 1, whole);
}

function unshuffleBytes(src: usize, dst: usize, row: usize): void {
  const whole = row & ~15;
  for (let i: usize = 0; i < whole; i += 16) {
    turnRows(src + i, row, tile, 16);
    interleave8(tile, 16, dst + (i << 3));
  }
  unshuffleFrom(src, dst, row, 1, whole);
}

/** Bytes of the rows from `start` on, one by one. */
function shuffleFrom(src: usize, dst: usize, row: usize, typesize: usize, start: usize): void {
  for (let plane: usize = 0; plane < typesize; plane++) {
    for (let i = start; i < row; i++) {
      const from = src + (i << 3) * typesize + plane;
      let x: u64 = 0;
      for (let item: usize = 0; item < 8; item++) x |= <u64>load<u8>(from + item * typesize) << <u64>(8 * item);
      const rows = transposeBits(x);
      for (let bit: usize = 0; bit < 8; bit++) store<u8>(dst + (8 * plane + bit) * row + i, <u8>(rows >> <u64>(8 * bit)));
    }
  }
}

function unshuffleFrom(src: usize, dst: usize, row: usize, typesize: usize, start: usize): void {
  for (let plane: usize = 0; plane < typesize; plane++) {
    for (let i = start; i < row; i++) {
      let x: u64 = 0;
      for (let bit: usize = 0; bit < 8; bit++) x |= <u64>load<u8>(src + (8 * plane + bit) * row + i) << <u64>(8 * bit);
      const to = dst + (i << 3) * typesize + plane;
      const items = transposeBits(x);
      for (let item: usize = 0; item < 8; item++) store<u8>(to + item * typesize, <u8>(items >> <u64>(8 * item)));
    }
  }
}
