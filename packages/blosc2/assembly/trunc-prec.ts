/**
 * The trunc_prec filter (id 4): clears low bits of the mantissa of IEEE 754 numbers of 4 or 8 bytes, in place.
 * @param bits how many bits to clear; the caller checked them against the mantissa
 */
export function truncatePrecision(data: usize, length: usize, typesize: usize, bits: u32): void {
  const end = data + (length - (length % typesize));
  if (typesize == 4) {
    const mask = ~((<u32>1 << bits) - 1);
    for (let at = data; at < end; at += 4) store<u32>(at, load<u32>(at) & mask);
  } else {
    const mask = ~((<u64>1 << <u64>bits) - 1);
    for (let at = data; at < end; at += 8) store<u64>(at, load<u64>(at) & mask);
  }
}
