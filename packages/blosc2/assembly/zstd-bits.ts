/** Bit streams that are read backwards (RFC 8878, section 4.1 and 4.2.2): the last byte's highest set bit ends them. */

/** Index of the highest set bit; `value` is not 0. */
// @ts-ignore: decorator
@inline export function highBit(value: u32): i32 {
  return 31 - <i32>clz(value);
}

/** `count` (<= 56) bits that end at bit `position` + `count` of the bytes at `base`; 0 before the start. */
// @ts-ignore: decorator
@inline export function bitsAt(base: usize, position: i32, count: i32): u32 {
  if (position < 0) return 0;
  return <u32>((load<u64>(base + (<usize>position >> 3)) >> <u64>(position & 7)) & ((<u64>1 << <u64>count) - 1));
}
