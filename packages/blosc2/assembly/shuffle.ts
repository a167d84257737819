/**
 * The shuffle filter (id 1): byte j of every item goes to plane j. The bytes behind the last whole item stay as they are.
 * `unshuffle` undoes it. Source and destination do not overlap.
 */
import { shuffleFrom, unshuffleFrom } from "./shuffle-bytes";
import { shuffle3, shuffle4, unshuffle3, unshuffle4 } from "./shuffle-four";
import { transposeSquare } from "./transpose";
import { zipHigh16, zipHigh32, zipHigh8, zipLow16, zipLow32, zipLow8 } from "./zip";

/** Four squares of 16 x 16 bytes, beside each other or the first by itself. */
const squares: usize = memory.data(1024, 16);

export function unshuffle(src: usize, dst: usize, length: usize, typesize: usize): void {
  const count = length / typesize;
  if (typesize == 1) memory.copy(dst, src, length);
  else if (typesize == 4) unshuffle4(src, dst, count);
  else if (typesize == 8) unshuffle8(src, dst, count);
  else if (typesize == 2) unshuffle2(src, dst, count);
  else if (typesize == 3) unshuffle3(src, dst, count);
  else if (typesize >= 16) unshuffle16(src, dst, count, typesize);
  else unshuffleFew(src, dst, count, typesize);
  memory.copy(dst + count * typesize, src + count * typesize, length - count * typesize);
}

export function shuffle(src: usize, dst: usize, length: usize, typesize: usize): void {
  const count = length / typesize;
  if (typesize == 1) memory.copy(dst, src, length);
  else if (typesize == 4) shuffle4(src, dst, count);
  else if (typesize == 8) shuffle8(src, dst, count);
  else if (typesize == 2) shuffle2(src, dst, count);
  else if (typesize == 3) shuffle3(src, dst, count);
  else if (typesize >= 16) shuffle16(src, dst, count, typesize);
  else shuffleFew(src, dst, count, typesize);
  memory.copy(dst + count * typesize, src + count * typesize, length - count * typesize);
}

function unshuffle2(src: usize, dst: usize, count: usize): void {
  const whole = count & ~15;
  let to = dst;
  for (let i: usize = 0; i < whole; i += 16) {
    const a = v128.load(src + i);
    const b = v128.load(src + count + i);
    v128.store(to, zipLow8(a, b));
    v128.store(to, zipHigh8(a, b), 16);
    to += 32;
  }
  unshuffleFrom(src, dst, count, 2, whole);
}

function shuffle2(src: usize, dst: usize, count: usize): void {
  const whole = count & ~15;
  let from = src;
  for (let i: usize = 0; i < whole; i += 16) {
    const a = v128.load(from);
    const b = v128.load(from, 16);
    v128.store(dst + i, v128.shuffle<u8>(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30));
    v128.store(dst + count + i, v128.shuffle<u8>(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31));
    from += 32;
  }
  shuffleFrom(src, dst, count, 2, whole);
}

function unshuffle8(src: usize, dst: usize, count: usize): void {
  const whole = count & ~15;
  let to = dst;
  for (let i: usize = 0; i < whole; i += 16) {
    interleave8(src + i, count, to);
    to += 128;
  }
  unshuffleFrom(src, dst, count, 8, whole);
}

/** 16 bytes of each of eight planes, `stride` apart, become 16 items of 8 bytes. */
// @ts-ignore: decorator
@inline export function interleave8(from: usize, stride: usize, to: usize): void {
  const a0 = v128.load(from);
  const a1 = v128.load(from + stride);
  const a2 = v128.load(from + 2 * stride);
  const a3 = v128.load(from + 3 * stride);
  const a4 = v128.load(from + 4 * stride);
  const a5 = v128.load(from + 5 * stride);
  const a6 = v128.load(from + 6 * stride);
  const a7 = v128.load(from + 7 * stride);
  const b0 = zipLow8(a0, a1);
  const b1 = zipHigh8(a0, a1);
  const b2 = zipLow8(a2, a3);
  const b3 = zipHigh8(a2, a3);
  const b4 = zipLow8(a4, a5);
  const b5 = zipHigh8(a4, a5);
  const b6 = zipLow8(a6, a7);
  const b7 = zipHigh8(a6, a7);
  const c0 = zipLow16(b0, b2);
  const c1 = zipHigh16(b0, b2);
  const c2 = zipLow16(b1, b3);
  const c3 = zipHigh16(b1, b3);
  const c4 = zipLow16(b4, b6);
  const c5 = zipHigh16(b4, b6);
  const c6 = zipLow16(b5, b7);
  const c7 = zipHigh16(b5, b7);
  v128.store(to, zipLow32(c0, c4));
  v128.store(to, zipHigh32(c0, c4), 16);
  v128.store(to, zipLow32(c1, c5), 32);
  v128.store(to, zipHigh32(c1, c5), 48);
  v128.store(to, zipLow32(c2, c6), 64);
  v128.store(to, zipHigh32(c2, c6), 80);
  v128.store(to, zipLow32(c3, c7), 96);
  v128.store(to, zipHigh32(c3, c7), 112);
}

