import type { OperatorName } from "../kernel/operators.ts";
import type { ElementType } from "../types/element-type.ts";

const INTEGERS: readonly ElementType[] = ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"];
const FLOATS: readonly ElementType[] = ["f2", "f4", "f8"];
const INEXACT: readonly ElementType[] = [...FLOATS, "c8", "c16"];
const ORDERED: readonly ElementType[] = ["bool", ...INTEGERS, ...FLOATS];

/**
 * NumPy's loops of a function, in the order it tries them: the first is taken that all arguments cast to safely.
 * (`resolve_dtypes` of its ufuncs, NumPy 2.)
 */
export const LOOPS = {
  all: ["bool", ...INTEGERS, ...INEXACT],
  numbers: [...INTEGERS, ...INEXACT],
  ordered: ORDERED,
  reals: [...INTEGERS, ...FLOATS],
  bits: ["bool", ...INTEGERS],
  integers: INTEGERS,
  floats: FLOATS,
  inexact: INEXACT,
  bool: ["bool"],
} as const satisfies Record<string, readonly ElementType[]>;

export interface UfuncRule {
  readonly op: OperatorName;
  readonly arity: 1 | 2;
  readonly loops: keyof typeof LOOPS;
  /**
   * `refused`: not for bool, as in NumPy. `quotient`: of integers, in f8. `truth`: of what is not zero.
   * `same`: integers and bool stay as they are. `number`: false or true for all integers.
   * `part`: of real numbers, themselves or zeros. `exponent`: not negative, for integers.
   */
  readonly special?: "refused" | "quotient" | "truth" | "same" | "finite" | "never" | "real" | "imag" | "exponent";
}

function unary(op: OperatorName, loops: keyof typeof LOOPS, special?: UfuncRule["special"]): UfuncRule {
  return special === undefined ? { op, arity: 1, loops } : { op, arity: 1, loops, special };
}

function binary(op: OperatorName, loops: keyof typeof LOOPS, special?: UfuncRule["special"]): UfuncRule {
  return special === undefined ? { op, arity: 2, loops } : { op, arity: 2, loops, special };
}

/** The elementwise functions of one or two arrays, by their names in the language. */
export const UFUNCS = {
  add: binary("add", "all"),
  subtract: binary("subtract", "numbers", "refused"),
  multiply: binary("multiply", "all"),
  divide: binary("divide", "inexact", "quotient"),
  true_divide: binary("divide", "inexact", "quotient"),
  floor_divide: binary("floor_divide", "reals"),
  remainder: binary("remainder", "reals"),
  mod: binary("remainder", "reals"),
  power: binary("power", "numbers", "exponent"),
  pow: binary("power", "numbers", "exponent"),
  maximum: binary("maximum", "ordered"),
  minimum: binary("minimum", "ordered"),
  equal: binary("equal", "all"),
  not_equal: binary("not_equal", "all"),
  less: binary("less", "ordered"),
  less_equal: binary("less_equal", "ordered"),
  greater: binary("greater", "ordered"),
  greater_equal: binary("greater_equal", "ordered"),
  logical_and: binary("logical_and", "bool", "truth"),
  logical_or: binary("logical_or", "bool", "truth"),
  logical_xor: binary("logical_xor", "bool", "truth"),
  logical_not: unary("logical_not", "bool", "truth"),
  bitwise_and: binary("bitwise_and", "bits"),
  bitwise_or: binary("bitwise_or", "bits"),
  bitwise_xor: binary("bitwise_xor", "bits"),
  bitwise_left_shift: binary("left_shift", "integers"),
  bitwise_right_shift: binary("right_shift", "integers"),
  left_shift: binary("left_shift", "integers"),
  right_shift: binary("right_shift", "integers"),
  bitwise_invert: unary("invert", "bits"),
  invert: unary("invert", "bits"),
  arctan2: binary("arctan2", "floats"),
  atan2: binary("arctan2", "floats"),
  hypot: binary("hypot", "floats"),
  logaddexp: binary("logaddexp", "floats"),
  copysign: binary("copysign", "floats"),
  nextafter: binary("nextafter", "floats"),
  negative: unary("negative", "numbers", "refused"),
  absolute: unary("absolute", "all"),
  abs: unary("absolute", "all"),
  square: unary("square", "numbers"),
  reciprocal: unary("reciprocal", "numbers"),
  conj: unary("conjugate", "numbers"),
  conjugate: unary("conjugate", "numbers"),
  real: unary("real", "inexact", "real"),
  imag: unary("imag", "inexact", "imag"),
  floor: unary("floor", "floats", "same"),
  ceil: unary("ceil", "floats", "same"),
  trunc: unary("trunc", "floats", "same"),
  isnan: unary("isnan", "inexact", "never"),
  isinf: unary("isinf", "inexact", "never"),
  isfinite: unary("isfinite", "inexact", "finite"),
  signbit: unary("signbit", "floats"),
  sqrt: unary("sqrt", "inexact"),
  exp: unary("exp", "inexact"),
  expm1: unary("expm1", "inexact"),
  log: unary("log", "inexact"),
  log2: unary("log2", "inexact"),
  log10: unary("log10", "inexact"),
  log1p: unary("log1p", "inexact"),
  sin: unary("sin", "inexact"),
  cos: unary("cos", "inexact"),
  tan: unary("tan", "inexact"),
  arcsin: unary("arcsin", "inexact"),
  asin: unary("arcsin", "inexact"),
  arccos: unary("arccos", "inexact"),
  acos: unary("arccos", "inexact"),
  arctan: unary("arctan", "inexact"),
  atan: unary("arctan", "inexact"),
  sinh: unary("sinh", "inexact"),
  cosh: unary("cosh", "inexact"),
  tanh: unary("tanh", "inexact"),
  arcsinh: unary("arcsinh", "inexact"),
  asinh: unary("arcsinh", "inexact"),
  arccosh: unary("arccosh", "inexact"),
  acosh: unary("arccosh", "inexact"),
  arctanh: unary("arctanh", "inexact"),
  atanh: unary("arctanh", "inexact"),
} as const satisfies Record<string, UfuncRule>;

export type UfuncName = keyof typeof UFUNCS;

export function isUfuncName(name: string): name is UfuncName {
  return Object.hasOwn(UFUNCS, name);
}

/** The function that an operator means. */
export const OPERATOR_UFUNCS = {
  "+": "add",
  "-": "subtract",
  "*": "multiply",
  "/": "divide",
  "//": "floor_divide",
  "%": "remainder",
  "**": "power",
  "&": "bitwise_and",
  "|": "bitwise_or",
  "^": "bitwise_xor",
  "<<": "left_shift",
  ">>": "right_shift",
  "<": "less",
  "<=": "less_equal",
  ">": "greater",
  ">=": "greater_equal",
  "==": "equal",
  "!=": "not_equal",
} as const satisfies Record<string, UfuncName>;
