import { HALF_PI } from "./circular.ts";
import { doubles, integers, singles } from "./constants.ts";
import * as double from "./double-ops.ts";
import {
  add,
  allBelow,
  allTrue,
  div,
  HALF,
  less,
  madd,
  msub,
  mul,
  ONE,
  polynomial,
  ROUNDER,
  SIGN,
  sub,
  TWO,
  ZERO,
} from "./single-ops.ts";
import { choice, type Value } from "./value.ts";
import { and, op, or, pick, shift, shuffled, xor } from "./vector-ops.ts";

/** Functions of four singles at once, in singles: errors below 1 ULP. */

/** Nine bits, whose products with exponents are exact, and the rest. */
const [LN2_HIGH, LN2_LOW] = [singles(0.693359375), singles(-2.121944400546905e-4)];

/** e^x = 2^n e^r with |r| <= ln 2 / 2. */
export function exp(x: Value): Value {
  // These pass a NaN on.
  const limited = op("f32x4.pmax", op("f32x4.pmin", x, singles(89)), singles(-104));
  const near = reducedExp(x);
  const far = reducedExp(limited);
  const whole = op("i32x4.add", near.value, shift("i32x4.shl", near.exponent, 23));
  return choice(allBelow(x, 87), whole, scaled(far.value, op("i32x4.sub", far.exponent, ROUNDER)));
}

/** e^r, and n in the low bits. */
function reducedExp(x: Value): { readonly value: Value; readonly exponent: Value } {
  const exponent = madd(x, singles(Math.LOG2E), ROUNDER);
  const n = sub(exponent, ROUNDER);
  return { value: expNearZero(msub(msub(x, n, LN2_HIGH), n, LN2_LOW)), exponent };
}

/** `(e^r - 1 - r) / r^2` to 2^-27 of e^r. */
const EXP = [0.4999999403953552, 0.166665181517601, 0.04166841506958008, 0.008369000628590584, 0.0013814048143103719];

/** e^r with |r| <= ln 2 / 2. */
export function expNearZero(r: Value): Value {
  const square = mul(r, r);
  return add(madd(square, polynomial(r, EXP), r), ONE);
}

/** Times 2 to a whole number, in two halves, so that what is subnormal is rounded once. */
export function scaled(value: Value, exponent: Value): Value {
  const half = shift("i32x4.shr_s", exponent, 1);
  const power = (part: Value) => shift("i32x4.shl", op("i32x4.add", part, integers(127)), 23);
  return mul(mul(value, power(half)), power(op("i32x4.sub", exponent, half)));
}

/** As that of doubles; the coefficients are those of FreeBSD's e_logf.c. */
const LOG_COEFFICIENTS = [0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841];

export function log(x: Value): Value {
  const infinity = singles(Number.POSITIVE_INFINITY);
  const tiny = less(x, singles(2 ** -126));
  const grown = pick(tiny, mul(x, singles(2 ** 23)), x);
  const value = regularLog(grown, and(tiny, integers(23)));
  const finite = and(op("f32x4.gt", x, ZERO), less(x, infinity));
  const outside = pick(less(x, ZERO), singles(Number.NaN), x);
  const edge = pick(op("f32x4.eq", x, ZERO), singles(Number.NEGATIVE_INFINITY), outside);
  const regular = and(op("f32x4.ge", x, singles(2 ** -126)), less(x, infinity));
  return choice(allTrue(regular), regularLog(x), pick(finite, value, edge));
}

/** Of normal numbers above 0, less a whole number of times log 2. */
function regularLog(x: Value, less?: Value): Value {
  const whole = shift("i32x4.shr_s", op("i32x4.sub", x, integers(0x3f3504f3)), 23);
  const exponent = op("f32x4.convert_i32x4_s", less === undefined ? whole : op("i32x4.sub", whole, less));
  const f = sub(op("i32x4.sub", x, shift("i32x4.shl", whole, 23)), ONE);
  const s = div(f, add(f, TWO));
  const z = mul(s, s);
  const half = mul(mul(f, f), HALF);
  const most = madd(z, polynomial(z, LOG_COEFFICIENTS), half);
  const rest = sub(f, sub(half, madd(s, most, mul(exponent, LN2_LOW))));
  return madd(exponent, LN2_HIGH, rest);
}

interface Reduced {
  /** The quadrant in the low bits. */
  readonly quadrant: Value;
  readonly r: Value;
  /** What `r` lacks. */
  readonly tail: Value;
}

/** The upper two lanes, and those of two vectors put together. */
export const UPPER = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
export const JOINED = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
/** The low halves of lanes of 64 bits. */
export const LOW_HALVES = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];

/** In doubles: close to a multiple of pi/2 singles would leave no digits. */
function reduce(x: Value): Reduced {
  const [low, high] = [reduceHalf(x), reduceHalf(shuffled(x, x, UPPER))];
  return {
    quadrant: shuffled(low.quadrant, high.quadrant, LOW_HALVES),
    r: shuffled(low.r, high.r, JOINED),
    tail: shuffled(low.tail, high.tail, JOINED),
  };
}

function reduceHalf(half: Value): Reduced {
  const wide = op("f64x2.promote_low_f32x4", half);
  const quadrant = double.add(double.mul(wide, doubles(2 / Math.PI)), doubles(double.ROUNDER));
  const n = double.sub(quadrant, doubles(double.ROUNDER));
  const first = double.msub(wide, n, doubles(HALF_PI[0]));
  const exact = double.msub(first, n, doubles(HALF_PI[1] + HALF_PI[2]));
  const r = op("f32x4.demote_f64x2_zero", exact);
  const lost = double.sub(exact, op("f64x2.promote_low_f32x4", r));
  return { quadrant, r, tail: op("f32x4.demote_f64x2_zero", lost) };
}

/** Coefficients of Cephes' sinf.c. */
const SIN = [-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4];
const COS = [4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5];

/** The sine of what is left in even quadrants (counted from `first` on), the cosine in odd ones, with the sign. */
function circular(x: Value, first: 0 | 1): Value {
  const { quadrant, r, tail } = reduce(x);
  const z = mul(r, r);
  const sin = add(r, add(mul(mul(r, z), polynomial(z, SIN)), tail));
  const half = mul(z, HALF);
  const most = sub(ONE, half);
  const rest = sub(mul(mul(z, z), polynomial(z, COS)), mul(r, tail));
  const cos = add(most, add(sub(sub(ONE, most), half), rest));
  const turned = first === 0 ? quadrant : op("i32x4.add", quadrant, integers(first));
  const odd = op("i32x4.eq", and(turned, integers(1)), integers(1));
  return xor(pick(odd, cos, sin), and(shift("i32x4.shl", turned, 30), SIGN));
}

/** Zero keeps its sign. */
export function sin(x: Value): Value {
  return pick(op("f32x4.eq", x, ZERO), x, circular(x, 0));
}

export function cos(x: Value): Value {
  return circular(x, 1);
}

/** Coefficients of Cephes' tanhf.c. */
const TANH = [-3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3];

export function tanh(x: Value): Value {
  const size = op("f32x4.abs", x);
  const z = mul(x, x);
  const near = madd(mul(x, z), polynomial(z, TANH), x);
  const far = sub(ONE, div(TWO, add(exp(add(size, size)), ONE)));
  // Minus zero stays what it is.
  return or(pick(less(size, singles(0.625)), near, far), and(x, SIGN));
}
