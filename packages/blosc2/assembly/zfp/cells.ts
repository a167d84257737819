/** How a block of an array is cut into cells of four items an axis, and what a cell may have in the stream. */

const MAX_RANK: u32 = 4;
export const SIDE: usize = 4;

export let rank: u32 = 0;
export let cellSize: usize = 0;
/** Bounds of what a cell has: bits in the stream, bit planes, and the exponent of the lowest plane. */
export let minBits: i32 = 0;
export let maxBits: i32 = 0;
export let maxPlanes: i32 = 0;
export let minExponent: i32 = 0;
/** By axis, the fastest first: items of the array, bytes between neighbours, items of the present cell. */
export const extents: usize = memory.data(16, 16);
export const strides: usize = memory.data(16, 16);
export const cellExtents: usize = memory.data(16, 16);
/** Coefficients as they are stored, and the cell's numbers. */
export const coefficients: usize = memory.data(2048, 16);
export const numbers: usize = memory.data(2048, 16);

/**
 * Takes in the cut of a block of C order.
 * @param shape extents, 32-bit each, the slowest axis first
 * @param itemSize 4 or 8
 * @returns bytes of the block; 0 for ranks that ZFP does not have
 */
export function setCells(
  shape: usize, axes: u32, itemSize: u32, bitsMin: i32, bitsMax: i32, planesMax: i32, exponentMin: i32,
): usize {
  if (axes < 1 || axes > MAX_RANK) return 0;
  rank = axes;
  cellSize = <usize>1 << <usize>(2 * rank);
  minBits = bitsMin;
  maxBits = bitsMax;
  maxPlanes = planesMax;
  minExponent = exponentMin;
  let size: usize = itemSize;
  for (let axis: u32 = 0; axis < rank; axis++) {
    const extent = load<u32>(shape + <usize>((rank - 1 - axis) << 2));
    store<u32>(extents + <usize>(axis << 2), extent);
    store<u32>(strides + <usize>(axis << 2), <u32>size);
    size *= <usize>extent;
  }
  return size;
}

// @ts-ignore: decorator
@inline export function at(list: usize, axis: u32): usize {
  return <usize>load<u32>(list + <usize>(axis << 2));
}

/** 2 to the power of -1100 to 1100; infinite above 1023. */
export function powerOfTwo(exponent: i32): f64 {
  if (exponent >= -1022) return reinterpret<f64>(<u64>min(exponent + 1023, 0x7ff) << 52);
  return exponent >= -1074 ? reinterpret<f64>(<u64>1 << <u64>(exponent + 1074)) : 0;
}
