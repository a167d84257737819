/** The checksum of zlib streams (RFC 1950, section 8). */

/** Rows of 16 bytes whose 16-bit sums cannot overflow, nor the 32-bit ones: 4096 bytes are less than 5552. */
const RUN: usize = 256 * 16;
const MODULUS: u32 = 65521;

/**
 * Two sums modulo 65521: `a` of the bytes, `b` of all values that `a` takes on its way. In a row of 16 bytes the first
 * counts 16 times in `b`, the last once: for each pair, 15 times the pair, 13 times, ..., and once more its first byte.
 */
export function adler32(src: usize, length: usize): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  let at = src;
  const end = src + length;
  const pairWeights = i16x8(15, 13, 11, 9, 7, 5, 3, 1);
  const firstOfPair = i16x8.splat(0xff);
  while (at < end) {
    const run = min<usize>(end - at, RUN);
    const vectorEnd = at + (run & ~15);
    const runEnd = at + run;
    b += a * <u32>(run & ~15);
    let sums = i32x4.splat(0);
    let earlier = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    let firsts = i16x8.splat(0);
    for (; at < vectorEnd; at += 16) {
      const bytes = v128.load(at);
      const pairs = i16x8.extadd_pairwise_i8x16_u(bytes);
      earlier = i32x4.add(earlier, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(pairs));
      weighted = i32x4.add(weighted, i32x4.dot_i16x8_s(pairs, pairWeights));
      firsts = i16x8.add(firsts, v128.and(bytes, firstOfPair));
    }
    b += laneSum(weighted) + laneSum(i32x4.extadd_pairwise_i16x8_u(firsts)) + (laneSum(earlier) << 4);
    a += laneSum(sums);
    for (; at < runEnd; at++) {
      a += <u32>load<u8>(at);
      b += a;
    }
    a %= MODULUS;
    b %= MODULUS;
  }
  return (b << 16) | a;
}

function laneSum(lanes: v128): u32 {
  return i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) + i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3);
}
