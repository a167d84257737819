/**
 * The bitshuffle filter (id 2): bit b of byte j of every item goes to row 8j + b. Only a multiple of eight items
 * takes part; the rest stays as it is. Done as a byte shuffle and a transposition of 8 x 8 bits in each plane.
 */
import { interleave8, part8, shuffle, unshuffle } from "./shuffle";

/** Swaps rows and columns of 8 x 8 bits (Warren, Hacker's Delight, section 7-3). */
function transposeBits(x: u64): u64 {
  let t = (x ^ (x >> 7)) & 0x00aa00aa00aa00aa;
  x ^= t ^ (t << 7);
  t = (x ^ (x >> 14)) & 0x0000cccc0000cccc;
  x ^= t ^ (t << 14);
  t = (x ^ (x >> 28)) & 0x00000000f0f0f0f0;
  return x ^ t ^ (t << 28);
}

/**
 * The bits in which two rows are to be swapped: those of `a` that `mask` has `shift` further up, with those of `b` that it has.
 * Shifts go over bytes: the mask takes what came from the neighbour away.
 */
// @ts-ignore: decorator
@inline function swapped(a: v128, b: v128, shift: i32, mask: u8): v128 {
  return v128.and(v128.xor(i16x8.shr_u(a, shift), b), i8x16.splat(mask));
}

/** Bit k of byte i in row b becomes bit b of byte i in row k, for 8 rows of 16 bytes. Squares of bits are turned by halves. */
// @ts-ignore: decorator
@inline function turnBits(from: usize, fromRow: usize, to: usize, toRow: usize): void {
  let r0 = v128.load(from);
  let r1 = v128.load(from + fromRow);
  let r2 = v128.load(from + 2 * fromRow);
  let r3 = v128.load(from + 3 * fromRow);
  let r4 = v128.load(from + 4 * fromRow);
  let r5 = v128.load(from + 5 * fromRow);
  let r6 = v128.load(from + 6 * fromRow);
  let r7 = v128.load(from + 7 * fromRow);
  const t40 = swapped(r0, r4, 4, 0x0f);
  r0 = v128.xor(r0, i16x8.shl(t40, 4));
  r4 = v128.xor(r4, t40);
  const t41 = swapped(r1, r5, 4, 0x0f);
  r1 = v128.xor(r1, i16x8.shl(t41, 4));
  r5 = v128.xor(r5, t41);
  const t42 = swapped(r2, r6, 4, 0x0f);
  r2 = v128.xor(r2, i16x8.shl(t42, 4));
  r6 = v128.xor(r6, t42);
  const t43 = swapped(r3, r7, 4, 0x0f);
  r3 = v128.xor(r3, i16x8.shl(t43, 4));
  r7 = v128.xor(r7, t43);
  const t20 = swapped(r0, r2, 2, 0x33);
  r0 = v128.xor(r0, i16x8.shl(t20, 2));
  r2 = v128.xor(r2, t20);
  const t21 = swapped(r1, r3, 2, 0x33);
  r1 = v128.xor(r1, i16x8.shl(t21, 2));
  r3 = v128.xor(r3, t21);
  const t24 = swapped(r4, r6, 2, 0x33);
  r4 = v128.xor(r4, i16x8.shl(t24, 2));
  r6 = v128.xor(r6, t24);
  const t25 = swapped(r5, r7, 2, 0x33);
  r5 = v128.xor(r5, i16x8.shl(t25, 2));
  r7 = v128.xor(r7, t25);
  const t10 = swapped(r0, r1, 1, 0x55);
  r0 = v128.xor(r0, i16x8.shl(t10, 1));
  r1 = v128.xor(r1, t10);
  const t12 = swapped(r2, r3, 1, 0x55);
  r2 = v128.xor(r2, i16x8.shl(t12, 1));
  r3 = v128.xor(r3, t12);
  const t14 = swapped(r4, r5, 1, 0x55);
  r4 = v128.xor(r4, i16x8.shl(t14, 1));
  r5 = v128.xor(r5, t14);
  const t16 = swapped(r6, r7, 1, 0x55);
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

/** 8 rows of 16 bytes between the steps. */
const tile: usize = memory.data(128, 16);
const TILE_ROW: usize = 16;

/** @param scratch `length` bytes */
export function bitshuffle(src: usize, dst: usize, length: usize, typesize: usize, scratch: usize): void {
  const count = (length / typesize) & ~7;
  const row = count >> 3;
  shuffle(src, scratch, count * typesize, typesize);
  for (let plane: usize = 0; plane < typesize; plane++) {
    const from = scratch + plane * count;
    const to = dst + plane * count;
    // Groups of eight bytes are parted to eight rows of bytes, whose bits are then turned.
    const whole = row & ~15;
    for (let i: usize = 0; i < whole; i += 16) {
      part8(from + (i << 3), tile, TILE_ROW);
      turnBits(tile, TILE_ROW, to + i, row);
    }
    for (let i = whole; i < row; i++) {
      const rows = transposeBits(load<u64>(from + (i << 3)));
      for (let bit: usize = 0; bit < 8; bit++) store<u8>(to + bit * row + i, <u8>(rows >> <u64>(8 * bit)));
    }
  }
  memory.copy(dst + count * typesize, src + count * typesize, length - count * typesize);
}

/** @param scratch `length` bytes */
export function bitunshuffle(src: usize, dst: usize, length: usize, typesize: usize, scratch: usize): void {
  const count = (length / typesize) & ~7;
  const row = count >> 3;
  for (let plane: usize = 0; plane < typesize; plane++) {
    const from = src + plane * count;
    const to = scratch + plane * count;
    const whole = row & ~15;
    for (let i: usize = 0; i < whole; i += 16) {
      turnBits(from + i, row, tile, TILE_ROW);
      interleave8(tile, TILE_ROW, to + (i << 3));
    }
    for (let i = whole; i < row; i++) {
      let x: u64 = 0;
      for (let bit: usize = 0; bit < 8; bit++) x |= <u64>load<u8>(from + bit * row + i) << <u64>(8 * bit);
      store<u64>(to + (i << 3), transposeBits(x));
    }
  }
  unshuffle(scratch, dst, count * typesize, typesize);
  memory.copy(dst + count * typesize, src + count * typesize, length - count * typesize);
}
