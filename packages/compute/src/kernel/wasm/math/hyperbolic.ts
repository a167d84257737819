import { doubles } from "./constants.ts";
import {
  abs,
  add,
  allBelow,
  div,
  equal,
  HALF,
  less,
  madd,
  mul,
  ONE,
  powerOfTwo,
  SIGN,
  series,
  sqrt,
  sub,
  ZERO,
} from "./double-ops.ts";
import { exp, reducedExp } from "./exponential.ts";
import { log1p } from "./logarithm.ts";
import { choice, type Value } from "./value.ts";
import { and, noneOf, op, or, pick } from "./vector-ops.ts";

/** Coefficients of Cephes' tanh.c, from the constant on. */
const TANH_OVER = [-1614.6876844170845, -99.28772310019185, -0.9643991794250523];
const TANH_UNDER = [4844.063053251255, 2235.4883906010045, 112.81167849163293, 1];

/** A quotient of polynomials near zero, `1 - 2 / (e^2x + 1)` further out. */
export function tanh(x: Value): Value {
  const size = abs(x);
  const z = mul(x, x);
  const near = madd(x, mul(z, div(series(z, TANH_OVER), series(z, TANH_UNDER))), x);
  const far = sub(ONE, div(doubles(2), add(exp(add(size, size), false), ONE)));
  // Minus zero stays what it is.
  return or(pick(less(size, doubles(0.625)), near, far), and(x, SIGN));
}

/** Where e^x / 2 is infinite. */
const BEYOND = 711;
/** 1 / (2n + 1)! from n = 1 on. */
const SINH = [
  0.16666666666666666, 0.008333333333333333, 0.0001984126984126984, 2.7557319223985893e-6, 2.505210838544172e-8,
  1.6059043836821613e-10, 7.647163731819816e-13, 2.8114572543455206e-15,
];

/** `e^x / 2` and `e^-x / 2` for x from 0 on. */
function halves(x: Value): { readonly grown: Value; readonly shrunk: Value } {
  const { value, exponent } = reducedExp(op("f64x2.pmin", x, doubles(BEYOND)));
  const grown = mul(mul(value, powerOfTwo(sub(exponent, doubles(3)))), doubles(4));
  return { grown, shrunk: div(doubles(0.25), grown) };
}

/** By its series below 1. */
export function sinh(x: Value): Value {
  const z = mul(x, x);
  const near = madd(mul(x, z), series(z, SINH), x);
  const size = abs(x);
  const { grown, shrunk } = halves(size);
  const sign = and(x, SIGN);
  return or(pick(less(size, ONE), near, or(sub(grown, shrunk), sign)), sign);
}

export function cosh(x: Value): Value {
  const { grown, shrunk } = halves(abs(x));
  return add(grown, shrunk);
}

/** Squares of numbers up to here are finite. */
export const SQUARED = 1e150;

export function arcsinh(x: Value): Value {
  const size = abs(x);
  const square = mul(x, x);
  const more = div(square, add(ONE, sqrt(add(ONE, square))));
  return or(log1p(add(size, more)), and(x, SIGN));
}

export function arccosh(x: Value): Value {
  const t = sub(x, ONE);
  const root = sqrt(madd(t, t, add(t, t)));
  const sum = add(root, t);
  const value = log1p(sum, sub(t, sub(sum, root)));
  return pick(less(x, ONE), doubles(Number.NaN), value);
}

export function arctanh(x: Value): Value {
  const size = abs(x);
  const twice = add(size, size);
  const rest = sub(ONE, size);
  const near = add(twice, div(mul(twice, size), rest));
  const value = log1p(pick(less(size, HALF), near, div(twice, rest)));
  return or(mul(HALF, value), and(x, SIGN));
}

/** `e^x - 1` to all digits. */
export function expm1(x: Value): Value {
  const { power, rest } = reducedExp(x);
  const near = madd(power, rest, sub(power, ONE));
  // Above, powers of two leave the range; below, all that is left is -1.
  const far = pick(less(abs(x), doubles(700)), near, sub(exp(x, false), ONE));
  return or(choice(allBelow(x, 700), near, far), and(x, SIGN));
}

/** `log(e^x + e^y)`: the larger one, and the logarithm of 1 and what the other is to it. */
export function logaddexp(x: Value, y: Value): Value {
  const most = op("f64x2.max", x, y);
  const sum = add(most, log1p(exp(sub(ZERO, abs(sub(x, y))), false)));
  // Infinities of one sign, too.
  return pick(equal(x, y), add(x, doubles(Math.LN2)), sum);
}

/** i32: 1 where both do not cancel. */
export function takesLogaddexp(x: Value, y: Value): Value {
  const most = op("f64x2.max", x, y);
  return noneOf(and(less(most, ZERO), op("f64x2.gt", most, doubles(-1.5))));
}
