/**
 * The bytedelta filter (id 35): in each of `planes` planes every byte is stored as its difference to the one before.
 * It follows a shuffle. The old filter (id 34) starts anew behind the last whole vector of 16 bytes of a plane.
 */

/** Running sums of the 16 lanes. */
// @ts-ignore: decorator
@inline function prefixSums(x: v128): v128 {
  x = i8x16.add(x, i64x2.shl(x, 8));
  x = i8x16.add(x, i64x2.shl(x, 16));
  x = i8x16.add(x, i64x2.shl(x, 32));
  const carry = v128.shuffle<u8>(i64x2.splat(0), x, 0, 0, 0, 0, 0, 0, 0, 0, 23, 23, 23, 23, 23, 23, 23, 23);
  return i8x16.add(x, carry);
}

/** Undoes the filter, in place. */
export function undoBytedelta(data: usize, length: usize, planes: usize, old: bool): void {
  const count = length / planes;
  for (let plane: usize = 0; plane < planes; plane++) {
    let at = data + plane * count;
    const end = at + count;
    const vectorEnd = at + (count & ~15);
    let last = i8x16.splat(0);
    for (; at < vectorEnd; at += 16) {
      const sums = i8x16.add(prefixSums(v128.load(at)), last);
      v128.store(at, sums);
      // Within the vectors: each sum waits for this one, and the way through another register is long.
      last = v128.shuffle<u8>(sums, sums, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15);
    }
    let value = old ? <u8>0 : i8x16.extract_lane_u(last, 0);
    for (; at < end; at++) store<u8>(at, (value += load<u8>(at)));
  }
}

/** Applies filter 35 (or 34), in place, from the end of each plane. */
export function applyBytedelta(data: usize, length: usize, planes: usize, old: bool): void {
  const count = length / planes;
  if (count == 0) return;
  for (let plane: usize = 0; plane < planes; plane++) {
    const begin = data + plane * count;
    let at = begin + count;
    if (old) {
      const restart = begin + (count & ~15);
      while (at > restart + 1) {
        at -= 1;
        store<u8>(at, load<u8>(at) - load<u8>(at - 1));
      }
      at = restart;
    }
    while (at > begin + 16) {
      at -= 16;
      v128.store(at, i8x16.sub(v128.load(at), v128.load(at - 1)));
    }
    while (at > begin + 1) {
      at -= 1;
      store<u8>(at, load<u8>(at) - load<u8>(at - 1));
    }
  }
}
