import { type Column, isBig, numbers } from "../js/columns.ts";
import type { NumericType } from "../types.ts";
import { isInteger, realType } from "../types.ts";
import { PLACES } from "../wasm/memory.ts";
import { reduceKernel } from "../wasm/reduce/kernels.ts";
import type { Accumulator, StateArray, VectorForm } from "./accumulator.ts";
import { doubleResults, longResults, RESULTS_AT } from "./run-results.ts";

/** Items summed plainly, in four sums, before the compensated one takes them in: so the error stays that of 32 additions. */
const RUN = 128;
/** Sums of this many integers of 32 bits are whole doubles. */
const WHOLE_RUN = 1 << 20;

/**
 * Sums of floats in doubles, compensated (Neumaier): the error does not grow with the number of items. `parts` is 2 for
 * complex numbers. Whole numbers are summed as doubles (for `mean`). With `mean` the result is divided.
 */
export function floatSums(cells: number, type: NumericType, parts: 1 | 2, mean: boolean): Accumulator {
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

  function saw(cell: number, length: number, rows: number): void {
    for (let k = cell; k < cell + length; k++) counts[k] = (counts[k] ?? 0) + rows;
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
      saw(cell, 1, length);
      if (isBig(items)) {
        for (let k = start; k < start + length; k++) take(cell, Number(items[k]));
        return;
      }
      for (let part = 0; part < parts; part++) {
        const end = (start + length) * parts;
        for (let from = start * parts + part; from < end; from += RUN * parts) {
          take(cell * parts + part, plainSum(items, from, Math.min(end, from + RUN * parts), parts));
        }
      }
    },
    row(items, start, length, cell) {
      saw(cell, length, 1);
      for (let k = 0; k < length * parts; k++) take(cell * parts + k, Number(items[start * parts + k]));
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
    results(into) {
      for (let at = 0; at < totals.length; at++) into[at] = final(at, counts[parts === 2 ? at >> 1 : at] ?? 0);
    },
    vectors() {
      const results = doubleResults();
      const real = realType(type);
      const { runs } = reduceKernel(parts === 2 ? "pairs" : "total", real);
      const { columns } = reduceKernel(parts === 2 ? "sum" : "total", real);
      // Runs of pairs are counted in 8 bytes.
      const units = type === "c16" ? 2 : 1;
      return {
        maxRun: isInteger(type) ? WHOLE_RUN : Number.MAX_SAFE_INTEGER,
        runs: (address, rows, length) => runs(address, rows, length * units, RESULTS_AT),
        absorb(cell, row, length) {
          saw(cell, 1, length);
          take(cell * parts, results[2 * row] ?? 0);
          const second = results[2 * row + 1] ?? 0;
          if (parts === 2) take(cell * 2 + 1, second);
          else lost[cell] = (lost[cell] ?? 0) + second;
        },
        columns: {
          state: [totals, lost],
          parts,
          take: (address, pitch, rows, length) => columns(address, pitch, rows, length * parts, PLACES.state.start),
          end: saw,
        },
      };
    },
  };
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
export function integerSums(cells: number, type: NumericType): Accumulator {
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
    vectors: () => countingForm("sum", type, totals),
  };
}

/** Of what is added up in integers of 64 bits. */
function countingForm(name: "sum" | "nonzero", type: NumericType, totals: BigInt64Array<ArrayBuffer>): VectorForm {
  const results = longResults();
  const { runs, columns } = reduceKernel(name, type);
  return {
    maxRun: Number.MAX_SAFE_INTEGER,
    runs: (address, rows, length) => runs(address, rows, length, RESULTS_AT),
    absorb(cell, row) {
      totals[cell] = (totals[cell] ?? 0n) + (results[2 * row] ?? 0n);
    },
    columns: {
      state: [totals],
      parts: 1,
      take: (address, pitch, rows, length) => columns(address, pitch, rows, length, PLACES.state.start),
    },
  };
}

function wholeSum(items: Column, start: number, end: number): bigint {
  let total = 0n;
  if (isBig(items)) {
    for (let k = start; k < end; k++) total = BigInt.asIntN(64, total + (items[k] ?? 0n));
    return total;
  }
  for (let from = start; from < end; from += WHOLE_RUN)
    total += BigInt(plainSum(items, from, Math.min(end, from + WHOLE_RUN), 1));
  return total;
}

function addBigs(totals: BigInt64Array, other: StateArray | undefined): void {
  for (let k = 0; k < totals.length; k++) totals[k] = (totals[k] ?? 0n) + BigInt(other?.[k] ?? 0);
}

/** How many items are not zero, whatever their type. */
export function nonzeroCounts(cells: number, type: NumericType, parts: 1 | 2): Accumulator {
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
    vectors: () => (parts === 1 ? countingForm("nonzero", type, counts) : undefined),
  };
}
