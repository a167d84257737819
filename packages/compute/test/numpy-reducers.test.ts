import { expect, test } from "vitest";
import { requiresPython } from "../../../test/requires.ts";
import { accumulateBlock } from "../src/kernel/reduce/accumulate.ts";
import { createReducer, reducedType, reductionTakes } from "../src/kernel/reduce/create-reducer.ts";
import { REDUCTIONS, type Reducer, type ReductionName } from "../src/kernel/reducer.ts";
import { kindOf, NUMERIC_TYPES, type NumericType, realType, sizeOf } from "../src/kernel/types.ts";
import { askNumpy, firstDifference, type OracleCase, type Tolerance } from "./numpy.ts";
import { samplePair } from "./samples.ts";

const TYPES = Object.keys(NUMERIC_TYPES) as NumericType[];
const NAMES = Object.keys(REDUCTIONS) as ReductionName[];
const SHAPE = [13, 17, 11] as const;
const COUNT = 13 * 17 * 11;

/** Past the special values: these stand for data. The first hundred hold them, NaN and infinities among them. */
function data(type: NumericType, special: boolean): Uint8Array {
  const [bytes] = samplePair(type, COUNT + 4000, 17);
  const size = sizeOf(type);
  return special ? bytes.slice(0, COUNT * size) : bytes.slice(4000 * size, (4000 + COUNT) * size);
}

/** The reduction in blocks of some planes each, by two reducers that are then combined. */
function reduce(
  name: ReductionName,
  type: NumericType,
  block: Uint8Array,
  axis: number | null,
  ddof: number,
  implementation: "auto" | "js",
): Uint8Array {
  const [outer, inner] = axis === null ? [1, 1] : axis === 0 ? [1, 187] : axis === 1 ? [13, 11] : [221, 1];
  const cells = axis === null ? 1 : outer * inner;
  const make = () => createReducer(name, type, cells, { ddof, implementation });
  const [a, b] = [make(), make()];
  for (const [part, from, to] of [
    [a, 0, 3],
    [b, 3, 4],
    [a, 4, 13],
  ] as const)
    addPlanes(part, block, axis, from, to);
  const into = new Uint8Array(cells * sizeOf(a.output));
  b.merge(make().state());
  a.combine(b);
  a.finish(into);
  return into;
}

function addPlanes(reducer: Reducer, block: Uint8Array, axis: number | null, from: number, to: number): void {
  const size = sizeOf(reducer.input);
  const bytes = block.subarray(from * 187 * size, to * 187 * size);
  const planes = to - from;
  if (axis === null) reducer.add(bytes, { outer: 1, axis: planes * 187, inner: 1, cell: 0, first: from * 187 });
  else if (axis === 0) reducer.add(bytes, { outer: 1, axis: planes, inner: 187, cell: 0, first: from });
  else if (axis === 1) reducer.add(bytes, { outer: planes, axis: 17, inner: 11, cell: from * 11, first: 0 });
  else reducer.add(bytes, { outer: planes * 17, axis: 11, inner: 1, cell: from * 17, first: 0 });
}

function toleranceOf(name: string, type: NumericType): Tolerance {
  const kind = kindOf(type);
  if (["min", "max", "argmin", "argmax", "any", "all", "count_nonzero"].includes(name)) return {};
  if (["sum", "prod"].includes(name) && kind !== "float" && kind !== "complex") return {};
  // Sums that nearly cancel differ by what NumPy rounds; ours are compensated.
  return { relative: realType(type) === "f4" ? 1e-4 : 1e-11 };
}

interface Asked extends OracleCase {
  readonly call: ReductionName;
  readonly axis: number | null;
  readonly ddof: number;
}

const CASES: Asked[] = NAMES.flatMap((name) =>
  TYPES.filter((type) => reductionTakes(name, type)).flatMap((type) =>
    [null, 0, 1, 2].flatMap((axis) =>
      // Special values only where no rounding can hide behind an infinity or a NaN.
      (toleranceOf(name, type).relative === undefined ? [false, true] : [false]).map((special) => ({
        call: name,
        type,
        args: [data(type, special)],
        shape: SHAPE,
        axis,
        ddof: axis === 1 ? 1 : 0,
      })),
    ),
  ),
);

