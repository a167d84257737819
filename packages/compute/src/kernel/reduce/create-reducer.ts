import { CatervaError } from "@caterva2/ndarray";
import { bigs, bytesOf, type Column, isBig, makeColumn, numbers, partsOf } from "../js/columns.ts";
import { columnOf } from "../js/typed-view.ts";
import { REDUCTIONS, type ReduceLayout, type Reducer, type ReductionName, type ReductionOptions } from "../reducer.ts";
import { kindOf, type NumericType, realType, sizeOf, type TypeKind } from "../types.ts";
import type { Accumulator, StateArray } from "./accumulator.ts";
import { extremes, verdicts } from "./extremes.ts";
import { feedVectors } from "./feed.ts";
import { moments } from "./moments.ts";
import { complexProducts, floatProducts, integerProducts } from "./products.ts";
import { floatSums, integerSums, nonzeroCounts } from "./sums.ts";

/** States that one reducer may hold: 8 Mi cells are 64 to 192 MiB. */
const MAX_CELLS = 1 << 23;

type Make = (cells: number, type: NumericType, ddof: number) => Accumulator;

const ACCUMULATORS = {
  sum: (cells, type) => (isInexact(type) ? floatSums(cells, type, partsOf(type), false) : integerSums(cells, type)),
  prod: (cells, type) =>
    kindOf(type) === "complex"
      ? complexProducts(cells)
      : isInexact(type)
        ? floatProducts(cells, type)
        : integerProducts(cells, type),
  mean: (cells, type) => floatSums(cells, type, partsOf(type), true),
  var: (cells, type, ddof) => moments(cells, type, partsOf(type), ddof, false),
  std: (cells, type, ddof) => moments(cells, type, partsOf(type), ddof, true),
  min: (cells, type) => extremes(cells, type, false, false),
  max: (cells, type) => extremes(cells, type, true, false),
  argmin: (cells, type) => extremes(cells, type, false, true),
  argmax: (cells, type) => extremes(cells, type, true, true),
  any: (cells) => verdicts(cells, false),
  all: (cells) => verdicts(cells, true),
  count_nonzero: (cells, type) => nonzeroCounts(cells, type, partsOf(type)),
} as const satisfies Record<ReductionName, Make>;

/** The type of the result: NumPy's. */
export function reducedType(name: ReductionName, type: NumericType): NumericType {
  const inexact = isInexact(type);
  switch (name) {
    case "sum":
    case "prod":
      return inexact ? type : kindOf(type) === "uint" ? "u8" : "i8";
    case "mean":
      return inexact ? type : "f8";
    case "var":
    case "std":
      return inexact ? realType(type) : "f8";
    case "min":
    case "max":
      return type;
    case "any":
    case "all":
      return "bool";
    case "argmin":
    case "argmax":
    case "count_nonzero":
      return "i8";
  }
}

export function reductionTakes(name: ReductionName, type: NumericType): boolean {
  const kinds: readonly TypeKind[] = REDUCTIONS[name].kinds;
  return kinds.includes(kindOf(type));
}

/** A reducer with nothing seen yet. Too many cells: `limit.exceeded`. */
export function createReducer(
  name: ReductionName,
  type: NumericType,
  cells: number,
  options: ReductionOptions = {},
): Reducer {
  if (!reductionTakes(name, type)) broken(`${name} of ${type}`);
  if (!Number.isSafeInteger(cells) || cells < 0) broken(`${cells} cells`);
  if (cells > MAX_CELLS) {
    throw new CatervaError("limit.exceeded", `a reduction to ${cells} items at once: take a slice of the result`);
  }
  const make: Make = ACCUMULATORS[name];
  const accumulator = make(cells, type, options.ddof ?? 0);
  const vectors = options.implementation === "js" ? undefined : accumulator.vectors?.();
  const output = reducedType(name, type);
  return {
    name,
    input: type,
    output,
    cells,
    add(block, { outer, axis, inner, cell, first }) {
      const count = outer * axis * inner;
      if (!Number.isSafeInteger(count) || block.length < count * sizeOf(type)) broken("a block too short");
      if (cell < 0 || cell + outer * inner > cells) broken("cells outside");
      if (vectors && feedVectors(vectors, block, sizeOf(type), { outer, axis, inner, cell, first })) return;
      const items = columnOf(type, block, count);
      for (let o = 0; o < outer; o++) {
        if (inner === 1) accumulator.run(items, o * axis, axis, cell + o, first);
        else addRows(accumulator, items, { outer: o, axis, inner, cell: cell + o * inner, first });
      }
    },
    combine(other) {
      if (other.name !== name || other.input !== type || other.cells !== cells)
        broken("states of different reductions");
      this.merge(other.state());
    },
    state: () => packState(accumulator.state),
    merge(state) {
      accumulator.combine(unpackState(state, accumulator.state));
    },
    finish: (into) => finish(name, accumulator, output, cells, into),
  };
}

/** The rows of the block's part number `outer`. */
function addRows(accumulator: Accumulator, items: Column, { outer, axis, inner, cell, first }: ReduceLayout): void {
  const start = outer * axis * inner;
  for (let a = 0; a < axis; a++) accumulator.row(items, start + a * inner, inner, cell, first + a);
}

function finish(
  name: ReductionName,
  accumulator: Accumulator,
  output: NumericType,
  cells: number,
  into: Uint8Array,
): void {
  const results = makeColumn(output, cells);
  if (accumulator.results && !isBig(results)) {
    accumulator.results(results);
    into.set(bytesOf(results));
    return;
  }
  for (let cell = 0; cell < cells; cell++) {
    const value = accumulator.result(cell);
    if (value === undefined) {
      throw new CatervaError("expression.invalid", `${name} of an array without items has no value`);
    }
    if (typeof value === "object") numbers(results).set(value, 2 * cell);
    else if (typeof value === "number") numbers(results)[cell] = value;
    else bigs(results)[cell] = value;
  }
  into.set(bytesOf(results));
}

function packState(arrays: readonly StateArray[]): Uint8Array {
  const packed = new Uint8Array(arrays.reduce((total, array) => total + array.byteLength, 0));
  let at = 0;
  for (const array of arrays) {
    packed.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  return packed;
}

/** Arrays of the form of `like`, from the bytes of {@link packState}. */
function unpackState(packed: Uint8Array, like: readonly StateArray[]): StateArray[] {
  let at = 0;
  const arrays = like.map((array): StateArray => {
    const bytes = packed.subarray(at, at + array.byteLength);
    if (bytes.length !== array.byteLength) broken("a state of another size");
    at += array.byteLength;
    const copy = array.slice();
    bytesOf(copy).set(bytes);
    return copy;
  });
  if (at !== packed.length) broken("a state of another size");
  return arrays;
}

function isInexact(type: NumericType): boolean {
  return kindOf(type) === "float" || kindOf(type) === "complex";
}

function broken(what: string): never {
  throw new CatervaError("internal.unexpected", `a reduction got ${what}`);
}
