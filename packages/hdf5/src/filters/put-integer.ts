/** Writes the lowest `size` bytes of a number of 64 bits, given as two of 32. */
export function putInteger(
  target: Uint8Array,
  at: number,
  size: number,
  bigEndian: boolean,
  low: number,
  high: number,
) {
  for (let index = 0; index < size; index += 1) {
    const word = index < 4 ? low : high;
    target[at + (bigEndian ? size - 1 - index : index)] = word >>> (8 * (index & 3));
  }
}
