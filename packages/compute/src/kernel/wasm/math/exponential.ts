import { doubles } from "./constants.ts";
import { abs, add, allBelow, div, HALF, less, mul, nearest, ONE, powerOfTwo, SIGN, series, sub } from "./double-ops.ts";
import { choice, type Value } from "./value.ts";
import { and, op, or, pick } from "./vector-ops.ts";

const [LN2_HIGH, LN2_LOW] = [0.6931471803691238, 1.9082149292705877e-10];

/** 1/n! from `first` to `last`. */
function inverseFactorials(first: number, last: number): number[] {
  const all: number[] = [];
  let factorial = 1;
  for (let n = 1; n <= last; n++) {
    factorial *= n;
    if (n >= first) all.push(1 / factorial);
  }
  return all;
}

/** `e^r - 1 - r` for |r| <= ln 2 / 2. */
export function expRest(r: Value, single = false): Value {
  return mul(mul(r, r), series(r, inverseFactorials(2, single ? 7 : 13)));
}

/**
 * e^x = 2^n e^r with |r| <= ln 2 / 2, by its series: to degree 13 for doubles, 7 for singles. Where results of doubles
 * come near the ends of the range the power of two is applied in two halves, so that subnormal ones are rounded once.
 */
export function exp(x: Value, single: boolean): Value {
  // These pass a NaN on.
  const limit = single ? 200 : 750;
  const limited = op("f64x2.pmax", op("f64x2.pmin", x, doubles(limit)), doubles(-limit));
  const n = nearest(mul(limited, doubles(Math.LOG2E)));
  const r = sub(sub(limited, mul(n, doubles(LN2_HIGH))), mul(n, doubles(LN2_LOW)));
  const value = add(add(r, expRest(r, single)), ONE);
  const once = mul(value, powerOfTwo(n));
  if (single) return once;
  const half = nearest(mul(n, HALF));
  const twice = mul(mul(value, powerOfTwo(half)), powerOfTwo(sub(n, half)));
  return choice(allBelow(x, 700), once, twice);
}

/** Coefficients of Cephes' tanh.c, from the constant on. */
const TANH_OVER = [-1614.6876844170845, -99.28772310019185, -0.9643991794250523];
const TANH_UNDER = [4844.063053251255, 2235.4883906010045, 112.81167849163293, 1];

/** A quotient of polynomials near zero, `1 - 2 / (e^2x + 1)` further out. */
export function tanh(x: Value): Value {
  const size = abs(x);
  const z = mul(x, x);
  const near = add(x, mul(x, mul(z, div(series(z, TANH_OVER), series(z, TANH_UNDER)))));
  const far = sub(ONE, div(doubles(2), add(exp(add(size, size), false), ONE)));
  // Minus zero stays what it is.
  return or(pick(less(size, doubles(0.625)), near, far), and(x, SIGN));
}
