/** Bits of the stream on their way out, the first one lowest (RFC 1951, 3.1.1). */

/** Bits that do not fill a byte yet, how many they are, and where the next byte goes. */
export let pending: u64 = 0;
export let count: u64 = 0;
export let out: usize = 0;
export let outEnd: usize = 0;

export function startBits(dst: usize, capacity: usize): void {
  pending = 0;
  count = 0;
  out = dst;
  outEnd = dst + capacity;
}

/** Ends the last byte. @returns where the next one goes */
export function endBits(): usize {
  putBits(0, (8 - (count & 7)) & 7);
  return out;
}

/** Takes up what a loop has done by itself. */
export function setBits(bits: u64, length: u64, to: usize): void {
  pending = bits;
  count = length;
  out = to;
}

/** Puts up to 56 bits. */
// @ts-ignore: decorator
@inline export function putBits(bits: u64, length: u64): void {
  pending |= bits << count;
  count += length;
  store<u64>(out, pending);
  out += <usize>(count >> 3);
  pending >>= count & 56;
  count &= 7;
}
