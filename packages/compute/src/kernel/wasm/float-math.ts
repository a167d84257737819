import type { OperatorName } from "../operators.ts";
import { doubles, longs } from "./constants.ts";
import type { Code } from "./encode.ts";
import { choose, i32, vector } from "./instructions.ts";

/** Keeps a value in a local, so that it can be read more than once. */
export type Keep = (code: Code) => Code;

const add = (a: Code, b: Code) => vector("f64x2.add", a, b);
const sub = (a: Code, b: Code) => vector("f64x2.sub", a, b);
const mul = (a: Code, b: Code) => vector("f64x2.mul", a, b);
const div = (a: Code, b: Code) => vector("f64x2.div", a, b);
const and = (a: Code, b: Code) => vector("v128.and", a, b);
const xor = (a: Code, b: Code) => vector("v128.xor", a, b);
const pick = (condition: Code, then: Code, otherwise: Code) => vector("v128.bitselect", then, otherwise, condition);
const abs = (x: Code) => vector("f64x2.abs", x);

/** Added to a double below 2^51, leaves it rounded to a whole number in the low bits. */
const ROUNDER = 1.5 * 2 ** 52;
const [LN2_HIGH, LN2_LOW] = [0.6931471803691238, 1.9082149292705877e-10];
const SIGN = -(2n ** 63n);

/** `c[0] + c[1] x + c[2] x^2 ...`, with pairs of terms apart (Estrin), so that steps do not wait for each other. */
function polynomial(x: Code, coefficients: readonly number[], keep: Keep): Code {
  let terms: Code[] = coefficients.map((c) => doubles(c));
  let power = x;
  while (terms.length > 1) {
    const pairs: Code[] = [];
    for (let k = 0; k < terms.length; k += 2) {
      const [low, high] = [terms[k] ?? [], terms[k + 1]];
      pairs.push(high === undefined ? low : keep(add(low, mul(high, power))));
    }
    terms = pairs;
    if (terms.length > 1) power = keep(mul(power, power));
  }
  return terms[0] ?? doubles(0);
}

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

/** 2 to a whole number of at most 1023 in size. */
function powerOfTwo(n: Code): Code {
  const shifted = vector("i64x2.shl", add(n, doubles(ROUNDER)), i32(52));
  return vector("i64x2.add", shifted, longs(0x3ff0000000000000n));
}

/**
 * e^x = 2^n e^r with |r| <= ln 2 / 2, by its series: to degree 13 for doubles, 7 for singles. Where results of doubles
 * come near the ends of the range the power of two is applied in two halves, so that subnormal ones are rounded once.
 */
export function exp(x: Code, keep: Keep, single: boolean): Code {
  // These pass a NaN on.
  const limit = single ? 200 : 750;
  const limited = keep(vector("f64x2.pmax", vector("f64x2.pmin", x, doubles(limit)), doubles(-limit)));
  const n = keep(nearest(mul(limited, doubles(Math.LOG2E))));
  const r = keep(sub(sub(limited, mul(n, doubles(LN2_HIGH))), mul(n, doubles(LN2_LOW))));
  const series = polynomial(r, inverseFactorials(2, single ? 7 : 13), keep);
  const value = keep(add(doubles(1), add(r, mul(mul(r, r), series))));
  const once = mul(value, powerOfTwo(n));
  if (single) return once;
  const half = nearest(mul(n, doubles(0.5)));
  const twice = mul(mul(value, powerOfTwo(half)), powerOfTwo(sub(n, half)));
  return choose("v128", allBelow(x, 700), once, twice);
}

function nearest(x: Code): Code {
  return sub(add(x, doubles(ROUNDER)), doubles(ROUNDER));
}

interface Logarithm {
  /** The exponent, and the logarithm of the rest of x between sqrt(1/2) and sqrt(2). */
  readonly exponent: Code;
  readonly high: Code;
  /** What has to be taken from `high`: the logarithm is `high - low`. */
  readonly low: Code;
}

/** log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)) with s = f / (2 + f): the coefficients are those of fdlibm's e_log.c. */
const LOG_COEFFICIENTS = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
];

