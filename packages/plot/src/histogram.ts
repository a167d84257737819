import type { NumericArray } from "./numeric-array.ts";
import { type Limits, type Norm, normOf, positionOf, type ScaleName, valueAt } from "./scale.ts";

/** Counts of values in bins that are even on a scale. */
export interface Histogram {
  /** One more than bins; ascending. */
  readonly edges: Float64Array;
  readonly counts: Uint32Array;
  /** Values beyond the edges; infinities count here. */
  readonly below: number;
  readonly above: number;
  readonly nan: number;
}

/** Counts every value. `bins` from 1 to 4096; the last bin holds its upper edge. */
export function histogramOf(data: NumericArray, limits: Limits, bins = 128, scale: ScaleName = "linear"): Histogram {
  const count = Math.min(4096, Math.max(1, Math.trunc(bins)));
  const norm = normOf(limits, scale);
  const counts = new Uint32Array(count);
  const outside = { below: 0, above: 0, nan: 0 };
  for (let i = 0; i < data.length; i++) {
    const value = Number(data[i]);
    if (value < norm.limits.low) outside.below += 1;
    else if (value > norm.limits.high) outside.above += 1;
    else if (Number.isNaN(value)) outside.nan += 1;
    else {
      const bin = Math.min(count - 1, Math.max(0, Math.floor(positionOf(norm, value) * count)));
      counts[bin] = (counts[bin] ?? 0) + 1;
    }
  }
  return { edges: edgesOf(norm, count), counts, ...outside };
}

function edgesOf(norm: Norm, bins: number): Float64Array {
  const edges = new Float64Array(bins + 1);
  for (let i = 0; i <= bins; i++) edges[i] = valueAt(norm, i / bins);
  edges[0] = norm.limits.low;
  edges[bins] = norm.limits.high;
  return edges;
}
