import { positiveMin } from "../limits.ts";
import type { NumericArray } from "../numeric-array.ts";
import type { Limits, ScaleName } from "../scale.ts";
import { type BandIndex, bandIndex, bandOf } from "../thin.ts";
import type { LineView } from "./line-painter.ts";

/** A line of values at the indices `start`, `start + step`, `start + 2 * step`, ...: at 0, 1, 2, ... unless told. */
export interface LineSeries {
  readonly name: string;
  readonly data: NumericArray;
  readonly start?: number;
  readonly step?: number;
}

/** A line, read once. */
export interface Line {
  readonly start: number;
  readonly step: number;
  readonly bands: BandIndex;
}

/** Room above and below the data, as a part of their range. */
const HEADROOM = 0.05;
/** Values that differ by less than this part of their size differ by rounding: a plot of it says nothing. */
const ROUNDING = 1e-12;

export function lineOf({ data, start = 0, step = 1 }: LineSeries): Line {
  return { start, step, bands: bandIndex(data) };
}

/** The index behind the last one that a line stands for. */
export function endOf({ start, step, bands }: Line): number {
  return bands.data.length === 0 ? start : start + (bands.data.length - 1) * step + 1;
}

/** The part of a view that a line reaches. */
export function viewIn(view: LineView, line: Line): LineView {
  const from = Math.min(view.to, Math.max(view.from, line.start));
  return { from, to: Math.max(from, Math.min(view.to, endOf(line) - 1)) };
}

/** The value of a line that is next to an index, and where it is; undefined where the line does not reach. */
export function sampleOf(
  { start, step, bands }: Line,
  index: number,
): { readonly index: number; readonly value: number | bigint } | undefined {
  const at = Math.round((index - start) / step);
  const value = bands.data[at];
  // Behind the last value stands what it was thinned from.
  if (value === undefined)
    return at === bands.data.length && at > 0 ? sampleOf({ start, step, bands }, index - step) : undefined;
  return { index: start + at * step, value };
}

/** The range of what is seen of all lines, with some room; on a log scale of its positive part. */
export function automaticLimits(lines: readonly Line[], view: LineView, scale: ScaleName): Limits {
  let low = Infinity;
  let high = -Infinity;
  for (const { start, step, bands } of lines) {
    const first = Math.max(0, Math.floor((view.from - start) / step));
    const end = Math.min(bands.data.length, Math.ceil((view.to - start) / step) + 1);
    if (first >= end) continue;
    const band = bandOf(bands, first, end);
    const positive = scale === "log" && band.low <= 0;
    low = Math.min(low, positive ? (positiveMin(bands.data.subarray(first, end)) ?? Infinity) : band.low);
    high = Math.max(high, band.high);
  }
  if (!(low <= high)) return { low: 0, high: 1 };
  if (scale === "log") return { low: low / 1.2, high: high * 1.2 };
  const size = Math.max(Math.abs(low), Math.abs(high));
  const room = high - low > size * ROUNDING ? (high - low) * HEADROOM : size * HEADROOM || 1;
  // Numbers near the largest have no room beyond them.
  return { low: Math.max(-Number.MAX_VALUE, low - room), high: Math.min(Number.MAX_VALUE, high + room) };
}
