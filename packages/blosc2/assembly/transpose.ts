/** Transposition of bytes in vectors: what both directions of shuffle and bitshuffle are made of. */

/** Interleaves the low and the high halves of two vectors. */
// @ts-ignore: decorator
@inline function low(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}
// @ts-ignore: decorator
@inline function high(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** 16 rows of 16 bytes, `from` bytes apart, become 16 rows `to` bytes apart. Four perfect shuffles are a transposition. */
// @ts-ignore: decorator
@inline export function transpose16x16(src: usize, from: usize, dst: usize, to: usize): void {
  const a0 = v128.load(src);
  const a1 = v128.load(src + 1 * from);
  const a2 = v128.load(src + 2 * from);
  const a3 = v128.load(src + 3 * from);
  const a4 = v128.load(src + 4 * from);
  const a5 = v128.load(src + 5 * from);
  const a6 = v128.load(src + 6 * from);
  const a7 = v128.load(src + 7 * from);
  const a8 = v128.load(src + 8 * from);
  const a9 = v128.load(src + 9 * from);
  const a10 = v128.load(src + 10 * from);
  const a11 = v128.load(src + 11 * from);
  const a12 = v128.load(src + 12 * from);
  const a13 = v128.load(src + 13 * from);
  const a14 = v128.load(src + 14 * from);
  const a15 = v128.load(src + 15 * from);
  const b0 = low(a0, a8);
  const b1 = high(a0, a8);
  const b2 = low(a1, a9);
  const b3 = high(a1, a9);
  const b4 = low(a2, a10);
  const b5 = high(a2, a10);
  const b6 = low(a3, a11);
  const b7 = high(a3, a11);
  const b8 = low(a4, a12);
  const b9 = high(a4, a12);
  const b10 = low(a5, a13);
  const b11 = high(a5, a13);
  const b12 = low(a6, a14);
  const b13 = high(a6, a14);
  const b14 = low(a7, a15);
  const b15 = high(a7, a15);
  const c0 = low(b0, b8);
  const c1 = high(b0, b8);
  const c2 = low(b1, b9);
  const c3 = high(b1, b9);
  const c4 = low(b2, b10);
  const c5 = high(b2, b10);
  const c6 = low(b3, b11);
  const c7 = high(b3, b11);
  const c8 = low(b4, b12);
  const c9 = high(b4, b12);
  const c10 = low(b5, b13);
  const c11 = high(b5, b13);
  const c12 = low(b6, b14);
  const c13 = high(b6, b14);
  const c14 = low(b7, b15);
  const c15 = high(b7, b15);
  const d0 = low(c0, c8);
  const d1 = high(c0, c8);
  const d2 = low(c1, c9);
  const d3 = high(c1, c9);
  const d4 = low(c2, c10);
  const d5 = high(c2, c10);
  const d6 = low(c3, c11);
  const d7 = high(c3, c11);
  const d8 = low(c4, c12);
  const d9 = high(c4, c12);
  const d10 = low(c5, c13);
  const d11 = high(c5, c13);
  const d12 = low(c6, c14);
  const d13 = high(c6, c14);
  const d14 = low(c7, c15);
  const d15 = high(c7, c15);
  v128.store(dst, low(d0, d8));
  v128.store(dst + 1 * to, high(d0, d8));
  v128.store(dst + 2 * to, low(d1, d9));
  v128.store(dst + 3 * to, high(d1, d9));
  v128.store(dst + 4 * to, low(d2, d10));
  v128.store(dst + 5 * to, high(d2, d10));
  v128.store(dst + 6 * to, low(d3, d11));
  v128.store(dst + 7 * to, high(d3, d11));
  v128.store(dst + 8 * to, low(d4, d12));
  v128.store(dst + 9 * to, high(d4, d12));
  v128.store(dst + 10 * to, low(d5, d13));
  v128.store(dst + 11 * to, high(d5, d13));
  v128.store(dst + 12 * to, low(d6, d14));
  v128.store(dst + 13 * to, high(d6, d14));
  v128.store(dst + 14 * to, low(d7, d15));
  v128.store(dst + 15 * to, high(d7, d15));
}

/** The same, there once: for callers that do more with a square than this, so that a call costs nothing. */
export function transposeSquare(src: usize, from: usize, dst: usize, to: usize): void {
  transpose16x16(src, from, dst, to);
}
