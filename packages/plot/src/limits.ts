import type { NumericArray } from "./numeric-array.ts";
import type { Limits } from "./scale.ts";

/** Values looked at for percentiles; larger data are sampled at an even stride that is no multiple of a row. */
const SAMPLE_SIZE = 1 << 16;

/** Smallest and largest finite value, or undefined when there is none. Reads every value. */
export function minMaxLimits(data: NumericArray): Limits | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (value < low && value > -Infinity) low = value;
    if (value > high && value < Infinity) high = value;
  }
  return low <= high ? { low, high } : undefined;
}

/** Smallest positive finite value: where a log scale can begin. */
export function positiveMin(data: NumericArray): number | undefined {
  let low = Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (value > 0 && value < low) low = value;
  }
  return low < Infinity ? low : undefined;
}

/**
 * Limits that leave out the tails: by default the 0.1 and 99.9 percentiles of the finite values, so that
 * one hot pixel does not blacken a picture. Large data are sampled. Where both ends fall on one value
 * (a picture of few bright pixels), the full range of the sample is answered instead.
 */
export function percentileLimits(data: NumericArray, lower = 0.1, upper = 99.9): Limits | undefined {
  const sample = finiteSample(data, SAMPLE_SIZE);
  if (sample.length === 0) return minMaxLimits(data);
  sample.sort();
  const last = sample.length - 1;
  const at = (percent: number) => Number(sample[Math.round((Math.min(100, Math.max(0, percent)) / 100) * last)]);
  const limits = { low: at(lower), high: at(upper) };
  return limits.low < limits.high ? limits : minMaxLimits(data);
}

/** The same distance on both sides of zero, for diverging maps. */
export function symmetricLimits(limits: Limits): Limits {
  const high = Math.max(Math.abs(limits.low), Math.abs(limits.high));
  return { low: -high, high };
}

/** Up to `count` finite values at an even stride over the data. */
export function finiteSample(data: NumericArray, count: number): Float64Array {
  const stride = data.length <= count ? 1 : Math.ceil(data.length / count) | 1;
  const sample = new Float64Array(Math.ceil(data.length / stride));
  let filled = 0;
  for (let i = 0; i < data.length; i += stride) {
    const value = Number(data[i]);
    if (Number.isFinite(value)) sample[filled++] = value;
  }
  return sample.subarray(0, filled);
}