function logarithm(x: Code, keep: Keep, single: boolean, subnormal = !single): Logarithm {
  // Singles are never subnormal as doubles.
  const tiny = !subnormal ? undefined : keep(vector("f64x2.lt", x, doubles(2 ** -1022)));
  const bits = tiny ? keep(pick(tiny, mul(x, doubles(2 ** 54)), x)) : x;
  const shifted = keep(vector("i64x2.sub", bits, longs(0x3fe6a09e667f3bcdn - (1024n << 52n))));
  const biased = keep(vector("i64x2.shr_u", shifted, i32(52)));
  const whole = sub(vector("v128.or", biased, longs(0x4330000000000000n)), doubles(2 ** 52 + 1024));
  const exponent = keep(tiny ? sub(whole, and(tiny, doubles(54))) : whole);
  const scale = vector("i64x2.shl", vector("i64x2.sub", biased, longs(1024n)), i32(52));
  const f = keep(sub(vector("i64x2.sub", bits, scale), doubles(1)));
  const s = keep(div(f, add(f, doubles(2))));
  const z = keep(mul(s, s));
  const rest = mul(z, polynomial(z, single ? LOG_COEFFICIENTS.slice(0, 4) : LOG_COEFFICIENTS, keep));
  const half = keep(mul(mul(f, f), doubles(0.5)));
  return { exponent, high: f, low: keep(sub(half, mul(s, add(half, rest)))) };
}

/** -inf of 0, NaN below, infinity and NaN as they are. */
function logarithmEdges(x: Code, value: Code): Code {
  const finite = and(vector("f64x2.gt", x, doubles(0)), vector("f64x2.lt", x, doubles(Number.POSITIVE_INFINITY)));
  const outside = pick(vector("f64x2.lt", x, doubles(0)), doubles(Number.NaN), x);
  const edge = pick(vector("f64x2.eq", x, doubles(0)), doubles(Number.NEGATIVE_INFINITY), outside);
  return pick(finite, value, edge);
}

export function log(x: Code, keep: Keep): Code {
  return logarithmEdges(x, joinedLog(logarithm(x, keep, false)));
}

/** To all digits, of numbers that are above 0 and neither subnormal nor infinite. */
export function positiveLog(x: Code, keep: Keep): Code {
  return joinedLog(logarithm(x, keep, false, false));
}

function joinedLog({ exponent, high, low }: Logarithm): Code {
  const corrected = sub(sub(low, mul(exponent, doubles(LN2_LOW))), high);
  return sub(mul(exponent, doubles(LN2_HIGH)), corrected);
}

const [LOG10_2_HIGH, LOG10_2_LOW] = [0.30102999566361177, 3.694239077158931e-13];

/** The high part of the logarithm in 32 bits, so that its product with the high part of 1/ln(base) is exact. */
function scaledLogarithm(
  { high, low }: Logarithm,
  keep: Keep,
  inverseHigh: number,
  inverseLow: number,
): { high: Code; low: Code } {
  const top = keep(and(keep(sub(high, low)), longs(-(2n ** 32n))));
  const bottom = keep(sub(sub(high, top), low));
  const product = add(mul(add(top, bottom), doubles(inverseLow)), mul(bottom, doubles(inverseHigh)));
  return { high: keep(mul(top, doubles(inverseHigh))), low: keep(product) };
}

export function log2(x: Code, keep: Keep, single: boolean): Code {
  const parts = logarithm(x, keep, single);
  const { high, low } = scaledLogarithm(parts, keep, 1.4426950407214463, 1.6751713164886512e-10);
  const sum = keep(add(parts.exponent, high));
  return logarithmEdges(x, add(sum, add(sub(parts.exponent, sum), add(high, low))));
}

export function log10(x: Code, keep: Keep, single: boolean): Code {
  const parts = logarithm(x, keep, single);
  const { high, low } = scaledLogarithm(parts, keep, 0.4342944818781689, 2.5082946711645275e-11);
  const main = keep(mul(parts.exponent, doubles(LOG10_2_HIGH)));
  const sum = keep(add(main, high));
  const lost = add(sub(main, sum), high);
  return logarithmEdges(x, add(sum, add(lost, add(low, mul(parts.exponent, doubles(LOG10_2_LOW))))));
}

