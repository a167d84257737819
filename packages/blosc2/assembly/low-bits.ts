/** Masks of the lowest bits, for readers of bit streams. */

/** 2^n - 1 for each n up to 16. Loaded as u16: what is loaded as u32 V8 loads twice. */
const lowBits: usize = memory.data<u16>([
  0, 1, 3, 7, 0xf, 0x1f, 0x3f, 0x7f, 0xff, 0x1ff, 0x3ff, 0x7ff, 0xfff, 0x1fff, 0x3fff, 0x7fff, 0xffff,
], 16);

/** The lowest `count` (<= 16) bits. */
// @ts-ignore: decorator
@inline export function lowest(bits: u32, count: usize): u32 {
  return bits & <u32>load<u16>(lowBits + (count << 1));
}
