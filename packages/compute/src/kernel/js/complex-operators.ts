import type { OperatorName } from "../operators.ts";
import type { Pair } from "./complex-functions.ts";
import * as complex from "./complex-functions.ts";
import { hypot } from "./float-functions.ts";

export type ComplexOperator = (a: Pair, b: Pair) => Pair;
export type ComplexMeasure = (a: Pair, b: Pair) => number;

/** What gives a real number or a bool (0 and 1). */
export const COMPLEX_MEASURES: Readonly<Partial<Record<OperatorName, ComplexMeasure>>> = {
  equal: (a, b) => (a[0] === b[0] && a[1] === b[1] ? 1 : 0),
  not_equal: (a, b) => (a[0] === b[0] && a[1] === b[1] ? 0 : 1),
  absolute: (a) => hypot(a[0], a[1]),
  real: (a) => a[0],
  imag: (a) => a[1],
  isnan: (a) => (Number.isNaN(a[0]) || Number.isNaN(a[1]) ? 1 : 0),
  isinf: (a) => (isInfinite(a[0]) || isInfinite(a[1]) ? 1 : 0),
  isfinite: (a) => (Number.isFinite(a[0]) && Number.isFinite(a[1]) ? 1 : 0),
};

export const COMPLEX_OPERATORS: Readonly<Partial<Record<OperatorName, ComplexOperator>>> = {
  add: (a, b) => [a[0] + b[0], a[1] + b[1]],
  subtract: (a, b) => [a[0] - b[0], a[1] - b[1]],
  multiply: complex.multiply,
  divide: complex.divide,
  power: complex.power,
  negative: (a) => [-a[0], -a[1]],
  square: (a) => complex.multiply(a, a),
  reciprocal: complex.reciprocal,
  conjugate: (a) => [a[0], -a[1]],
  sqrt: complex.sqrt,
  exp: complex.exp,
  expm1: complex.expm1,
  log: complex.log,
  log2: (a) => scaled(complex.log(a), Math.LN2),
  log10: (a) => scaled(complex.log(a), Math.LN10),
  log1p: complex.log1p,
  sin: complex.sin,
  cos: complex.cos,
  tan: complex.tan,
  arcsin: complex.asin,
  arccos: complex.acos,
  arctan: complex.atan,
  sinh: complex.sinh,
  cosh: complex.cosh,
  tanh: complex.tanh,
  arcsinh: complex.asinh,
  arccosh: complex.acosh,
  arctanh: complex.atanh,
};

function isInfinite(x: number): boolean {
  return Math.abs(x) === Number.POSITIVE_INFINITY;
}

function scaled([re, im]: Pair, by: number): Pair {
  return [re / by, im / by];
}
