import type { NumericArray } from "./numeric-array.ts";

/** Values that one block of a {@link BandIndex} stands for. */
const BLOCK = 256;

/** Smallest and largest value of every block of 256, so that a line of any length is thinned without reading it all again. */
export interface BandIndex {
  readonly data: NumericArray;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** One band a pixel: NaN where there is nothing but NaN. */
export interface Bands {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Reads the data once. Infinities do not count: a line cannot reach them. */
export function bandIndex(data: NumericArray): BandIndex {
  const blocks = Math.ceil(data.length / BLOCK);
  const low = new Float64Array(blocks);
  const high = new Float64Array(blocks);
  for (let block = 0; block < blocks; block++) {
    const band = scan(data, block * BLOCK, Math.min(data.length, (block + 1) * BLOCK), Infinity, -Infinity);
    low[block] = band.low;
    high[block] = band.high;
  }
  return { data, low, high };
}

/**
 * Thins `from..to` (indices, fractions allowed) to `pixels` bands. Neighbouring bands share the value between
 * them, so that drawn one beside the other they make a line without gaps.
 */
export function thin(index: BandIndex, from: number, to: number, pixels: number): Bands {
  const low = new Float64Array(pixels).fill(Number.NaN);
  const high = new Float64Array(pixels).fill(Number.NaN);
  const step = (to - from) / pixels;
  const last = index.data.length - 1;
  for (let pixel = 0; pixel < pixels; pixel++) {
    const first = Math.max(0, Math.ceil(from + pixel * step));
    const end = Math.min(last, Math.ceil(from + (pixel + 1) * step));
    if (first > end) continue;
    const band = bandOf(index, first, end + 1);
    if (band.low > band.high) continue;
    low[pixel] = band.low;
    high[pixel] = band.high;
  }
  return { low, high };
}

/** Smallest and largest finite value of `first..end-1`; `low > high` when there is none. */
export function bandOf(index: BandIndex, first: number, end: number): { low: number; high: number } {
  const firstBlock = Math.ceil(first / BLOCK);
  const endBlock = Math.floor(end / BLOCK);
  if (firstBlock >= endBlock) return scan(index.data, first, end, Infinity, -Infinity);
  let { low, high } = scan(index.data, first, firstBlock * BLOCK, Infinity, -Infinity);
  for (let block = firstBlock; block < endBlock; block++) {
    low = Math.min(low, index.low[block] ?? Infinity);
    high = Math.max(high, index.high[block] ?? -Infinity);
  }
  return scan(index.data, endBlock * BLOCK, end, low, high);
}

function scan(
  data: NumericArray,
  first: number,
  end: number,
  low: number,
  high: number,
): { low: number; high: number } {
  for (let i = first; i < end; i++) {
    const value = Number(data[i]);
    if (value < low && value > -Infinity) low = value;
    if (value > high && value < Infinity) high = value;
  }
  return { low, high };
}
