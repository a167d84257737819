/**
 * Shuffle and bytedelta undone at once. The planes hold differences; put together to items they are differences of items,
 * byte by byte, whose running sums need fewer steps the larger an item is, and one way from vector to vector for all planes.
 */
import { zipHigh16, zipHigh32, zipHigh8, zipLow16, zipLow32, zipLow8 } from "./zip";
import { transposeSquare } from "./transpose";

/** Whether `unshuffleDeltas` takes items of this size. */
export function joinsDeltas(typesize: usize): bool {
  return typesize == 2 || typesize == 4 || typesize == 8 || typesize >= 16;
}

/** @param src planes of `length / typesize` bytes, and behind them what is left: see `unshuffle` and `undoBytedelta` */
export function unshuffleDeltas(src: usize, dst: usize, length: usize, typesize: usize): void {
  const count = length / typesize;
  if (typesize == 4) items4(src, dst, count);
  else if (typesize == 8) items8(src, dst, count);
  else if (typesize == 2) items2(src, dst, count);
  else items16(src, dst, count, typesize);
  itemsFrom(src, dst, count, typesize, count & ~15);
  memory.copy(dst + count * typesize, src + count * typesize, length - count * typesize);
}

/** Items from `start` on, byte by byte. */
function itemsFrom(src: usize, dst: usize, count: usize, typesize: usize, start: usize): void {
  for (let plane: usize = 0; plane < typesize; plane++) {
    let from = src + plane * count + start;
    const end = src + (plane + 1) * count;
    let to = dst + start * typesize + plane;
    let value: u8 = start ? load<u8>(to - typesize) : 0;
    for (; from < end; from++) {
      value += load<u8>(from);
      store<u8>(to, value);
      to += typesize;
    }
  }
}

/** Moves the bytes of a vector up by one, two, four and eight places of two bytes each; lanes from 128 on give zero. */
// @ts-ignore: decorator
@inline function up2(x: v128): v128 {
  return i8x16.add(x, i8x16.swizzle(x, i8x16(-1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)));
}
// @ts-ignore: decorator
@inline function up4(x: v128): v128 {
  return i8x16.add(x, i8x16.swizzle(x, i8x16(-1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)));
}
// @ts-ignore: decorator
@inline function up8(x: v128): v128 {
  return i8x16.add(x, i8x16.swizzle(x, i8x16(-1, -1, -1, -1, -1, -1, -1, -1, 0, 1, 2, 3, 4, 5, 6, 7)));
}

function items2(src: usize, dst: usize, count: usize): void {
  const whole = count & ~15;
  let to = dst;
  // The last item so far, in all places: beside the sums of a vector, so that one addition is the way to the next.
  let last = i64x2.splat(0);
  for (let i: usize = 0; i < whole; i += 16) {
    const a = v128.load(src + i);
    const b = v128.load(src + count + i);
    const low = up8(up4(up2(zipLow8(a, b))));
    const high = up8(up4(up2(zipHigh8(a, b))));
    v128.store(to, i8x16.add(low, last));
    last = i8x16.add(last, v128.shuffle<u16>(low, low, 7, 7, 7, 7, 7, 7, 7, 7));
    v128.store(to, i8x16.add(high, last), 16);
    last = i8x16.add(last, v128.shuffle<u16>(high, high, 7, 7, 7, 7, 7, 7, 7, 7));
    to += 32;
  }
}