/** pi/2 in three parts of 33 bits (products with whole numbers of 20 bits are exact) and a tail. */
export const HALF_PI = [
  1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32,
] as const;
/** Below this size the parts of pi/2 are enough; above, one by one. */
export const TRIG_LIMIT = 1e6;

interface Reduced {
  /** The quadrant in the low bits of 64. */
  readonly quadrant: Code;
  readonly r: Code;
  /** What `r` lacks. */
  readonly tail: Code;
}

function reduce(x: Code, keep: Keep): Reduced {
  const quadrant = keep(add(mul(x, doubles(2 / Math.PI)), doubles(ROUNDER)));
  const n = keep(sub(quadrant, doubles(ROUNDER)));
  const first = keep(sub(x, mul(n, doubles(HALF_PI[0]))));
  const second = keep(mul(n, doubles(HALF_PI[1])));
  const less = keep(sub(first, second));
  const third = keep(mul(n, doubles(HALF_PI[2])));
  const least = keep(sub(less, third));
  const lost = add(sub(sub(first, less), second), sub(sub(less, least), third));
  const tail = keep(sub(lost, mul(n, doubles(HALF_PI[3]))));
  const r = keep(add(least, tail));
  return { quadrant, r, tail: keep(add(sub(least, r), tail)) };
}

/** For singles: two parts leave more than their 24 bits. */
function reduceSingle(x: Code, keep: Keep): Reduced {
  const quadrant = keep(add(mul(x, doubles(2 / Math.PI)), doubles(ROUNDER)));
  const n = keep(sub(quadrant, doubles(ROUNDER)));
  const r = keep(sub(sub(x, mul(n, doubles(HALF_PI[0]))), mul(n, doubles(HALF_PI[1] + HALF_PI[2]))));
  return { quadrant, r, tail: doubles(0) };
}

/** Coefficients of fdlibm's k_sin.c and k_cos.c; for singles the series, which is enough for their 24 bits. */
const SIN = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6, -2.5050760253406863e-8,
  1.58969099521155e-10,
];
const COS = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7, 2.087572321298175e-9,
  -1.1359647557788195e-11,
];

function sinOf({ r, tail }: Reduced, z: Code, keep: Keep, single: boolean): Code {
  if (single) return keep(add(r, mul(mul(r, z), polynomial(z, SIN.slice(0, 4), keep))));
  const cube = keep(mul(z, r));
  const rest = polynomial(z, SIN.slice(1), keep);
  const correction = sub(
    sub(mul(z, sub(mul(tail, doubles(0.5)), mul(cube, rest))), tail),
    mul(cube, doubles(SIN[0] ?? 0)),
  );
  return keep(sub(r, correction));
}

function cosOf({ r, tail }: Reduced, z: Code, keep: Keep, single: boolean): Code {
  const rest = mul(z, polynomial(z, single ? COS.slice(0, 4) : COS, keep));
  const half = keep(mul(z, doubles(0.5)));
  const w = keep(sub(doubles(1), half));
  const low = add(sub(sub(doubles(1), w), half), sub(mul(z, rest), mul(r, tail)));
  return keep(add(w, low));
}

function circular(x: Code, keep: Keep, single: boolean): { sin: Code; cos: Code; odd: Code; quadrant: Code } {
  const reduced = single ? reduceSingle(x, keep) : reduce(x, keep);
  const z = keep(mul(reduced.r, reduced.r));
  const odd = vector("i64x2.eq", and(reduced.quadrant, longs(1n)), longs(1n));
  const [sin, cos] = [sinOf(reduced, z, keep, single), cosOf(reduced, z, keep, single)];
  return { sin, cos, odd: keep(odd), quadrant: reduced.quadrant };
}

/** The second bit of the quadrant, as the sign. */
function signOf(quadrant: Code): Code {
  return and(vector("i64x2.shl", quadrant, i32(62)), longs(SIGN));
}

