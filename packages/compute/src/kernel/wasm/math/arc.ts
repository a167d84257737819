import { doubles } from "./constants.ts";
import { abs, add, div, mul, ONE, SIGN, series, sub } from "./double-ops.ts";
import type { Value } from "./value.ts";
import { and, op, or, pick, without } from "./vector-ops.ts";

/** Coefficients of Cephes' atan.c, from the constant on. */
const ATAN_OVER = [
  -64.85021904942025, -122.88666844901361, -75.00855792314705, -16.157537187333652, -0.8750608600031904,
];
const ATAN_UNDER = [194.5506571482614, 485.3903996359137, 432.8810604912903, 165.02700983169885, 24.858464901423062, 1];

/** Around 0, 1 and infinity, so that what goes into the polynomials is below 0.66. */
export function arctan(x: Value): Value {
  const size = abs(x);
  const outer = op("f64x2.gt", size, doubles(1 + Math.SQRT2));
  const inner = op("f64x2.le", size, doubles(0.66));
  const over = pick(outer, doubles(-1), pick(inner, size, sub(size, ONE)));
  const under = pick(outer, size, pick(inner, ONE, add(size, ONE)));
  const t = div(over, under);
  const z = mul(t, t);
  const rest = mul(t, mul(z, div(series(z, ATAN_OVER), series(z, ATAN_UNDER))));
  const at = (high: number) => without(pick(outer, doubles(high), doubles(high / 2)), inner);
  const value = add(at(Math.PI / 2), add(add(rest, at(6.123233995736766e-17)), t));
  return or(value, and(x, SIGN));
}
