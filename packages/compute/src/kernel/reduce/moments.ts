import { type Column, isBig } from "../js/columns.ts";
import type { NumericType } from "../types.ts";
import { kernelMemory, PLACES } from "../wasm/memory.ts";
import { reduceKernel } from "../wasm/reduce/kernels.ts";
import { SEEN_AT } from "../wasm/reduce/moments.ts";
import type { Accumulator, VectorForm } from "./accumulator.ts";
import { doubleResults, RESULTS_AT } from "./run-results.ts";

/** Items whose mean is found before their squares are summed: they are still in the first-level cache. */
const RUN = 2048;

/**
 * Variance in one pass over memory: count, mean and the sum of squared distances from it, combined pairwise (Chan,
 * Golub and LeVeque). `parts` is 2 for complex numbers, whose distances are those in the plane.
 */
export function moments(cells: number, type: NumericType, parts: 1 | 2, ddof: number, root: boolean): Accumulator {
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
    const between = before === 0 ? 0 : ((away * away + up * up) * before * count) / after;
    squares[cell] = (squares[cell] ?? 0) + square + between;
    counts[cell] = after;
  }

  function vectors(): VectorForm {
    const results = doubleResults();
    const [sum, apart] = [reduceKernel("total", type), reduceKernel("distances", type)];
    const seen = new Float64Array(kernelMemory().buffer, SEEN_AT, 2);
    /** Means of the runs at hand, which the second pass replaces. */
    const found = new Float64Array(results.length / 2);
    return {
      maxRun: RUN,
      runs(address, rows, length) {
        sum.runs(address, rows, length, RESULTS_AT);
        for (let row = 0; row < rows; row++) {
          found[row] = (results[2 * row] ?? 0) / length;
          results[2 * row] = found[row] ?? 0;
        }
        apart.runs(address, rows, length, RESULTS_AT);
      },
      absorb: (cell, row, length) => take(cell, length, found[row] ?? 0, 0, results[2 * row] ?? 0),
      columns: {
        state: [means, squares],
        parts: 1,
        begin(cell, length) {
          const count = counts[cell] ?? 0;
          seen.fill(count);
          return counts.subarray(cell, cell + length).every((one) => one === count);
        },
        take: (address, pitch, rows, length) => apart.columns(address, pitch, rows, length, PLACES.state.start),
        end(cell, length, rows) {
          for (let k = cell; k < cell + length; k++) counts[k] = (counts[k] ?? 0) + rows;
        },
      },
    };
  }

  return {
    vectors: () => (parts === 1 ? vectors() : undefined),
    state: [counts, means, squares],
    run(items, start, length, cell) {
      for (let from = start; from < start + length; from += RUN) {
        const count = Math.min(RUN, start + length - from);
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
        const [re, im] = [Number(items[at]), parts === 2 ? Number(items[at + 1]) : 0];
        // The distance of an item from itself is 0, but NaN for NaN and the infinities.
        take(cell + k, 1, re, im, re - re + (im - im));
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