test.for(["auto", "js"] as const)(
  "every reduction, along every axis, in blocks that are combined: %s",
  { timeout: 60_000 },
  (implementation, context) => {
    const answers = askNumpy(requiresPython(context), CASES);
    const wrong = CASES.flatMap((asked, index) => {
      const { call, type, args, axis, ddof } = asked;
      const answer = answers[index];
      const output = reducedType(call, type);
      if (answer?.dtype !== output) return [`${call} ${type}: ${output} instead of ${answer?.dtype}`];
      const ours = reduce(call, type, args[0] ?? new Uint8Array(), axis, ddof, implementation);
      const difference = firstDifference(output, ours, answer.data, toleranceOf(call, type));
      return difference ? [`${call} ${type} axis ${axis}: ${difference}`] : [];
    });
    expect(wrong).toEqual([]);
  },
);

test("cumulative sums and products carry on from block to block", (context) => {
  const cases = TYPES.flatMap((type) =>
    (["sum", "prod"] as const).flatMap((name) =>
      [0, 1, 2].map((axis) => ({
        call: `cumulative_${name}`,
        name,
        type,
        args: [data(type, false)],
        shape: SHAPE,
        axis,
      })),
    ),
  );
  const answers = askNumpy(requiresPython(context), cases);
  const wrong = cases.flatMap(({ call, name, type, args, axis }, index) => {
    const answer = answers[index];
    const output = reducedType(name, type);
    if (answer?.dtype !== output) return [`${call} ${type}: ${output} instead of ${answer?.dtype}`];
    const difference = firstDifference(output, accumulate(name, type, args[0] ?? new Uint8Array(), axis), answer.data, {
      relative: realType(type) === "f4" ? 1e-3 : 1e-9,
    });
    return difference ? [`${call} ${type} axis ${axis}: ${difference}`] : [];
  });
  expect(wrong).toEqual([]);
}, 60_000);

function accumulate(name: "sum" | "prod", type: NumericType, block: Uint8Array, axis: number): Uint8Array {
  const output = reducedType(name, type);
  const [size, width] = [sizeOf(type), sizeOf(output)];
  const into = new Uint8Array(COUNT * width);
  const start = new Uint8Array(187 * width);
  const one = createReducer(name, type, 187);
  one.finish(start);
  let carry = start.slice();
  for (const [from, to] of [
    [0, 4],
    [4, 13],
  ] as const) {
    const planes = to - from;
    const layout =
      axis === 0
        ? { outer: 1, axis: planes, inner: 187 }
        : axis === 1
          ? { outer: planes, axis: 17, inner: 11 }
          : { outer: planes * 17, axis: 11, inner: 1 };
    if (axis !== 0) {
      carry = new Uint8Array(layout.outer * layout.inner * width);
      for (let at = 0; at < carry.length; at += width) carry.set(start.subarray(0, width), at);
    }
    accumulateBlock(
      name,
      type,
      block.subarray(from * 187 * size, to * 187 * size),
      into.subarray(from * 187 * width),
      carry,
      layout,
    );
  }
  return into;
}

test("nothing seen: what has a value gives it, the rest says why not", () => {
  const value = (name: ReductionName) => {
    const into = new Float64Array(1);
    createReducer(name, "f8", 1).finish(new Uint8Array(into.buffer));
    return into[0];
  };
  expect([value("sum"), value("prod"), value("mean"), value("var")]).toEqual([0, 1, Number.NaN, Number.NaN]);
  for (const name of ["min", "max", "argmin", "argmax"] as const) {
    expect(() => value(name)).toThrow(expect.objectContaining({ code: "expression.invalid" }));
  }
});

test("a sum whose digits cancel keeps what NumPy's pairwise sum loses", () => {
  const values = Float64Array.from({ length: 3000 }, (_, k) => [1e16, 1, -1e16][Math.floor(k / 1000)] ?? 0);
  const reducer = createReducer("sum", "f8", 1);
  reducer.add(new Uint8Array(values.buffer), { outer: 1, axis: 3000, inner: 1, cell: 0, first: 0 });
  const into = new Float64Array(1);
  reducer.finish(new Uint8Array(into.buffer));
  expect(Math.abs((into[0] ?? 0) - 1000)).toBeLessThan(200);
});

test("states of another form are refused", () => {
  expect(() => createReducer("sum", "f8", 2).merge(new Uint8Array(7))).toThrow("another size");
  expect(() => createReducer("sum", "f8", 2).combine(createReducer("sum", "f8", 3))).toThrow("different");
  expect(() => createReducer("sum", "f8", 2 ** 30)).toThrow(expect.objectContaining({ code: "limit.exceeded" }));
});