export function sin(x: Code, keep: Keep): Code {
  const { sin, cos, odd, quadrant } = circular(x, keep, false);
  const value = xor(pick(odd, cos, sin), signOf(quadrant));
  // Zero keeps its sign.
  return pick(vector("f64x2.eq", x, doubles(0)), x, value);
}

export function cos(x: Code, keep: Keep): Code {
  const { sin, cos, odd, quadrant } = circular(x, keep, false);
  return xor(pick(odd, sin, cos), signOf(vector("i64x2.add", quadrant, longs(1n))));
}

/** The quotient of both: below 2 ULP. */
export function tan(x: Code, keep: Keep, single: boolean): Code {
  const { sin, cos, odd } = circular(x, keep, single);
  const value = div(xor(pick(odd, cos, sin), and(odd, longs(SIGN))), pick(odd, sin, cos));
  return pick(vector("f64x2.eq", x, doubles(0)), x, value);
}

/** Coefficients of Cephes' tanh.c and atan.c, from the constant on. */
const TANH_OVER = [-1614.6876844170845, -99.28772310019185, -0.9643991794250523];
const TANH_UNDER = [4844.063053251255, 2235.4883906010045, 112.81167849163293, 1];
const ATAN_OVER = [
  -64.85021904942025, -122.88666844901361, -75.00855792314705, -16.157537187333652, -0.8750608600031904,
];
const ATAN_UNDER = [194.5506571482614, 485.3903996359137, 432.8810604912903, 165.02700983169885, 24.858464901423062, 1];

/** A quotient of polynomials near zero, `1 - 2 / (e^2x + 1)` further out. */
export function tanh(x: Code, keep: Keep): Code {
  const size = keep(abs(x));
  const z = keep(mul(x, x));
  const near = add(x, mul(x, mul(z, div(polynomial(z, TANH_OVER, keep), polynomial(z, TANH_UNDER, keep)))));
  const far = sub(doubles(1), div(doubles(2), add(exp(keep(add(size, size)), keep, false), doubles(1))));
  return pick(vector("f64x2.lt", size, doubles(0.625)), near, vector("v128.or", far, and(x, longs(SIGN))));
}

/** Around 0, 1 and infinity, so that what goes into the polynomials is below 0.66. */
export function arctan(x: Code, keep: Keep): Code {
  const size = keep(abs(x));
  const outer = keep(vector("f64x2.gt", size, doubles(1 + Math.SQRT2)));
  const inner = keep(vector("f64x2.le", size, doubles(0.66)));
  const over = pick(outer, doubles(-1), pick(inner, size, sub(size, doubles(1))));
  const under = pick(outer, size, pick(inner, doubles(1), add(size, doubles(1))));
  const t = keep(div(over, under));
  const z = keep(mul(t, t));
  const rest = mul(t, mul(z, div(polynomial(z, ATAN_OVER, keep), polynomial(z, ATAN_UNDER, keep))));
  const at = (high: number) => vector("v128.andnot", pick(outer, doubles(high), doubles(high / 2)), inner);
  const value = add(at(Math.PI / 2), add(add(rest, at(6.123233995736766e-17)), t));
  return vector("v128.or", value, and(x, longs(SIGN)));
}

export interface FloatFunction {
  /** `single`: fewer terms, for doubles that become singles. */
  readonly build: (x: Code, keep: Keep, single: boolean) => Code;
  /** Numbers that are not below this in size, and NaN, go one by one. */
  readonly limit?: number;
}

/** Functions of two doubles at once. Singles go through them where there is no function of singles. */
export const FLOAT_FUNCTIONS: Readonly<Partial<Record<OperatorName, FloatFunction>>> = {
  exp: { build: exp },
  log: { build: log },
  log2: { build: log2 },
  log10: { build: log10 },
  sin: { build: sin, limit: TRIG_LIMIT },
  cos: { build: cos, limit: TRIG_LIMIT },
  tan: { build: tan, limit: TRIG_LIMIT },
  tanh: { build: tanh },
  arctan: { build: arctan },
};

/** 1 where both lanes are below `limit` in size. */
export function allBelow(x: Code, limit: number): Code {
  return vector("i64x2.all_true", vector("f64x2.lt", abs(x), doubles(limit)));
}
