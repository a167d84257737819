import { type Column, isBig, numbers } from "../js/columns.ts";
import { type FloatColumn, RUN_LIMIT, RUN_STEP, runKernels } from "../wasm/run-kernels.ts";
import type { Accumulator, StateArray } from "./accumulator.ts";

/** Items summed plainly, in four sums, before the compensated one takes them in: so the error stays that of 32 additions. */
const RUN = 128;

/**
 * Sums of floats in doubles, compensated (Neumaier): the error does not grow with the number of items. `parts` is 2 for
 * complex numbers. Whole numbers of 64 bits are summed as doubles (for `mean`). With `mean` the result is divided.
 */
export function floatSums(cells: number, parts: 1 | 2, mean: boolean): Accumulator {
  const totals = new Float64Array(cells * parts);
  const lost = new Float64Array(cells * parts);
  const counts = new Float64Array(cells);

  function take(at: number, value: number): void {
    const before = totals[at] ?? 0;
    const after = before + value;
    lost[at] =
      (lost[at] ?? 0) + (Math.abs(before) >= Math.abs(value) ? before - after + value : value - after + before);
    totals[at] = after;
  }

  function final(at: number, count: number): number {
    const [total, rest] = [totals[at] ?? 0, lost[at] ?? 0];
    // An infinity leaves a NaN among what was lost.
    const sum = Number.isFinite(rest) ? total + rest : total;
    return mean ? sum / count : sum;
  }

  return {
    state: [totals, lost, counts],
    run(items, start, length, cell) {
      counts[cell] = (counts[cell] ?? 0) + length;
      if (isBig(items)) {
        for (let k = start; k < start + length; k++) take(cell, Number(items[k]));
        return;
      }
      let begin = start;
      if (parts === 1 && isFloats(items)) {
        begin += vectorSums(items, start, length, (sum) => take(cell, sum));
      }
      for (let part = 0; part < parts; part++) {
        const end = (start + length) * parts;
        for (let from = begin * parts + part; from < end; from += RUN * parts) {
          take(cell * parts + part, plainSum(items, from, Math.min(end, from + RUN * parts), parts));
        }
      }
    },
    row(items, start, length, cell) {
      for (let k = 0; k < length; k++) counts[cell + k] = (counts[cell + k] ?? 0) + 1;
      for (let k = 0; k < length * parts; k++) take(cell * parts + k, Number(items[start * parts + k]));
    },
    rows(items, start, rows, length, cell) {
      if (parts !== 1 || !isFloats(items)) return false;
      for (let k = 0; k < length; k++) counts[cell + k] = (counts[cell + k] ?? 0) + rows;
      columnSums(items, start, rows, length, (column, sum) => take(cell + column, sum));
      return true;
    },
    combine([otherTotals, otherLost, otherCounts]) {
      for (let k = 0; k < totals.length; k++) {
        take(k, Number(otherTotals?.[k]));
        lost[k] = (lost[k] ?? 0) + Number(otherLost?.[k]);
      }
      for (let k = 0; k < cells; k++) counts[k] = (counts[k] ?? 0) + Number(otherCounts?.[k]);
    },
    result(cell) {
      const count = counts[cell] ?? 0;
      return parts === 2 ? [final(2 * cell, count), final(2 * cell + 1, count)] : final(cell, count);
    },
  };
}

function isFloats(items: Column): items is FloatColumn {
  return items instanceof Float32Array || items instanceof Float64Array;
}

/** Hands out sums of runs of items; answers how many items they cover. A run with an infinity or NaN is summed plainly. */
function vectorSums(items: FloatColumn, start: number, length: number, take: (sum: number) => void): number {
  const covered = length - (length % RUN_STEP);
  const type = items instanceof Float64Array ? "f8" : "f4";
  for (let from = start; from < start + covered; from += RUN_LIMIT) {
    const count = Math.min(RUN_LIMIT, start + covered - from);
    runKernels().load(items, from, count);
    const sum = runKernels().sum(type, count);
    take(Number.isNaN(sum) ? plainSum(items, from, from + count, 1) : sum);
  }
  return covered;
}

/** Rows whose items are added plainly before the compensated sums take theirs in. */
const ROWS = 64;

/** Hands out sums over rows for each column. */
function columnSums(
  items: FloatColumn,
  start: number,
  rows: number,
  length: number,
  take: (column: number, sum: number) => void,
): void {
  const type = items instanceof Float64Array ? "f8" : "f4";
  const kernels = runKernels();
  for (let left = 0; left < length; left += RUN_LIMIT) {
    const count = Math.min(RUN_LIMIT, length - left);
    for (let top = 0; top < rows; top += ROWS) {
      kernels.clearSums();
      for (let row = top; row < Math.min(rows, top + ROWS); row++) {
        kernels.load(items, start + row * length + left, count);
        kernels.addToSums(type, count);
      }
      kernels.sums(count).forEach((sum, k) => void take(left + k, sum));
    }
  }
}

function plainSum(column: Column, from: number, end: number, step: number): number {
  const items = numbers(column);
  let [a, b, c, d] = [0, 0, 0, 0];
  let k = from;
  for (; k + 3 * step < end; k += 4 * step) {
    a += items[k] ?? 0;
    b += items[k + step] ?? 0;
    c += items[k + 2 * step] ?? 0;
    d += items[k + 3 * step] ?? 0;
  }
  for (; k < end; k += step) a += items[k] ?? 0;
  return a + b + (c + d);
}