function items4(src: usize, dst: usize, count: usize): void {
  const whole = count & ~15;
  let to = dst;
  let last = i64x2.splat(0);
  for (let i: usize = 0; i < whole; i += 16) {
    const from = src + i;
    const a0 = v128.load(from);
    const a1 = v128.load(from + count);
    const a2 = v128.load(from + 2 * count);
    const a3 = v128.load(from + 3 * count);
    const b0 = zipLow8(a0, a1);
    const b1 = zipHigh8(a0, a1);
    const b2 = zipLow8(a2, a3);
    const b3 = zipHigh8(a2, a3);
    const c0 = up8(up4(zipLow16(b0, b2)));
    const c1 = up8(up4(zipHigh16(b0, b2)));
    const c2 = up8(up4(zipLow16(b1, b3)));
    const c3 = up8(up4(zipHigh16(b1, b3)));
    v128.store(to, i8x16.add(c0, last));
    last = i8x16.add(last, v128.shuffle<u32>(c0, c0, 3, 3, 3, 3));
    v128.store(to, i8x16.add(c1, last), 16);
    last = i8x16.add(last, v128.shuffle<u32>(c1, c1, 3, 3, 3, 3));
    v128.store(to, i8x16.add(c2, last), 32);
    last = i8x16.add(last, v128.shuffle<u32>(c2, c2, 3, 3, 3, 3));
    v128.store(to, i8x16.add(c3, last), 48);
    last = i8x16.add(last, v128.shuffle<u32>(c3, c3, 3, 3, 3, 3));
    to += 64;
  }
}

function items8(src: usize, dst: usize, count: usize): void {
  const whole = count & ~15;
  let to = dst;
  let last = i64x2.splat(0);
  for (let i: usize = 0; i < whole; i += 16) {
    const from = src + i;
    const a0 = v128.load(from);
    const a1 = v128.load(from + count);
    const a2 = v128.load(from + 2 * count);
    const a3 = v128.load(from + 3 * count);
    const a4 = v128.load(from + 4 * count);
    const a5 = v128.load(from + 5 * count);
    const a6 = v128.load(from + 6 * count);
    const a7 = v128.load(from + 7 * count);
    const b0 = zipLow8(a0, a1);
    const b2 = zipLow8(a2, a3);
    const b4 = zipLow8(a4, a5);
    const b6 = zipLow8(a6, a7);
    last = four8(to, last, zipLow16(b0, b2), zipHigh16(b0, b2), zipLow16(b4, b6), zipHigh16(b4, b6));
    const b1 = zipHigh8(a0, a1);
    const b3 = zipHigh8(a2, a3);
    const b5 = zipHigh8(a4, a5);
    const b7 = zipHigh8(a6, a7);
    last = four8(to + 64, last, zipLow16(b1, b3), zipHigh16(b1, b3), zipLow16(b5, b7), zipHigh16(b5, b7));
    to += 128;
  }
}

/** Stores eight items, whose lower and upper halves are given four to a vector. @returns the last one, twice */
// @ts-ignore: decorator
@inline function four8(to: usize, last: v128, lower0: v128, lower1: v128, upper0: v128, upper1: v128): v128 {
  const c0 = up8(zipLow32(lower0, upper0));
  const c1 = up8(zipHigh32(lower0, upper0));
  const c2 = up8(zipLow32(lower1, upper1));
  const c3 = up8(zipHigh32(lower1, upper1));
  v128.store(to, i8x16.add(c0, last));
  last = i8x16.add(last, v128.shuffle<u64>(c0, c0, 1, 1));
  v128.store(to, i8x16.add(c1, last), 16);
  last = i8x16.add(last, v128.shuffle<u64>(c1, c1, 1, 1));
  v128.store(to, i8x16.add(c2, last), 32);
  last = i8x16.add(last, v128.shuffle<u64>(c2, c2, 1, 1));
  v128.store(to, i8x16.add(c3, last), 48);
  return i8x16.add(last, v128.shuffle<u64>(c3, c3, 1, 1));
}

/** Squares of 16 items and 16 planes as in `unshuffle`; what two of them write is the same. */
function items16(src: usize, dst: usize, count: usize, typesize: usize): void {
  const whole = count & ~15;
  for (let i: usize = 0; i < whole; i += 16) {
    for (let square: usize = 0; square < typesize; square += 16) {
      const plane = min<usize>(square, typesize - 16);
      let row = dst + i * typesize + plane;
      transposeSquare(src + plane * count + i, count, row, typesize);
      let sum = i ? v128.load(row - typesize) : i64x2.splat(0);
      for (let end = row + 16 * typesize; row < end; row += typesize) {
        sum = i8x16.add(sum, v128.load(row));
        v128.store(row, sum);
      }
    }
  }
}
