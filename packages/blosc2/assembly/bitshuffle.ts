/**
 * The bitshuffle filter (id 2): bit b of byte j of every item goes to row 8j + b. Only a multiple of eight items
 * takes part; the rest stays as it is. Done as a byte shuffle and a transposition of 8 x 8 bits in each plane.
 */
import { shuffle, unshuffle } from "./shuffle";

/** Swaps rows and columns of 8 x 8 bits (Warren, Hacker's Delight, section 7-3). */
function transposeBits(x: u64): u64 {
  let t = (x ^ (x >> 7)) & 0x00aa00aa00aa00aa;
  x ^= t ^ (t << 7);
  t = (x ^ (x >> 14)) & 0x0000cccc0000cccc;
  x ^= t ^ (t << 14);
  t = (x ^ (x >> 28)) & 0x00000000f0f0f0f0;
  return x ^ t ^ (t << 28);
}

// @ts-ignore: decorator
@inline function transposeBits2(x: v128): v128 {
  let t = v128.and(v128.xor(x, i64x2.shr_u(x, 7)), i64x2.splat(0x00aa00aa00aa00aa));
  x = v128.xor(v128.xor(x, t), i64x2.shl(t, 7));
  t = v128.and(v128.xor(x, i64x2.shr_u(x, 14)), i64x2.splat(0x0000cccc0000cccc));
  x = v128.xor(v128.xor(x, t), i64x2.shl(t, 14));
  t = v128.and(v128.xor(x, i64x2.shr_u(x, 28)), i64x2.splat(0x00000000f0f0f0f0));
  return v128.xor(v128.xor(x, t), i64x2.shl(t, 28));
}

/** @param scratch `length` bytes */
export function bitshuffle(src: usize, dst: usize, length: usize, typesize: usize, scratch: usize): void {
  const count = (length / typesize) & ~7;
  const row = count >> 3;
  shuffle(src, scratch, count * typesize, typesize);
  for (let plane: usize = 0; plane < typesize; plane++) {
    const from = scratch + plane * count;
    const to = dst + plane * count;
    let i: usize = 0;
    for (; i + 16 <= count; i += 16) {
      let bytes = v128.load(from + i);
      for (let bit: i32 = 7; bit >= 0; bit--) {
        store<u16>(to + (i >> 3) + <usize>bit * row, <u16>i8x16.bitmask(bytes));
        bytes = i8x16.shl(bytes, 1);
      }
    }
    if (i < count) {
      const rows = transposeBits(load<u64>(from + i));
      for (let bit: usize = 0; bit < 8; bit++) store<u8>(to + bit * row + (i >> 3), <u8>(rows >> <u64>(8 * bit)));
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
    let to = scratch + plane * count;
    // Eight rows of `row` bytes interleave to groups of eight bytes, whose bits are then transposed.
    const whole = row & ~15;
    unshuffle8Rows(from, row, whole, to);
    to += whole << 3;
    for (let i = whole; i < row; i++) {
      let x: u64 = 0;
      for (let bit: usize = 0; bit < 8; bit++) x |= <u64>load<u8>(from + bit * row + i) << <u64>(8 * bit);
      store<u64>(to, transposeBits(x));
      to += 8;
    }
  }
  unshuffle(scratch, dst, count * typesize, typesize);
  memory.copy(dst + count * typesize, src + count * typesize, length - count * typesize);
}

function unshuffle8Rows(from: usize, row: usize, whole: usize, to: usize): void {
  for (let i: usize = 0; i < whole; i += 16) {
    const a0 = v128.load(from + i);
    const a1 = v128.load(from + i + row);
    const a2 = v128.load(from + i + 2 * row);
    const a3 = v128.load(from + i + 3 * row);
    const a4 = v128.load(from + i + 4 * row);
    const a5 = v128.load(from + i + 5 * row);
    const a6 = v128.load(from + i + 6 * row);
    const a7 = v128.load(from + i + 7 * row);
    const b0 = v128.shuffle<u8>(a0, a1, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const b1 = v128.shuffle<u8>(a0, a1, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const b2 = v128.shuffle<u8>(a2, a3, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const b3 = v128.shuffle<u8>(a2, a3, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const b4 = v128.shuffle<u8>(a4, a5, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const b5 = v128.shuffle<u8>(a4, a5, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const b6 = v128.shuffle<u8>(a6, a7, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
    const b7 = v128.shuffle<u8>(a6, a7, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    const c0 = v128.shuffle<u16>(b0, b2, 0, 8, 1, 9, 2, 10, 3, 11);
    const c1 = v128.shuffle<u16>(b0, b2, 4, 12, 5, 13, 6, 14, 7, 15);
    const c2 = v128.shuffle<u16>(b1, b3, 0, 8, 1, 9, 2, 10, 3, 11);
    const c3 = v128.shuffle<u16>(b1, b3, 4, 12, 5, 13, 6, 14, 7, 15);
    const c4 = v128.shuffle<u16>(b4, b6, 0, 8, 1, 9, 2, 10, 3, 11);
    const c5 = v128.shuffle<u16>(b4, b6, 4, 12, 5, 13, 6, 14, 7, 15);
    const c6 = v128.shuffle<u16>(b5, b7, 0, 8, 1, 9, 2, 10, 3, 11);
    const c7 = v128.shuffle<u16>(b5, b7, 4, 12, 5, 13, 6, 14, 7, 15);
    v128.store(to, transposeBits2(v128.shuffle<u32>(c0, c4, 0, 4, 1, 5)));
    v128.store(to, transposeBits2(v128.shuffle<u32>(c0, c4, 2, 6, 3, 7)), 16);
    v128.store(to, transposeBits2(v128.shuffle<u32>(c1, c5, 0, 4, 1, 5)), 32);
    v128.store(to, transposeBits2(v128.shuffle<u32>(c1, c5, 2, 6, 3, 7)), 48);
    v128.store(to, transposeBits2(v128.shuffle<u32>(c2, c6, 0, 4, 1, 5)), 64);
    v128.store(to, transposeBits2(v128.shuffle<u32>(c2, c6, 2, 6, 3, 7)), 80);
    v128.store(to, transposeBits2(v128.shuffle<u32>(c3, c7, 0, 4, 1, 5)), 96);
    v128.store(to, transposeBits2(v128.shuffle<u32>(c3, c7, 2, 6, 3, 7)), 112);
    to += 128;
  }
}
