/**
 * How many bytes from `at` up to `end` are the same as those from `earlier` on. Sixteen at once: most matches are shorter,
 * and where they end cannot be foretold. Vectors may reach behind the end.
 */
// @ts-ignore: decorator
@inline export function sameBytes(at: usize, earlier: usize, end: usize): usize {
  let same: usize = 0;
  const limit = end - at;
  do {
    const differ = i8x16.bitmask(i8x16.eq(v128.load(at + same), v128.load(earlier + same))) ^ 0xffff;
    if (differ) {
      same += <usize>ctz(differ);
      break;
    }
    same += 16;
  } while (same < limit);
  return min<usize>(same, limit);
}
