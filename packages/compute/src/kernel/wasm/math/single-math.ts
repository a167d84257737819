import { HALF_PI } from "./circular.ts";
import { doubles, integers, singles } from "./constants.ts";
import * as double from "./double-ops.ts";
import type { Value } from "./value.ts";
import { and, noneOf, op, or, pick, shift, shuffled, xor } from "./vector-ops.ts";

/** Functions of four singles at once, in singles: errors below 1 ULP. */

export const add = (a: Value, b: Value) => op("f32x4.add", a, b);
export const sub = (a: Value, b: Value) => op("f32x4.sub", a, b);
export const mul = (a: Value, b: Value) => op("f32x4.mul", a, b);
export const div = (a: Value, b: Value) => op("f32x4.div", a, b);
export const less = (a: Value, b: Value) => op("f32x4.lt", a, b);

export const [ZERO, HALF, ONE, TWO] = [singles(0), singles(0.5), singles(1), singles(2)];

/** Added to a single below 2^22, leaves it rounded to a whole number in the low bits. */
const ROUNDER = singles(1.5 * 2 ** 23);
/** Nine bits, whose products with exponents are exact, and the rest. */
const [LN2_HIGH, LN2_LOW] = [singles(0.693359375), singles(-2.121944400546905e-4)];
export const SIGN = integers(-(2 ** 31));

/** `c[0] + c[1] x + c[2] x^2 ...`, with pairs of terms apart, so that steps do not wait for each other. */
export function polynomial(x: Value, coefficients: readonly number[]): Value {
  let terms: Value[] = coefficients.map(singles);
  for (let power = x; terms.length > 1; power = mul(power, power)) {
    const pairs: Value[] = [];
    for (let k = 0; k < terms.length; k += 2) {
      const [low = ZERO, high] = [terms[k], terms[k + 1]];
      pairs.push(high === undefined ? low : add(low, mul(power, high)));
    }
    terms = pairs;
  }
  return terms[0] ?? ZERO;
}

/** e^x = 2^n e^r with |r| <= ln 2 / 2, by its series; the power of two in two halves, so that it may be subnormal. */
export function exp(x: Value): Value {
  // These pass a NaN on.
  const limited = op("f32x4.pmax", op("f32x4.pmin", x, singles(89)), singles(-104));
  const shifted = add(mul(limited, singles(Math.LOG2E)), ROUNDER);
  const n = sub(shifted, ROUNDER);
  const r = sub(sub(limited, mul(n, LN2_HIGH)), mul(n, LN2_LOW));
  return scaled(expNearZero(r), op("i32x4.sub", shifted, ROUNDER));
}

/** e^r with |r| <= ln 2 / 2. */
export function expNearZero(r: Value): Value {
  const series = polynomial(r, [1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040]);
  return add(add(mul(mul(r, r), series), r), ONE);
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
  const tiny = less(x, singles(2 ** -126));
  const grown = pick(tiny, mul(x, singles(2 ** 23)), x);
  const whole = shift("i32x4.shr_s", op("i32x4.sub", grown, integers(0x3f3504f3)), 23);
  const exponent = op("f32x4.convert_i32x4_s", op("i32x4.sub", whole, and(tiny, integers(23))));
  const f = sub(op("i32x4.sub", grown, shift("i32x4.shl", whole, 23)), ONE);
  const s = div(f, add(f, TWO));
  const z = mul(s, s);
  const rest = mul(z, polynomial(z, LOG_COEFFICIENTS));
  const half = mul(mul(f, f), HALF);
  const low = sub(sub(half, add(mul(s, add(half, rest)), mul(exponent, LN2_LOW))), f);
  const value = sub(mul(exponent, LN2_HIGH), low);
  const finite = and(op("f32x4.gt", x, ZERO), less(x, singles(Number.POSITIVE_INFINITY)));
  const outside = pick(less(x, ZERO), singles(Number.NaN), x);
  const edge = pick(op("f32x4.eq", x, ZERO), singles(Number.NEGATIVE_INFINITY), outside);
  return pick(finite, value, edge);
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
  const first = double.sub(wide, double.mul(n, doubles(HALF_PI[0])));
  const exact = double.sub(first, double.mul(n, doubles(HALF_PI[1] + HALF_PI[2])));
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
  const near = add(x, mul(mul(x, z), polynomial(z, TANH)));
  const far = sub(ONE, div(TWO, add(exp(add(size, size)), ONE)));
  // Minus zero stays what it is.
  return or(pick(less(size, singles(0.625)), near, far), and(x, SIGN));
}

/** i32: 1 where all lanes are below `limit` in size, or NaN. */
export function allBelow(x: Value, limit: number): Value {
  return noneOf(op("f32x4.ge", op("f32x4.abs", x), singles(limit)));
}
