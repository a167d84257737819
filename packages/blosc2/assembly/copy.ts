/** Copies that LZ decoders need, in whole vectors: up to 31 bytes behind the end are overwritten (see limits.ts). */

/** Row `d` repeats the first `d` lanes of a vector over all 16. */
const repeatLanes: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1,
  0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0,
  0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0,
  0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 6, 0, 1,
  0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0, 1, 2, 3, 4,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1, 2, 3,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 1, 2,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 1,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0,
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
], 16);

/** The largest multiple of `d` that a vector holds. */
const repeatStep: usize = memory.data<u8>([0, 16, 16, 15, 16, 15, 12, 14, 16, 9, 10, 11, 12, 13, 14, 15], 16);

/** Copies forward until `end` is reached; at least one vector. */
// @ts-ignore: decorator
@inline export function copyVectors(to: usize, from: usize, end: usize): void {
  do {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  } while (to < end);
}

/**
 * Copies `length` bytes that do not overlap `to`, or lie at least 32 before it. Most copies are short: two vectors go
 * without a look at the length, because a branch that is hard to foretell costs more than they do.
 */
// @ts-ignore: decorator
@inline export function copyLong(to: usize, from: usize, length: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  if (length > 32) {
    const end = to + length;
    to += 32;
    from += 32;
    do {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      to += 32;
      from += 32;
    } while (to < end);
  }
}

/**
 * The same for literals, or matches at least 64 back, with four vectors that go without a look: lengths of literals that are
 * not short lie around 32.
 */
// @ts-ignore: decorator
@inline export function copy64(to: usize, from: usize, length: usize): void {
  v128.store(to, v128.load(from));
  v128.store(to, v128.load(from, 16), 16);
  v128.store(to, v128.load(from, 32), 32);
  v128.store(to, v128.load(from, 48), 48);
  if (length > 64) copyLong(to + 64, from + 64, length - 64);
}

/** Repeats the `offset` (1 to 15) bytes before `to` over the next 18 to 32. */
// @ts-ignore: decorator
@inline export function repeatShort(to: usize, offset: usize): void {
  const pattern = i8x16.swizzle(v128.load(to - offset), v128.load(repeatLanes + (offset << 4)));
  v128.store(to, pattern);
  v128.store(to + <usize>load<u8>(repeatStep + offset), pattern);
}

/**
 * Repeats the bytes that lie `offset` (>= 1) before `to` over the next 18, without a branch: what is written first is
 * waited for, but nothing is guessed.
 */
// @ts-ignore: decorator
@inline export function repeatAny(to: usize, offset: usize): void {
  v128.store(to, i8x16.swizzle(v128.load(to - offset), v128.load(repeatLanes + (min<usize>(offset, 16) << 4))));
  // Two bytes that are there by now: what comes again after one byte comes again after two.
  store<u16>(to, load<u16>(to - max<usize>(offset, 2), 16), 16);
}

/** Repeats the bytes that lie `offset` (>= 1) before `to`, as LZ77 means it: the source may overlap what is written. */
// @ts-ignore: decorator
@inline export function copyMatch(to: usize, offset: usize, length: usize): void {
  if (offset >= 32) {
    copyLong(to, to - offset, length);
    return;
  }
  const end = to + length;
  if (offset >= 16) {
    // A load that spans the last store waits for it: one vector at a time, and none too many.
    copyVectors(to, to - offset, end);
    return;
  }
  const pattern = i8x16.swizzle(v128.load(to - offset), v128.load(repeatLanes + (offset << 4)));
  const step = <usize>load<u8>(repeatStep + offset);
  do {
    v128.store(to, pattern);
    to += step;
  } while (to < end);
}
