import { type Column, isBig } from "../js/columns.ts";
import { runKernels } from "../wasm/run-kernels.ts";
import type { Accumulator } from "./accumulator.ts";

/** Items whose mean is found before their squares are summed: they are still in the first-level cache. */
const RUN = 2048;

/**
 * Variance in one pass over memory: count, mean and the sum of squared distances from it, combined pairwise (Chan,
 * Golub and LeVeque). `parts` is 2 for complex numbers, whose distances are those in the plane.
 */
export function moments(cells: number, parts: 1 | 2, ddof: number, root: boolean): Accumulator {
  const counts = new Float64Array(cells);
  const means = new Float64Array(cells * parts);
  const squares = new Float64Array(cells);

  function take(cell: number, count: number, re: number, im: number, square: number): void {
    if (count === 0) return;
    const before = counts[cell] ?? 0;
    const after = before + count;
    const at = cell * parts;
    const away = re - (means[at] ?? 0);
    const up = parts === 2 ? im - (means[at + 1] ?? 0) : 0;
    means[at] = before === 0 ? re : (means[at] ?? 0) + (away * count) / after;
    if (parts === 2) means[at + 1] = before === 0 ? im : (means[at + 1] ?? 0) + (up * count) / after;
    // The distance of a first item from itself is 0, but NaN for NaN and the infinities.
    const between = before === 0 ? re - re + (im - im) : ((away * away + up * up) * before * count) / after;
    squares[cell] = (squares[cell] ?? 0) + square + between;
    counts[cell] = after;
  }

  return {
    state: [counts, means, squares],
    run(items, start, length, cell) {
      for (let from = start; from < start + length; from += RUN) {
        const count = Math.min(RUN, start + length - from);
        if (parts === 1 && count === RUN && (items instanceof Float64Array || items instanceof Float32Array)) {
          const type = items instanceof Float64Array ? "f8" : "f4";
          runKernels().load(items, from, count);
          const mean = runKernels().sum(type, count) / count;
          take(cell, count, mean, 0, runKernels().distances(type, count, mean));
          continue;
        }
        const re = meanOf(items, from * parts, count, parts);
        const im = parts === 2 ? meanOf(items, from * parts + 1, count, parts) : 0;
        let square = distances(items, from * parts, count, parts, re);
        if (parts === 2) square += distances(items, from * parts + 1, count, parts, im);
        take(cell, count, re, im, square);
      }
    },
    row(items, start, length, cell) {
      for (let k = 0; k < length; k++) {
        const at = (start + k) * parts;
        take(cell + k, 1, Number(items[at]), parts === 2 ? Number(items[at + 1]) : 0, 0);
      }
    },
    combine([otherCounts, otherMeans, otherSquares]) {
      for (let k = 0; k < cells; k++) {
        const im = parts === 2 ? Number(otherMeans?.[k * parts + 1]) : 0;
        take(k, Number(otherCounts?.[k]), Number(otherMeans?.[k * parts]), im, Number(otherSquares?.[k]));
      }
    },
    result(cell) {
      const count = counts[cell] ?? 0;
      // As NumPy: no degrees of freedom left is a division by zero, never a negative one.
      const variance = (squares[cell] ?? 0) / (count === 0 ? 0 : Math.max(count - ddof, 0));
      return root ? Math.sqrt(variance) : variance;
    },
  };
}

function meanOf(items: Column, from: number, count: number, step: number): number {
  const last = from + (count - 1) * step;
  let [a, b] = [0, 0];
  if (isBig(items)) {
    for (let k = from; k <= last; k += step) a += Number(items[k]);
    return a / count;
  }
  let k = from;
  for (; k < last; k += 2 * step) {
    a += items[k] ?? 0;
    b += items[k + step] ?? 0;
  }
  if (k === last) a += items[k] ?? 0;
  return (a + b) / count;
}

function distances(items: Column, from: number, count: number, step: number, mean: number): number {
  const end = from + count * step;
  let sum = 0;
  if (isBig(items)) {
    for (let k = from; k < end; k += step) sum += (Number(items[k]) - mean) ** 2;
    return sum;
  }
  for (let k = from; k < end; k += step) {
    const away = (items[k] ?? 0) - mean;
    sum += away * away;
  }
  return sum;
}
