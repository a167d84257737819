/**
 * The filters trunc_prec (id 4) and int_trunc (36): clears low bits of items of 1, 2, 4 or 8 bytes, in place.
 * @param bits how many bits to clear; the caller checked them against the mantissa, or the integer
 */
export function truncatePrecision(data: usize, length: usize, typesize: usize, bits: u32): void {
  const end = data + (length - (length % typesize));
  if (typesize == 1) {
    const mask = ~((<u8>1 << <u8>bits) - 1);
    for (let at = data; at < end; at += 1) store<u8>(at, load<u8>(at) & mask);
  } else if (typesize == 2) {
    const mask = ~((<u16>1 << <u16>bits) - 1);
    for (let at = data; at < end; at += 2) store<u16>(at, load<u16>(at) & mask);
  } else if (typesize == 4) {
    const mask = ~((<u32>1 << bits) - 1);
    for (let at = data; at < end; at += 4) store<u32>(at, load<u32>(at) & mask);
  } else {
    const mask = ~((<u64>1 << <u64>bits) - 1);
    for (let at = data; at < end; at += 8) store<u64>(at, load<u64>(at) & mask);
  }
}
