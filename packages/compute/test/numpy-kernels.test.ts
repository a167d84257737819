import { expect, test } from "vitest";
import { requiresPython } from "../../../test/requires.ts";
import { type CompileOptions, compileKernel } from "../src/kernel/compile.ts";
import { columnOf } from "../src/kernel/js/typed-view.ts";
import { OPERATORS, type OperatorName, operatorTakes, resultType } from "../src/kernel/operators.ts";
import type { KernelProgram } from "../src/kernel/program.ts";
import { isInteger, kindOf, NUMERIC_TYPES, type NumericType, sizeOf } from "../src/kernel/types.ts";
import { fusesMultiplyAdd } from "../src/kernel/wasm/fused.ts";
import { askNumpy, firstDifference, type OracleCase, type Tolerance } from "./numpy.ts";
import { generator, samplePair } from "./samples.ts";

const COUNT = 3501;
const TYPES = Object.keys(NUMERIC_TYPES) as NumericType[];
const NAMES = Object.keys(OPERATORS) as OperatorName[];

/** Correctly rounded, or nothing to round. All other operators of floats may be 2 ULP from NumPy, and from each other. */
const EXACT = new Set<OperatorName>([
  ...([
    "add",
    "subtract",
    "multiply",
    "divide",
    "floor_divide",
    "remainder",
    "minimum",
    "maximum",
    "copysign",
  ] as const),
  ...([
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "nextafter",
    "negative",
    "absolute",
  ] as const),
  ...([
    "sign",
    "square",
    "reciprocal",
    "floor",
    "ceil",
    "trunc",
    "rint",
    "isnan",
    "isinf",
    "isfinite",
    "signbit",
  ] as const),
  ...(["real", "imag", "conjugate", "sqrt"] as const),
]);

interface Asked extends OracleCase {
  readonly program: KernelProgram;
  readonly output: NumericType;
  readonly tolerance: Tolerance;
  readonly exact: boolean;
}

function operatorCase(op: OperatorName, type: NumericType): Asked {
  const [a, b] = samplePair(type, COUNT, op.length * 31 + type.length);
  const defined = op === "power" && isInteger(type) ? withoutNegatives(type, b) : b;
  const args =
    OPERATORS[op].arity === 2 ? [a, defined] : [op === "reciprocal" && isInteger(type) ? withoutZeros(type, a) : a];
  const inexact = kindOf(type) === "float" || kindOf(type) === "complex";
  const exact = !inexact || (EXACT.has(op) && kindOf(type) === "float");
  return {
    call: op,
    type,
    args,
    output: resultType(op, type),
    exact,
    tolerance: exact ? {} : toleranceOf(op, type),
    program: {
      inputs: args.map(() => ({ type, form: "array" })),
      nodes: [
        ...args.map((_, input) => ({ kind: "input", input }) as const),
        { kind: "apply", op, type, args: args.map((_, k) => k) },
      ],
      outputs: [args.length],
    },
  };
}

function toleranceOf(op: OperatorName, type: NumericType): Tolerance {
  // Where terms cancel NumPy rounds each of them to a single.
  if (op === "logaddexp" && type === "f4") return { ulp: 4 };
  // NumPy takes the logarithm of 1 + z, whose small digits are gone.
  if (op === "log1p" && kindOf(type) === "complex") return { relative: type === "c8" ? 2e-3 : 1e-10 };
  // NumPy computes c8 in singles all the way.
  if (op === "power" && type === "c8") return { relative: 1e-3 };
  return kindOf(type) === "complex" ? { relative: type === "c8" ? 2e-5 : 1e-12 } : { ulp: 2 };
}

function castCase(type: NumericType, to: NumericType): Asked {
  const [a] = samplePair(type, COUNT, type.length + to.length);
  return {
    call: "astype",
    type,
    to,
    args: [isInteger(to) ? withinRange(type, a, to) : a],
    output: to,
    exact: true,
    tolerance: {},
    program: {
      inputs: [{ type, form: "array" }],
      nodes: [
        { kind: "input", input: 0 },
        { kind: "cast", type: to, arg: 0 },
      ],
      outputs: [1],
    },
  };
}

