import { CatervaError, elementReader, type NDArray, type NumericArray, toTypedArray } from "@caterva2/ndarray";
import { finiteSample, histogramOf, type Limits, minMaxLimits, percentileLimits } from "@caterva2/plot";
import type { ComplexPart } from "../state/place.ts";
import type { NumberForm, NumericSlice, Statistics } from "./port.ts";

const BINS = 128;
/** Values looked at for where a log scale begins. */
const POSITIVE_SAMPLE = 2 ** 16;

/** The items of an array as numbers with their statistics. */
export function numericSlice(array: NDArray, { transpose, part }: NumberForm): NumericSlice {
  const plain = toTypedArray(array) ?? complexParts(array, part);
  const [rows = 1, columns = 1, ...rest] = array.shape;
  const shape = transpose ? [columns, rows, ...rest] : array.shape;
  const values = transpose ? transposed(plain, rows, columns) : plain;
  return { shape, values, statistics: statisticsOf(values) };
}

/** Swaps rows and columns; what lies beyond them (colour channels) stays together. */
function transposed(values: NumericArray, rows: number, columns: number): NumericArray {
  const result = values.slice();
  const depth = values.length / (rows * columns);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      for (let item = 0; item < depth; item += 1) {
        result[(column * rows + row) * depth + item] = values[(row * columns + column) * depth + item] ?? 0;
      }
    }
  }
  return result;
}

export function statisticsOf(values: NumericArray): Statistics {
  const range = minMaxLimits(values) ?? { low: Number.NaN, high: Number.NaN };
  const inner = percentileLimits(values) ?? range;
  const shown = withMargin(inner, range);
  let nan = 0;
  let infinite = 0;
  let sum = 0;
  for (const item of values) {
    const value = Number(item);
    if (Number.isFinite(value)) sum += value;
    else if (Number.isNaN(value)) nan += 1;
    else infinite += 1;
  }
  const finite = values.length - nan - infinite;
  return {
    count: values.length,
    nan,
    infinite,
    min: range.low,
    max: range.high,
    mean: finite > 0 ? sum / finite : Number.NaN,
    low: inner.low,
    high: inner.high,
    positiveLow: inner.low > 0 ? inner.low : positiveLow(values),
    bins: finite > 0 ? histogramOf(values, shown, BINS).counts : new Uint32Array(BINS),
    binLow: shown.low,
    binHigh: shown.high,
  };
}

function positiveLow(values: NumericArray): number {
  const positive = Float64Array.from(finiteSample(values, POSITIVE_SAMPLE).filter((value) => value > 0));
  return percentileLimits(positive)?.low ?? Number.NaN;
}

/** The percentiles and a third of their distance on both sides: one hot pixel must not squeeze the histogram. */
function withMargin(inner: Limits, range: Limits): Limits {
  const margin = (inner.high - inner.low) / 3;
  return { low: Math.max(range.low, inner.low - margin), high: Math.min(range.high, inner.high + margin) };
}

/** How to make one number of a complex one; phases are in radians, from -pi to pi. */
const PART_OF = {
  amplitude: Math.hypot,
  phase: (re, im) => Math.atan2(im, re),
  real: (re) => re,
  imaginary: (_, im) => im,
} as const satisfies Record<ComplexPart, (re: number, im: number) => number>;

function complexParts(array: NDArray, part: ComplexPart): Float64Array {
  if (array.dtype.kind !== "complex") {
    throw new CatervaError("dataset.wrong_kind", `There is no picture of items of kind ${array.dtype.kind}.`);
  }
  const read = elementReader(array.dtype);
  const partOf = PART_OF[part];
  const count = array.data.byteLength / array.dtype.itemsize;
  return Float64Array.from({ length: count }, (_, index) => {
    const item = read(array.data, index);
    return typeof item === "object" && "re" in item ? partOf(Number(item.re), Number(item.im)) : Number.NaN;
  });
}
