import { refuse } from "../../language/refuse.ts";
import type { CallValues, Runtime } from "./runtime.ts";
import { numberOf, plainItem } from "./scalars.ts";
import { type FunctionValue, NO_VALUE } from "./values.ts";

/** Functions of Python's `math` that are NumPy's of the same name, for single numbers. */
const MATH_FUNCTIONS: ReadonlySet<string> = new Set([
  ...["sqrt", "exp", "expm1", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "asin", "acos", "atan", "atan2"],
  ...["sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "hypot", "pow", "fabs", "floor", "ceil", "trunc", "copysign"],
  ...["isnan", "isinf", "isfinite", "fmod", "radians", "degrees"],
]);

const INTEGER_RESULTS: readonly string[] = ["floor", "ceil", "trunc"];

function floatOf(value: number): FunctionValue {
  return { kind: "number", number: { kind: "float", value } };
}

/** Constants of `np` and `math`. */
const CONSTANTS: Readonly<Record<string, FunctionValue>> = {
  pi: floatOf(Math.PI),
  e: floatOf(Math.E),
  tau: floatOf(2 * Math.PI),
  nan: floatOf(Number.NaN),
  inf: floatOf(Number.POSITIVE_INFINITY),
  euler_gamma: floatOf(0.5772156649015329),
  newaxis: NO_VALUE,
};

export function constantNamed(name: string): FunctionValue | undefined {
  return Object.hasOwn(CONSTANTS, name) ? CONSTANTS[name] : undefined;
}

export function isMathName(name: string): boolean {
  return MATH_FUNCTIONS.has(name);
}

/** Calls a function of `math`. @throws Refusal for arrays of several items */
export async function callMath(runtime: Runtime, name: string, values: CallValues): Promise<FunctionValue> {
  const args: FunctionValue[] = [];
  for (const arg of values.args) {
    args.push({ kind: "number", number: await numberOf(runtime, arg, `the argument of math.${name}`) });
  }
  const made = await runtime.call({ kind: "library", module: "np", name }, { ...values, args });
  const item = plainItem(await runtime.piece(made));
  if (!INTEGER_RESULTS.includes(name) || item.kind !== "number" || item.number.kind !== "float") return item;
  const whole = item.number.value;
  if (!Number.isFinite(whole)) return refuse(`math.${name} of ${whole}`);
  return { kind: "number", number: { kind: "integer", value: BigInt(whole) } };
}