/** The lower, or upper, four planes of four items of 8 bytes. */
// @ts-ignore: decorator
@inline function lowerPlanes(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 0, 8, 16, 24, 1, 9, 17, 25, 2, 10, 18, 26, 3, 11, 19, 27);
}
// @ts-ignore: decorator
@inline function upperPlanes(a: v128, b: v128): v128 {
  return v128.shuffle<u8>(a, b, 4, 12, 20, 28, 5, 13, 21, 29, 6, 14, 22, 30, 7, 15, 23, 31);
}

/** Stores four planes of 16 bytes, given in quarters by four vectors. */
// @ts-ignore: decorator
@inline function storePlanes(to: usize, stride: usize, a: v128, b: v128, c: v128, d: v128): void {
  const ab = zipLow32(a, b);
  const cd = zipLow32(c, d);
  const abUpper = zipHigh32(a, b);
  const cdUpper = zipHigh32(c, d);
  v128.store(to, v128.shuffle<u64>(ab, cd, 0, 2));
  v128.store(to + stride, v128.shuffle<u64>(ab, cd, 1, 3));
  v128.store(to + 2 * stride, v128.shuffle<u64>(abUpper, cdUpper, 0, 2));
  v128.store(to + 3 * stride, v128.shuffle<u64>(abUpper, cdUpper, 1, 3));
}

/** 16 items of 8 bytes are parted to eight planes of 16 bytes, `stride` apart. */
// @ts-ignore: decorator
@inline export function part8(from: usize, to: usize, stride: usize): void {
  const a0 = v128.load(from);
  const a1 = v128.load(from, 16);
  const a2 = v128.load(from, 32);
  const a3 = v128.load(from, 48);
  const a4 = v128.load(from, 64);
  const a5 = v128.load(from, 80);
  const a6 = v128.load(from, 96);
  const a7 = v128.load(from, 112);
  storePlanes(to, stride, lowerPlanes(a0, a1), lowerPlanes(a2, a3), lowerPlanes(a4, a5), lowerPlanes(a6, a7));
  to += 4 * stride;
  storePlanes(to, stride, upperPlanes(a0, a1), upperPlanes(a2, a3), upperPlanes(a4, a5), upperPlanes(a6, a7));
}

function shuffle8(src: usize, dst: usize, count: usize): void {
  const whole = count & ~15;
  let from = src;
  for (let i: usize = 0; i < whole; i += 16) {
    part8(from, dst + i, count);
    from += 128;
  }
  shuffleFrom(src, dst, count, 8, whole);
}

/** Items of 16 bytes and more, in squares of 16 items and 16 planes; the last square may overlap the one before. */
function unshuffle16(src: usize, dst: usize, count: usize, typesize: usize): void {
  const whole = count & ~15;
  for (let i: usize = 0; i < whole; i += 16) {
    for (let square: usize = 0; square < typesize; square += 16) {
      const plane = min<usize>(square, typesize - 16);
      transposeSquare(src + plane * count + i, count, dst + i * typesize + plane, typesize);
    }
  }
  unshuffleFrom(src, dst, count, typesize, whole);
}

function shuffle16(src: usize, dst: usize, count: usize, typesize: usize): void {
  const whole = count & ~15;
  let i: usize = 0;
  // Planes that are multiples of 512 bytes apart share few places of the first cache: 64 bytes of each, a line, at once.
  const atOnce: usize = count & 511 ? 0 : count;
  for (; i < atOnce; i += 64) {
    for (let start: usize = 0; start < typesize; start += 16) {
      const plane = min<usize>(start, typesize - 16);
      for (let part: usize = 0; part < 64; part += 16) {
        transposeSquare(src + (i + part) * typesize + plane, typesize, squares + part, 64);
      }
      for (let row: usize = 0; row < 16; row++) {
        const from = squares + (row << 6);
        const to = dst + (plane + row) * count + i;
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        v128.store(to, v128.load(from, 32), 32);
        v128.store(to, v128.load(from, 48), 48);
      }
    }
  }
  for (; i < whole; i += 16) {
    for (let start: usize = 0; start < typesize; start += 16) {
      const plane = min<usize>(start, typesize - 16);
      transposeSquare(src + i * typesize + plane, typesize, dst + plane * count + i, count);
    }
  }
  shuffleFrom(src, dst, count, typesize, whole);
}

/** Items of up to 15 bytes as if they had 16: what is too much of one is written over by the next. */
function unshuffleFew(src: usize, dst: usize, count: usize, typesize: usize): void {
  let i: usize = 0;
  // The last item of a square must have as much behind it.
  for (; (i + 15) * typesize + 16 <= count * typesize; i += 16) {
    for (let plane: usize = 0; plane < typesize; plane++) {
      v128.store(squares + (plane << 4), v128.load(src + plane * count + i));
    }
    transposeSquare(squares, 16, dst + i * typesize, typesize);
  }
  unshuffleFrom(src, dst, count, typesize, i);
}

function shuffleFew(src: usize, dst: usize, count: usize, typesize: usize): void {
  const whole = count & ~15;
  for (let i: usize = 0; i < whole; i += 16) {
    transposeSquare(src + i * typesize, typesize, squares, 16);
    for (let plane: usize = 0; plane < typesize; plane++) {
      v128.store(dst + plane * count + i, v128.load(squares + (plane << 4)));
    }
  }
  shuffleFrom(src, dst, count, typesize, whole);
}
