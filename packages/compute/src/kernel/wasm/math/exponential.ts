import { doubles } from "./constants.ts";
import { add, allBelow, HALF, madd, msub, mul, nearest, ONE, powerOfTwo, ROUNDER, series, sub } from "./double-ops.ts";
import { choice, type Value } from "./value.ts";
import { op, shift } from "./vector-ops.ts";

const [LN2_HIGH, LN2_LOW] = [doubles(0.6931471803691238), doubles(1.9082149292705877e-10)];

/** `(e^r - 1 - r) / r^2`: to 2^-56 of e^r, and for singles. */
const EXP = [
  0.5000000000000002, 0.16666666666666494, 0.04166666666658851, 0.008333333333468196, 0.0013888888930159017,
  0.0001984126952579737, 2.4801505648947716e-5, 2.7557592830524014e-6, 2.762615817840796e-7, 2.4992504589294627e-8,
];
const EXP_SINGLE = [1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040];

/** `(e^r - 1 - r) / r^2` for |r| <= ln 2 / 2. */
export function expSeries(r: Value, single = false): Value {
  return series(r, single ? EXP_SINGLE : EXP);
}

/** `e^r - 1 - r` for |r| <= ln 2 / 2. */
export function expRest(r: Value): Value {
  return mul(mul(r, r), expSeries(r));
}

/**
 * e^x as 2^n (1 + rest), with what rounding the argument loses; below 1 ULP. For x below 10^3 in size.
 */
export function reducedExp(x: Value): {
  readonly exponent: Value;
  readonly power: Value;
  readonly rest: Value;
  readonly value: Value;
} {
  const exponent = nearest(mul(x, doubles(Math.LOG2E)));
  const high = sub(x, mul(exponent, LN2_HIGH));
  const low = mul(exponent, LN2_LOW);
  const r = sub(high, low);
  const lost = sub(sub(high, r), low);
  const rest = add(r, madd(mul(r, r), expSeries(r), lost));
  return { exponent, power: powerOfTwo(exponent), rest, value: add(ONE, rest) };
}

/** e^r of x less whole times ln 2, and how often, in the low bits. */
function fraction(x: Value, single: boolean): { readonly value: Value; readonly whole: Value } {
  const whole = madd(x, doubles(Math.LOG2E), doubles(ROUNDER));
  const n = sub(whole, doubles(ROUNDER));
  const r = msub(msub(x, n, LN2_HIGH), n, LN2_LOW);
  const square = mul(r, r);
  return { value: add(madd(square, expSeries(r, single), r), ONE), whole };
}

/**
 * e^x = 2^n e^r with |r| <= ln 2 / 2. Where results of doubles come near the ends of the range the power of two is applied
 * in two halves, so that subnormal ones are rounded once.
 */
export function exp(x: Value, single: boolean): Value {
  // These pass a NaN on.
  const limit = single ? 200 : 750;
  const limited = op("f64x2.pmax", op("f64x2.pmin", x, doubles(limit)), doubles(-limit));
  const near = fraction(single ? limited : x, single);
  const once = op("i64x2.add", near.value, shift("i64x2.shl", near.whole, 52));
  if (single) return once;
  const far = fraction(limited, single);
  const n = sub(far.whole, doubles(ROUNDER));
  const half = nearest(mul(n, HALF));
  const twice = mul(mul(far.value, powerOfTwo(half)), powerOfTwo(sub(n, half)));
  return choice(allBelow(x, 700), once, twice);
}
