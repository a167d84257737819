import { doubles, longs } from "./constants.ts";
import {
  abs,
  add,
  allTrue,
  div,
  equal,
  HALF,
  less,
  madd,
  mul,
  ONE,
  SIGN,
  series,
  sqrt,
  sub,
  ZERO,
} from "./double-ops.ts";
import type { Value } from "./value.ts";
import { and, op, or, pick, without, xor } from "./vector-ops.ts";

/** Coefficients of Cephes' atan.c, from the constant on. */
const ATAN_OVER = [
  -64.85021904942025, -122.88666844901361, -75.00855792314705, -16.157537187333652, -0.8750608600031904,
];
const ATAN_UNDER = [194.5506571482614, 485.3903996359137, 432.8810604912903, 165.02700983169885, 24.858464901423062, 1];

/** Squares and quotients of what is neither larger nor smaller than this leave no range. */
const [SMALLEST, LARGEST] = [1e-150, 1e150];

/** Around 0, 1 and infinity, so that what goes into the polynomials is below 0.66. */
export function arctan(x: Value): Value {
  const size = abs(x);
  const outer = op("f64x2.gt", size, doubles(1 + Math.SQRT2));
  const inner = op("f64x2.le", size, doubles(0.66));
  const over = pick(outer, doubles(-1), pick(inner, size, sub(size, ONE)));
  const under = pick(outer, size, pick(inner, ONE, add(size, ONE)));
  const t = div(over, under);
  const rest = arctanRest(t);
  const at = (high: number) => without(pick(outer, doubles(high), doubles(high / 2)), inner);
  const value = add(at(Math.PI / 2), add(add(rest, at(6.123233995736766e-17)), t));
  return or(value, and(x, SIGN));
}

/** `arctan(t) - t` for t below 0.66 in size. */
function arctanRest(t: Value): Value {
  const z = mul(t, t);
  return mul(t, mul(z, div(series(z, ATAN_OVER), series(z, ATAN_UNDER))));
}

/** pi/4 in 33 bits, whose products with small numbers are exact, and the rest. */
const [QUARTER_HIGH, QUARTER_LOW] = [0.7853981633670628, 3.038550253151983e-11];

/**
 * The angle of (x, y): that of the smaller one over the larger one, or of their difference over their sum, is below 0.66. What
 * is left are multiples of pi/4, added or taken from.
 */
export function arctan2(y: Value, x: Value): Value {
  const [height, width] = [abs(y), abs(x)];
  const steep = op("f64x2.gt", height, width);
  const [small, large] = [pick(steep, width, height), pick(steep, height, width)];
  const middle = op("f64x2.gt", small, mul(large, doubles(0.66)));
  const t = div(pick(middle, sub(small, large), small), pick(middle, add(small, large), large));
  const rest = arctanRest(t);
  // Quarters of pi from the nearest axis on, then those that are mirrored at y = x and at x = 0.
  const left = less(or(and(x, SIGN), ONE), ZERO);
  const near = and(middle, ONE);
  const turned = pick(steep, sub(doubles(2), near), near);
  const quarters = pick(left, sub(doubles(4), turned), turned);
  const sign = and(xor(steep, left), SIGN);
  const low = madd(quarters, doubles(QUARTER_LOW), xor(rest, sign));
  const value = add(mul(quarters, doubles(QUARTER_HIGH)), add(low, xor(t, sign)));
  return or(value, and(y, SIGN));
}

/** i32: 1 where quotients stay in the range. */
export function takesArctan2(y: Value, x: Value): Value {
  const regular = (size: Value) => and(op("f64x2.ge", size, doubles(SMALLEST)), op("f64x2.le", size, doubles(LARGEST)));
  const [height, width] = [abs(y), abs(x)];
  const zero = equal(op("f64x2.min", height, width), ZERO);
  const larger = regular(op("f64x2.max", height, width));
  return allTrue(and(larger, or(zero, regular(op("f64x2.min", height, width)))));
}

/** Coefficients of fdlibm's e_asin.c: of (arcsin(x) - x) / x^3 as a quotient. */
const ASIN_OVER = [
  0.16666666666666666, -0.3255658186224009, 0.20121253213486293, -0.04005553450067941, 0.0007915349942898145,
  3.479331075960212e-5,
];
const ASIN_UNDER = [1, -2.403394911734414, 2.0209457602335057, -0.6882839716054533, 0.07703815055590194];
const [HALF_PI_HIGH, HALF_PI_LOW] = [1.5707963267948966, 6.123233995736766e-17];

interface Arc {
  /** x, or of numbers near 1 the root of `(1 - x) / 2`. */
  readonly s: Value;
  /** What the root lacks. */
  readonly lost: Value;
  /** `arcsin(s) - s` */
  readonly rest: Value;
  readonly near: Value;
}

/** Numbers above 1 give NaN. */
function arcOf(size: Value): Arc {
  const near = less(size, HALF);
  const z = pick(near, mul(size, size), mul(sub(ONE, size), HALF));
  const root = sqrt(z);
  const s = pick(near, size, root);
  const top = and(s, longs(-(2n ** 32n)));
  // Of 1 the root is 0, and lacks nothing.
  const lost = div(sub(z, mul(top, top)), add(add(s, top), doubles(2 ** -1022)));
  const quotient = mul(z, div(series(z, ASIN_OVER), series(z, ASIN_UNDER)));
  return { s: pick(near, size, top), lost: without(lost, near), rest: mul(s, quotient), near };
}

/** `pi/2 - 2 arcsin(sqrt((1 - x) / 2))` from 1/2 on. */
export function arcsin(x: Value): Value {
  const { s, lost, rest, near } = arcOf(abs(x));
  const double = (value: Value) => add(value, value);
  const low = sub(double(rest), sub(doubles(HALF_PI_LOW), double(lost)));
  const quarter = doubles(HALF_PI_HIGH / 2);
  const far = sub(quarter, sub(low, sub(quarter, double(s))));
  return or(pick(near, add(s, rest), far), and(x, SIGN));
}

/** `pi/2 - arcsin(x)`, from 1/2 on `2 arcsin(sqrt((1 - x) / 2))`, and `pi` less that of `-x` below -1/2. */
export function arccos(x: Value): Value {
  const { s, lost, rest, near } = arcOf(abs(x));
  const sign = and(x, SIGN);
  const middle = sub(doubles(HALF_PI_HIGH), sub(xor(s, sign), sub(doubles(HALF_PI_LOW), xor(rest, sign))));
  const both = add(rest, lost);
  const far = add(s, both);
  const negative = sub(doubles(2 * HALF_PI_HIGH), mul(doubles(2), add(s, sub(both, doubles(HALF_PI_LOW)))));
  return pick(near, middle, pick(less(x, ZERO), negative, add(far, far)));
}

export function hypot(x: Value, y: Value): Value {
  return sqrt(add(mul(x, x), mul(y, y)));
}

/** i32: 1 where the squares of all lanes are in the range, or both are 0. */
export function takesHypot(x: Value, y: Value): Value {
  const size = op("f64x2.max", abs(x), abs(y));
  const regular = and(op("f64x2.ge", size, doubles(SMALLEST)), op("f64x2.le", size, doubles(LARGEST)));
  return allTrue(or(regular, op("f64x2.eq", size, ZERO)));
}
