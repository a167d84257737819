import { numbers } from "../js/columns.ts";
import type { NumericType } from "../types.ts";
import { PLACES } from "../wasm/memory.ts";
import { reduceKernel } from "../wasm/reduce/kernels.ts";
import type { Accumulator } from "./accumulator.ts";
import { doubleResults, longResults, RESULTS_AT } from "./run-results.ts";

/** Products of whole numbers and bools, wrapping at 64 bits. */
export function integerProducts(cells: number, type: NumericType): Accumulator {
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
    vectors() {
      const results = longResults();
      return { ...productForm(type, products), absorb: (cell, row) => take(cell, results[2 * row] ?? 1n) };
    },
  };
}

/** Products of floats, in doubles. */
export function floatProducts(cells: number, type: NumericType): Accumulator {
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
    vectors() {
      const results = doubleResults();
      return { ...productForm(type, products), absorb: (cell, row) => take(cell, results[2 * row] ?? 1) };
    },
  };
}

function productForm(type: NumericType, products: BigInt64Array<ArrayBuffer> | Float64Array<ArrayBuffer>) {
  const { runs, columns } = reduceKernel("prod", type);
  return {
    maxRun: Number.MAX_SAFE_INTEGER,
    runs: (address: number, rows: number, length: number) => runs(address, rows, length, RESULTS_AT),
    columns: {
      state: [products],
      parts: 1,
      take: (address: number, pitch: number, rows: number, length: number) =>
        columns(address, pitch, rows, length, PLACES.state.start),
    },
  } as const;
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
