import { CatervaError } from "@caterva2/ndarray";
import { castColumn } from "../js/cast.ts";
import { bigs, bytesOf, type Column, isBig, makeColumn, numbers, partsOf } from "../js/columns.ts";
import { columnOf } from "../js/typed-view.ts";
import { type NumericType, sizeOf } from "../types.ts";
import { reducedType } from "./create-reducer.ts";

export interface AccumulateLayout {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
}

/**
 * `cumulative_sum` and `cumulative_prod` along the middle of `outer` x `axis` x `inner` items. `carry` holds
 * `outer * inner` items of the result's type: the values before the block; it is left holding those after it (for the
 * first block: zeros for a sum, ones for a product). Rounds at each step, as NumPy does; `half`: f4 to binary16.
 */
export function accumulateBlock(
  name: "sum" | "prod",
  type: NumericType,
  block: Uint8Array,
  into: Uint8Array,
  carry: Uint8Array,
  { outer, axis, inner }: AccumulateLayout,
  half = false,
): void {
  const output = reducedType(name, type);
  const count = outer * axis * inner;
  const lines = outer * inner;
  if (
    block.length < count * sizeOf(type) ||
    into.length < count * sizeOf(output) ||
    carry.length < lines * sizeOf(output)
  ) {
    throw new CatervaError("internal.unexpected", "a cumulative reduction got too few bytes");
  }
  const values = makeColumn(output, count);
  castColumn(type, columnOf(type, block, count), output, values, count);
  const before = makeColumn(output, lines);
  bytesOf(before).set(carry.subarray(0, lines * sizeOf(output)));
  const step = stepOf(name, output, half);
  for (let o = 0; o < outer; o++) {
    for (let a = 0; a < axis; a++) {
      for (let i = 0; i < inner; i++) step(values, (o * axis + a) * inner + i, before, o * inner + i);
    }
  }
  into.set(bytesOf(values));
  carry.set(bytesOf(before));
}

type Step = (values: Column, at: number, before: Column, line: number) => void;

function stepOf(name: "sum" | "prod", type: NumericType, half: boolean): Step {
  if (partsOf(type) === 2) return name === "sum" ? addComplex : multiplyComplex;
  return (values, at, before, line) => {
    if (isBig(values)) {
      const [x, y] = [bigs(before)[line] ?? 0n, values[at] ?? 0n];
      bigs(before)[line] = name === "sum" ? x + y : x * y;
      values[at] = bigs(before)[line] ?? 0n;
      return;
    }
    const lines = numbers(before);
    const [x, y] = [lines[line] ?? 0, values[at] ?? 0];
    const next = name === "sum" ? x + y : x * y;
    lines[line] = half ? Math.f16round(next) : next;
    values[at] = lines[line] ?? 0;
  };
}

function addComplex(values: Column, at: number, before: Column, line: number): void {
  const [items, lines] = [numbers(values), numbers(before)];
  for (let part = 0; part < 2; part++) {
    lines[2 * line + part] = (lines[2 * line + part] ?? 0) + (items[2 * at + part] ?? 0);
    items[2 * at + part] = lines[2 * line + part] ?? 0;
  }
}

function multiplyComplex(values: Column, at: number, before: Column, line: number): void {
  const [items, lines] = [numbers(values), numbers(before)];
  const [a, b] = [lines[2 * line] ?? 0, lines[2 * line + 1] ?? 0];
  const [c, d] = [items[2 * at] ?? 0, items[2 * at + 1] ?? 0];
  lines[2 * line] = a * c - b * d;
  lines[2 * line + 1] = a * d + b * c;
  items[2 * at] = lines[2 * line] ?? 0;
  items[2 * at + 1] = lines[2 * line + 1] ?? 0;
}
