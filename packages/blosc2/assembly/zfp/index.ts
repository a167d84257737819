/**
 * ZFP (codec version 5): arrays of floats in one to four dimensions with a fixed rate, precision or accuracy. Arrays are
 * cut into cells of four items an axis, the last axis of a C array first; each cell is a common exponent and the bit
 * planes of its transformed coefficients, from the most significant one on.
 */
export { decode } from "./decode";
export { encode } from "./encode";

export function heapBase(): usize {
  return __heap_base;
}
