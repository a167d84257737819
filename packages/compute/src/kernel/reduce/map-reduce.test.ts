import { expect, test } from "vitest";
import { compileKernel } from "../compile.ts";
import type { KernelProgram } from "../program.ts";
import { createReducer } from "./create-reducer.ts";
import { createMapReduce, TILE, tilesOf } from "./map-reduce.ts";

const SQUARE: KernelProgram = {
  inputs: [{ type: "f8", form: "array" }],
  nodes: [
    { kind: "input", input: 0 },
    { kind: "apply", op: "square", type: "f8", args: [0] },
  ],
  outputs: [1],
};

test.each([
  { outer: 1, axis: 40_000, inner: 1, cell: 0, first: 7 },
  { outer: 3, axis: 15_000, inner: 1, cell: 2, first: 0 },
  { outer: 70, axis: 501, inner: 1, cell: 2, first: 0 },
  { outer: 2, axis: 50, inner: 37, cell: 0, first: 0 },
  { outer: 2, axis: 3, inner: 20_000, cell: 1, first: 0 },
])("tiles cover a block once, and never more than fit one: $outer x $axis x $inner", (layout) => {
  const seen = new Uint8Array(layout.outer * layout.axis * layout.inner);
  for (const { start, count, part } of tilesOf(layout)) {
    expect(count).toBe(part.outer * part.axis * part.inner);
    expect(count).toBeLessThanOrEqual(TILE);
    for (let k = start; k < start + count; k++) seen[k] = (seen[k] ?? 0) + 1;
  }
  expect(seen.every((times) => times === 1)).toBe(true);
});

test("what is computed and reduced by tiles is what is computed first and reduced then", () => {
  const layout = { outer: 2, axis: 300, inner: 41, cell: 0, first: 0 };
  const values = Float64Array.from({ length: 2 * 300 * 41 }, (_, k) => ((k * 7919) % 1000) - 500);
  const [fused, apart] = [createReducer("max", "f8", 82), createReducer("max", "f8", 82)];
  createMapReduce(compileKernel(SQUARE), [fused])({ inputs: [new Uint8Array(values.buffer)], layout });
  apart.add(new Uint8Array(values.map((x) => x * x).buffer), layout);
  const [ours, wanted] = [fused, apart].map((reducer) => {
    const into = new Float64Array(82);
    reducer.finish(new Uint8Array(into.buffer));
    return [...into];
  });
  expect(ours).toEqual(wanted);
});

test("a reducer of another type than the output is refused", () => {
  expect(() => createMapReduce(compileKernel(SQUARE), [createReducer("max", "f4", 1)])).toThrow("do not fit");
});
