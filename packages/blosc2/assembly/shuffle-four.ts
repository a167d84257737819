/** The shuffle filter for items of three and of four bytes. */
import { shuffleFrom, unshuffleFrom } from "./shuffle-bytes";
import { zipHigh16, zipHigh32, zipHigh8, zipLow16, zipLow32, zipLow8 } from "./zip";

export function unshuffle4(src: usize, dst: usize, count: usize): void {
  unshuffleItems(src, dst, count, false);
}

export function unshuffle3(src: usize, dst: usize, count: usize): void {
  unshuffleItems(src, dst, count, true);
}

/** Four items of three bytes, each of which lies in four. */
// @ts-ignore: decorator
@inline function close3(items: v128): v128 {
  return v128.shuffle<u8>(items, items, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 12, 13, 14, 15);
}

/** Items of four bytes, or of three: they are taken as four, of which the next items write over the last. */
// @ts-ignore: decorator
@inline function unshuffleItems(src: usize, dst: usize, count: usize, three: bool): void {
  const typesize: usize = three ? 3 : 4;
  let to = dst;
  let i: usize = 0;
  for (; i + (three ? 18 : 16) <= count; i += 16) {
    const from = src + i;
    const a0 = v128.load(from);
    const a1 = v128.load(from + count);
    const a2 = v128.load(from + 2 * count);
    const a3 = three ? a2 : v128.load(from + 3 * count);
    const b0 = zipLow8(a0, a1);
    const b1 = zipHigh8(a0, a1);
    const b2 = zipLow8(a2, a3);
    const b3 = zipHigh8(a2, a3);
    const c0 = zipLow16(b0, b2);
    const c1 = zipHigh16(b0, b2);
    const c2 = zipLow16(b1, b3);
    const c3 = zipHigh16(b1, b3);
    v128.store(to, three ? close3(c0) : c0);
    v128.store(to + 4 * typesize, three ? close3(c1) : c1);
    v128.store(to + 8 * typesize, three ? close3(c2) : c2);
    v128.store(to + 12 * typesize, three ? close3(c3) : c3);
    to += 16 * typesize;
  }
  unshuffleFrom(src, dst, count, typesize, i);
}

/** Sorts the bytes of four items by plane. */
// @ts-ignore: decorator
@inline function gather(from: usize, three: bool): v128 {
  const items = v128.load(from);
  return three
    ? v128.shuffle<u8>(items, items, 0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11, 12, 13, 14, 15)
    : v128.shuffle<u8>(items, items, 0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
}

export function shuffle4(src: usize, dst: usize, count: usize): void {
  shuffleItems(src, dst, count, false);
}

export function shuffle3(src: usize, dst: usize, count: usize): void {
  shuffleItems(src, dst, count, true);
}

// @ts-ignore: decorator
@inline function shuffleItems(src: usize, dst: usize, count: usize, three: bool): void {
  const typesize: usize = three ? 3 : 4;
  const whole = count & ~15;
  let from = src;
  for (let i: usize = 0; i < whole; i += 16) {
    const to = dst + i;
    const a0 = gather(from, three);
    const a1 = gather(from + 4 * typesize, three);
    const a2 = gather(from + 8 * typesize, three);
    const a3 = gather(from + 12 * typesize, three);
    const b0 = zipLow32(a0, a1);
    const b1 = zipHigh32(a0, a1);
    const b2 = zipLow32(a2, a3);
    const b3 = zipHigh32(a2, a3);
    v128.store(to, v128.shuffle<u64>(b0, b2, 0, 2));
    v128.store(to + count, v128.shuffle<u64>(b0, b2, 1, 3));
    v128.store(to + 2 * count, v128.shuffle<u64>(b1, b3, 0, 2));
    if (!three) v128.store(to + 3 * count, v128.shuffle<u64>(b1, b3, 1, 3));
    from += 16 * typesize;
  }
  shuffleFrom(src, dst, count, typesize, whole);
}
