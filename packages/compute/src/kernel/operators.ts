import { NUMERIC_TYPES, type NumericType, realType, type TypeKind } from "./types.ts";

type Result = "same" | "bool" | "real";

interface OperatorRule {
  /** How many arguments, all of the type the operator works in. */
  readonly arity: 1 | 2;
  readonly kinds: readonly TypeKind[];
  /** `same` as it works in; `real`: the float of a complex type. */
  readonly result: Result;
}

const ANY: readonly TypeKind[] = ["bool", "int", "uint", "float", "complex"];
const NUMBERS: readonly TypeKind[] = ["int", "uint", "float", "complex"];
const ORDERED: readonly TypeKind[] = ["bool", "int", "uint", "float"];
const REALS: readonly TypeKind[] = ["int", "uint", "float"];
const INTEGERS: readonly TypeKind[] = ["int", "uint"];
const BITS: readonly TypeKind[] = ["bool", "int", "uint"];
const FLOATS: readonly TypeKind[] = ["float"];
const INEXACT: readonly TypeKind[] = ["float", "complex"];
const BOOL: readonly TypeKind[] = ["bool"];

function unary(kinds: readonly TypeKind[], result: Result = "same"): OperatorRule {
  return { arity: 1, kinds, result };
}

function binary(kinds: readonly TypeKind[], result: Result = "same"): OperatorRule {
  return { arity: 2, kinds, result };
}

/**
 * Every elementwise operator, with NumPy's name and NumPy's meaning in the type it works in:
 *
 * - integers wrap; `floor_divide` floors and `remainder` has the sign of the divisor, both 0 for a divisor of 0;
 *   a shift by the width or more (or by a negative count) is 0, or -1 for `right_shift` of a negative number;
 * - `add` of bool is or, `multiply` and; there is no `subtract` or `negative` of bool (NumPy refuses them, too);
 * - `power` of an integer to a negative one, which NumPy refuses, is the true value rounded towards zero (0 for 0);
 * - `reciprocal` of integers is 1 for 1, -1 for -1, else 0;
 * - `minimum` and `maximum` pass a NaN on; `sign` of NaN is NaN; `rint` rounds halves to even;
 * - `floor ceil trunc rint` are for floats: integers need no operator;
 * - complex numbers have no order: `less`, `minimum` and their like do not take them.
 */
export const OPERATORS = {
  add: binary(ANY),
  subtract: binary(NUMBERS),
  multiply: binary(ANY),
  divide: binary(INEXACT),
  floor_divide: binary(REALS),
  remainder: binary(REALS),
  power: binary(NUMBERS),
  minimum: binary(ORDERED),
  maximum: binary(ORDERED),
  bitwise_and: binary(BITS),
  bitwise_or: binary(BITS),
  bitwise_xor: binary(BITS),
  left_shift: binary(INTEGERS),
  right_shift: binary(INTEGERS),
  arctan2: binary(FLOATS),
  hypot: binary(FLOATS),
  logaddexp: binary(FLOATS),
  copysign: binary(FLOATS),
  nextafter: binary(FLOATS),
  equal: binary(ANY, "bool"),
  not_equal: binary(ANY, "bool"),
  less: binary(ORDERED, "bool"),
  less_equal: binary(ORDERED, "bool"),
  greater: binary(ORDERED, "bool"),
  greater_equal: binary(ORDERED, "bool"),
  logical_and: binary(BOOL),
  logical_or: binary(BOOL),
  logical_xor: binary(BOOL),
  logical_not: unary(BOOL),
  invert: unary(BITS),
  negative: unary(NUMBERS),
  absolute: unary(ANY, "real"),
  sign: unary(REALS),
  square: unary(NUMBERS),
  reciprocal: unary(NUMBERS),
  floor: unary(FLOATS),
  ceil: unary(FLOATS),
  trunc: unary(FLOATS),
  rint: unary(FLOATS),
  isnan: unary(INEXACT, "bool"),
  isinf: unary(INEXACT, "bool"),
  isfinite: unary(INEXACT, "bool"),
  signbit: unary(FLOATS, "bool"),
  real: unary(INEXACT, "real"),
  imag: unary(INEXACT, "real"),
  conjugate: unary(NUMBERS),
  sqrt: unary(INEXACT),
  exp: unary(INEXACT),
  expm1: unary(INEXACT),
  log: unary(INEXACT),
  log2: unary(INEXACT),
  log10: unary(INEXACT),
  log1p: unary(INEXACT),
  sin: unary(INEXACT),
  cos: unary(INEXACT),
  tan: unary(INEXACT),
  arcsin: unary(INEXACT),
  arccos: unary(INEXACT),
  arctan: unary(INEXACT),
  sinh: unary(INEXACT),
  cosh: unary(INEXACT),
  tanh: unary(INEXACT),
  arcsinh: unary(INEXACT),
  arccosh: unary(INEXACT),
  arctanh: unary(INEXACT),
} as const satisfies Record<string, OperatorRule>;

export type OperatorName = keyof typeof OPERATORS;

export function isOperatorName(name: string): name is OperatorName {
  return Object.hasOwn(OPERATORS, name);
}

export function operatorTakes(name: OperatorName, type: NumericType): boolean {
  const kinds: readonly TypeKind[] = OPERATORS[name].kinds;
  return kinds.includes(NUMERIC_TYPES[type].kind);
}

/** The type of the result of an operator that works in `type`. */
export function resultType(name: OperatorName, type: NumericType): NumericType {
  const { result } = OPERATORS[name];
  return result === "bool" ? "bool" : result === "real" ? realType(type) : type;
}