function selectCase(type: NumericType): Asked {
  const random = generator(3);
  return {
    call: "select",
    type,
    args: samplePair(type, COUNT, 5),
    condition: Uint8Array.from({ length: COUNT }, () => (random() < 0.5 ? 0 : 1)),
    output: type,
    exact: true,
    tolerance: {},
    program: {
      inputs: [
        { type, form: "array" },
        { type, form: "array" },
        { type: "bool", form: "array" },
      ],
      nodes: [
        { kind: "input", input: 0 },
        { kind: "input", input: 1 },
        { kind: "input", input: 2 },
        { kind: "select", type, condition: 2, whenTrue: 0, whenFalse: 1 },
      ],
      outputs: [3],
    },
  };
}

/** NumPy refuses integers to negative powers. */
function withoutNegatives(type: NumericType, bytes: Uint8Array): Uint8Array {
  return replaced(type, bytes, (value) => value < 0);
}

/** The reciprocal of an integer 0 is undefined in NumPy. */
function withoutZeros(type: NumericType, bytes: Uint8Array): Uint8Array {
  return replaced(type, bytes, (value) => Number(value) === 0);
}

/** Floats that an integer type cannot hold are undefined in NumPy. */
function withinRange(type: NumericType, bytes: Uint8Array, to: NumericType): Uint8Array {
  if (kindOf(type) !== "float" && kindOf(type) !== "complex") return bytes;
  const bits = sizeOf(to) * 8;
  const [low, high] = kindOf(to) === "int" ? [-(2 ** (bits - 1)), 2 ** (bits - 1)] : [0, 2 ** bits];
  return replaced(type, bytes, (value) => !(Math.trunc(Number(value)) >= low && Number(value) < high));
}

/** Items (parts of complex ones) that `is` picks become those of the first item that it does not. */
function replaced(type: NumericType, bytes: Uint8Array, is: (value: number | bigint) => boolean): Uint8Array {
  const copy = bytes.slice();
  const items = columnOf(type, copy, COUNT);
  const size = copy.length / items.length;
  const good = [...items].findIndex((value) => !is(value));
  for (let k = 0; k < items.length; k++) {
    if (is(items[k] ?? 0)) copy.copyWithin(k * size, good * size, (good + 1) * size);
  }
  return copy;
}

/** Both ways to compute functions, where this machine has both. */
const WAYS = fusesMultiplyAdd() ? [true, false] : [false];

function run(asked: Asked, options: CompileOptions): Uint8Array {
  const into = new Uint8Array(COUNT * sizeOf(asked.output));
  const inputs = asked.condition ? [...asked.args, asked.condition] : asked.args;
  compileKernel(asked.program, options).run(inputs, [into], COUNT);
  return into;
}

const CASES = [
  ...NAMES.flatMap((op) => TYPES.filter((type) => operatorTakes(op, type)).map((type) => operatorCase(op, type))),
  ...TYPES.flatMap((type) => TYPES.map((to) => castCase(type, to))),
  ...TYPES.map(selectCase),
];

test("vectors and plain loops give the same, but for the last digits of functions", () => {
  const wrong = CASES.flatMap((asked) => {
    const tolerance = asked.exact ? {} : asked.tolerance;
    const plain = run(asked, { implementation: "js" });
    return WAYS.flatMap((fused) => {
      const difference = firstDifference(asked.output, run(asked, { fused }), plain, tolerance);
      return difference ? [`${asked.call} ${asked.type} ${asked.to ?? ""}, fused ${fused}: ${difference}`] : [];
    });
  });
  expect(wrong).toEqual([]);
}, 60_000);

test("every operator, cast and type as NumPy has it", (context) => {
  const cases = CASES;
  const answers = askNumpy(
    requiresPython(context),
    cases.map(({ program: _, ...asked }) => asked),
  );
  const wrong = cases.flatMap((asked, index) => {
    const answer = answers[index];
    if (answer?.dtype !== asked.output)
      return [`${asked.call} ${asked.type}: ${asked.output} instead of ${answer?.dtype}`];
    return WAYS.flatMap((fused) => {
      const difference = firstDifference(asked.output, run(asked, { fused }), answer.data, asked.tolerance);
      return difference ? [`${asked.call} ${asked.type} ${asked.to ?? ""}, fused ${fused}: ${difference}`] : [];
    });
  });
  expect(wrong).toEqual([]);
}, 60_000);
