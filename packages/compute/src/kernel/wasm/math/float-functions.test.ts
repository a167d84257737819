import { expect, test } from "vitest";
import { firstDifference } from "../../../../test/numpy.ts";
import { generator } from "../../../../test/samples.ts";
import { compileKernel } from "../../compile.ts";
import { OPERATORS, type OperatorName } from "../../operators.ts";
import type { KernelProgram } from "../../program.ts";
import { fusesMultiplyAdd } from "../fused.ts";
import { DOUBLE_FUNCTIONS, SINGLE_FUNCTIONS } from "./float-functions.ts";

/** Both ways to compute functions, where this machine has both. */
const WAYS = fusesMultiplyAdd() ? [true, false] : [false];

function apply(op: OperatorName, values: Float64Array, fused: boolean): Float64Array {
  const results = new Float64Array(values.length);
  const program: KernelProgram = {
    inputs: [{ type: "f8", form: "array" }],
    nodes: [
      { kind: "input", input: 0 },
      { kind: "apply", op, type: "f8", args: [0] },
    ],
    outputs: [1],
  };
  compileKernel(program, { fused }).run(
    [new Uint8Array(values.buffer)],
    [new Uint8Array(results.buffer)],
    values.length,
  );
  return results;
}

test.each(WAYS)(
  "the cosine of the double that is nearest to an odd multiple of pi/2 (Muller, Elementary Functions); fused: %s",
  (fused) => {
    expect(apply("cos", Float64Array.of(6381956970095103 * 2 ** 797), fused)[0]).toBe(-4.687165924254628e-19);
  },
);

test.each(WAYS)("sin, cos and tan keep all digits close to multiples of pi/2; fused: %s", (fused) => {
  const near = Float64Array.from({ length: 20_000 }, (_, k) => Math.round(k * 30.7) * (Math.PI / 2));
  for (const op of ["sin", "cos", "tan"] as const) {
    const wanted = near.map(Math[op]);
    const [ours, theirs] = [apply(op, near, fused), wanted].map((values) => new Uint8Array(values.buffer));
    expect(ours && theirs && firstDifference("f8", ours, theirs, { ulp: 2 })).toBeUndefined();
  }
});

test.each(WAYS)("functions have their round values at 0; fused: %s", (fused) => {
  for (const tiny of [0, 1e-300, 1e-20, 1e-12, 1e-9]) {
    for (const op of ["cos", "exp", "cosh"] as const) {
      const [value] = apply(op, Float64Array.of(tiny), fused);
      expect(value).toBe(op === "exp" ? 1 + tiny : 1);
    }
    for (const op of ["sin", "tan", "arcsin", "arctan", "tanh", "sinh", "expm1", "log1p"] as const) {
      const [value = 0, negative = 0] = apply(op, Float64Array.of(tiny, -tiny), fused);
      expect(Math.abs(value - tiny)).toBeLessThanOrEqual(tiny * tiny);
      expect([op, Object.is(negative, -0) || negative < 0]).toEqual([op, true]);
    }
  }
});

/** Functions of one or two floats, as the kernels of either implementation compute them. */
function resultOf(
  op: OperatorName,
  type: "f4" | "f8",
  options: { readonly implementation: "wasm" | "js"; readonly fused?: boolean },
  args: readonly Uint8Array[],
) {
  const used = args.slice(0, OPERATORS[op].arity);
  const program: KernelProgram = {
    inputs: used.map(() => ({ type, form: "array" })),
    nodes: [
      ...used.map((_, input) => ({ kind: "input", input }) as const),
      { kind: "apply", op, type, args: used.map((_, index) => index) },
    ],
    outputs: [used.length],
  };
  const into = new Uint8Array(args[0]?.length ?? 0);
  compileKernel(program, options).run(used, [into], into.length / (type === "f4" ? 4 : 8));
  return into;
}

const SPECIAL = [0, -0, 1, -1, 2, -2, 0.5, -0.5, 3, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const RARE = [2 ** -140, -(2 ** -149), 2 ** -1030, 5e-324, 3e38, -3e38, 1e300, -1e300, 1e-300, 2 ** 53, 33, -7];

/** Pairs of numbers around 1 up to a size, and every pair of special ones. */
function pairs(type: "f4" | "f8", range: number, random: () => number): Uint8Array[] {
  const near = () => 1 + (random() - 0.5) * 2 * range;
  const both = [...SPECIAL, ...RARE].flatMap((x) => [...SPECIAL, ...RARE].map((y) => [x, y] as const));
  const dense = Array.from({ length: 20_000 }, () => [near(), random() < 0.2 ? Math.round(near()) : near()] as const);
  const make = (values: number[]) => (type === "f4" ? Float32Array.from(values) : Float64Array.from(values));
  return [0, 1].map((part) => new Uint8Array(make([...dense, ...both].map((pair) => pair[part] ?? 0)).buffer));
}

const SINGLES = [...new Set([...Object.keys(DOUBLE_FUNCTIONS), ...Object.keys(SINGLE_FUNCTIONS)])];

test.each(
  WAYS.flatMap(
    (fused) =>
      [
        ["f8", fused, Object.keys(DOUBLE_FUNCTIONS), 2],
        // Of doubles, rounded.
        ["f4", fused, SINGLES, fused ? 2 : 1],
      ] as const,
  ),
)("dense and special values of every function of %s are those of the plain one; fused: %s", (...args) => {
  const [type, fused, names, ulp] = args;
  const random = generator(11);
  for (const op of names as OperatorName[]) {
    for (const range of [1e-9, 1, 4, type === "f8" ? 800 : 110, 1e5]) {
      const args = pairs(type, range, random);
      const ours = resultOf(op, type, { implementation: "wasm", fused }, args);
      const wanted = resultOf(op, type, { implementation: "js" }, args);
      const difference = firstDifference(type, ours, wanted, { ulp });
      expect(`${op} ${range} ${difference}`).toBe(`${op} ${range} undefined`);
    }
  }
});