/** Sums of whole numbers and bools, wrapping at 64 bits. */
export function integerSums(cells: number): Accumulator {
  const totals = new BigInt64Array(cells);
  return {
    state: [totals],
    run(items, start, length, cell) {
      totals[cell] = (totals[cell] ?? 0n) + wholeSum(items, start, start + length);
    },
    row(items, start, length, cell) {
      if (isBig(items)) {
        for (let k = 0; k < length; k++) totals[cell + k] = (totals[cell + k] ?? 0n) + (items[start + k] ?? 0n);
      } else {
        for (let k = 0; k < length; k++) totals[cell + k] = (totals[cell + k] ?? 0n) + BigInt(items[start + k] ?? 0);
      }
    },
    combine: ([other]) => addBigs(totals, other),
    result: (cell) => totals[cell] ?? 0n,
  };
}

/** Doubles hold the sum of 2^20 numbers of 32 bits exactly. */
function wholeSum(items: Column, start: number, end: number): bigint {
  let total = 0n;
  if (isBig(items)) {
    for (let k = start; k < end; k++) total = BigInt.asIntN(64, total + (items[k] ?? 0n));
    return total;
  }
  for (let from = start; from < end; from += 1 << 20)
    total += BigInt(plainSum(items, from, Math.min(end, from + (1 << 20)), 1));
  return total;
}

function addBigs(totals: BigInt64Array, other: StateArray | undefined): void {
  for (let k = 0; k < totals.length; k++) totals[k] = (totals[k] ?? 0n) + BigInt(other?.[k] ?? 0);
}

/** Products of whole numbers and bools, wrapping at 64 bits. */
export function integerProducts(cells: number): Accumulator {
  const products = new BigInt64Array(cells).fill(1n);
  const take = (cell: number, value: bigint) => {
    products[cell] = BigInt.asIntN(64, (products[cell] ?? 1n) * value);
  };
  return {
    state: [products],
    run(items, start, length, cell) {
      for (let k = start; k < start + length; k++) take(cell, BigInt(items[k] ?? 1));
    },
    row(items, start, length, cell) {
      for (let k = 0; k < length; k++) take(cell + k, BigInt(items[start + k] ?? 1));
    },
    combine([other]) {
      for (let k = 0; k < cells; k++) take(k, BigInt(other?.[k] ?? 1));
    },
    result: (cell) => products[cell] ?? 1n,
  };
}

/** Products of floats, in doubles. */
export function floatProducts(cells: number): Accumulator {
  const products = new Float64Array(cells).fill(1);
  const take = (cell: number, value: number) => {
    products[cell] = (products[cell] ?? 1) * value;
  };
  return {
    state: [products],
    run(items, start, length, cell) {
      const values = numbers(items);
      for (let k = start; k < start + length; k++) take(cell, values[k] ?? 1);
    },
    row(items, start, length, cell) {
      const values = numbers(items);
      for (let k = 0; k < length; k++) take(cell + k, values[start + k] ?? 1);
    },
    combine([other]) {
      for (let k = 0; k < cells; k++) take(k, Number(other?.[k] ?? 1));
    },
    result: (cell) => products[cell] ?? 1,
  };
}

export function complexProducts(cells: number): Accumulator {
  const products = new Float64Array(cells * 2);
  for (let k = 0; k < cells; k++) products[2 * k] = 1;
  const take = (cell: number, re: number, im: number) => {
    const [x, y] = [products[2 * cell] ?? 1, products[2 * cell + 1] ?? 0];
    products[2 * cell] = x * re - y * im;
    products[2 * cell + 1] = x * im + y * re;
  };
  return {
    state: [products],
    run(items, start, length, cell) {
      const values = numbers(items);
      for (let k = start; k < start + length; k++) take(cell, values[2 * k] ?? 1, values[2 * k + 1] ?? 0);
    },
    row(items, start, length, cell) {
      const values = numbers(items);
      for (let k = 0; k < length; k++) take(cell + k, values[2 * (start + k)] ?? 1, values[2 * (start + k) + 1] ?? 0);
    },
    combine([other]) {
      for (let k = 0; k < cells; k++) take(k, Number(other?.[2 * k] ?? 1), Number(other?.[2 * k + 1] ?? 0));
    },
    result: (cell) => [products[2 * cell] ?? 1, products[2 * cell + 1] ?? 0],
  };
}

/** How many items are not zero, whatever their type. */
export function nonzeroCounts(cells: number, parts: 1 | 2): Accumulator {
  const counts = new BigInt64Array(cells);
  const isNonzero = (items: Column, at: number) =>
    Number(items[at * parts]) !== 0 || (parts === 2 && items[at * parts + 1] !== 0);
  return {
    state: [counts],
    run(items, start, length, cell) {
      let count = 0;
      for (let k = start; k < start + length; k++) if (isNonzero(items, k)) count++;
      counts[cell] = (counts[cell] ?? 0n) + BigInt(count);
    },
    row(items, start, length, cell) {
      for (let k = 0; k < length; k++)
        if (isNonzero(items, start + k)) counts[cell + k] = (counts[cell + k] ?? 0n) + 1n;
    },
    combine: ([other]) => addBigs(counts, other),
    result: (cell) => counts[cell] ?? 0n,
  };
}
