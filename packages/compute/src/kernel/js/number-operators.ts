import type { OperatorName } from "../operators.ts";
import {
  copysign,
  floorDivide,
  hypot,
  logaddexp,
  nextafter,
  nextafterSingle,
  pow,
  remainder,
  rint,
  sign,
  signbit,
} from "./float-functions.ts";

export type NumberOperator = (a: number, b: number) => number;
export type NumberTable = Readonly<Partial<Record<OperatorName, NumberOperator>>>;

const COMPARISONS: NumberTable = {
  equal: (a, b) => (a === b ? 1 : 0),
  not_equal: (a, b) => (a !== b ? 1 : 0),
  less: (a, b) => (a < b ? 1 : 0),
  less_equal: (a, b) => (a <= b ? 1 : 0),
  greater: (a, b) => (a > b ? 1 : 0),
  greater_equal: (a, b) => (a >= b ? 1 : 0),
};

/** bool as 0 and 1. */
export const BOOL_OPERATORS: NumberTable = {
  ...COMPARISONS,
  add: (a, b) => a | b,
  multiply: (a, b) => a & b,
  minimum: (a, b) => a & b,
  maximum: (a, b) => a | b,
  bitwise_and: (a, b) => a & b,
  bitwise_or: (a, b) => a | b,
  bitwise_xor: (a, b) => a ^ b,
  logical_and: (a, b) => a & b,
  logical_or: (a, b) => a | b,
  logical_xor: (a, b) => a ^ b,
  logical_not: (a) => 1 - a,
  invert: (a) => 1 - a,
  absolute: (a) => a,
};

/** Integers of up to 32 bits; the typed array that takes the result wraps it. */
export function integerOperators(bits: number): NumberTable {
  return {
    ...COMPARISONS,
    add: (a, b) => a + b,
    subtract: (a, b) => a - b,
    multiply: Math.imul,
    floor_divide: (a, b) => (b === 0 ? 0 : Math.floor(a / b)),
    remainder: (a, b) => (b === 0 ? 0 : remainder(a, b)),
    power: integerPower,
    minimum: Math.min,
    maximum: Math.max,
    bitwise_and: (a, b) => a & b,
    bitwise_or: (a, b) => a | b,
    bitwise_xor: (a, b) => a ^ b,
    left_shift: (a, b) => (b >= 0 && b < bits ? a << b : 0),
    // Without a sign, `a` may be above what a signed shift takes: floor of the division is the same.
    right_shift: (a, b) => (b >= 0 && b < bits ? Math.floor(a / 2 ** b) : a < 0 ? -1 : 0),
    invert: (a) => ~a,
    negative: (a) => -a,
    absolute: Math.abs,
    sign: Math.sign,
    square: (a) => Math.imul(a, a),
    reciprocal: (a) => (a === 1 || a === -1 ? a : 0),
    conjugate: (a) => a,
  };
}

function integerPower(base: number, exponent: number): number {
  if (exponent < 0) return base === 1 ? 1 : base === -1 ? (exponent % 2 === 0 ? 1 : -1) : 0;
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result;
}

/** Floats; the typed array that takes the result rounds it. `single`: where a step between has to be rounded. */
export function floatOperators(single: boolean): NumberTable {
  const round = single ? Math.fround : (x: number) => x;
  return {
    ...COMPARISONS,
    add: (a, b) => a + b,
    subtract: (a, b) => a - b,
    multiply: (a, b) => a * b,
    divide: (a, b) => a / b,
    floor_divide: (a, b) => floorDivide(a, b, round),
    remainder,
    power: pow,
    minimum: Math.min,
    maximum: Math.max,
    arctan2: Math.atan2,
    hypot,
    logaddexp,
    copysign,
    nextafter: single ? nextafterSingle : nextafter,
    negative: (a) => -a,
    absolute: Math.abs,
    sign,
    square: (a) => a * a,
    reciprocal: (a) => 1 / a,
    floor: Math.floor,
    ceil: Math.ceil,
    trunc: Math.trunc,
    rint,
    isnan: (a) => (Number.isNaN(a) ? 1 : 0),
    isinf: (a) => (Math.abs(a) === Number.POSITIVE_INFINITY ? 1 : 0),
    isfinite: (a) => (Number.isFinite(a) ? 1 : 0),
    signbit: (a) => (signbit(a) ? 1 : 0),
    real: (a) => a,
    imag: () => 0,
    conjugate: (a) => a,
    ...TRANSCENDENTAL,
  };
}

const TRANSCENDENTAL: NumberTable = {
  sqrt: Math.sqrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log2: Math.log2,
  log10: Math.log10,
  log1p: Math.log1p,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  arcsin: Math.asin,
  arccos: Math.acos,
  arctan: Math.atan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  arcsinh: Math.asinh,
  arccosh: Math.acosh,
  arctanh: Math.atanh,
};
