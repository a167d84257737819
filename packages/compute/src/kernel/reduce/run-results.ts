import type { BigColumn, NumberColumn } from "../js/columns.ts";
import { isBig, viewColumn } from "../js/columns.ts";
import { type NumericType, sizeOf } from "../types.ts";
import { kernelMemory, PLACES } from "../wasm/memory.ts";
import { MAX_RUNS, RESULT_BYTES } from "../wasm/reduce/layout.ts";

/** Where kernels leave the results of runs, {@link RESULT_BYTES} each. */
export const RESULTS_AT = PLACES.state.start;

/** Doubles in the place of the results: two for each run. */
export function doubleResults(): Float64Array<ArrayBuffer> {
  return new Float64Array(kernelMemory().buffer, RESULTS_AT, (MAX_RUNS * RESULT_BYTES) / 8);
}

/** 64-bit integers there: two for each run. */
export function longResults(): BigInt64Array<ArrayBuffer> {
  return new BigInt64Array(kernelMemory().buffer, RESULTS_AT, (MAX_RUNS * RESULT_BYTES) / 8);
}

/** The item that is the result of a run. */
export function itemResults(type: NumericType): (row: number) => number | bigint {
  const step = RESULT_BYTES / sizeOf(type);
  const items: NumberColumn | BigColumn = viewColumn(type, kernelMemory().buffer, RESULTS_AT, MAX_RUNS * step);
  return isBig(items) ? (row) => items[row * step] ?? 0n : (row) => items[row * step] ?? 0;
}
