import type { OperatorName } from "../operators.ts";
import { doubles, integers, singles } from "./constants.ts";
import type { Code } from "./encode.ts";
import {
  exp as expOfDoubles,
  HALF_PI,
  type Keep,
  positiveLog as logarithmOfDoubles,
  TRIG_LIMIT,
} from "./float-math.ts";
import { i32, shuffle, vector } from "./instructions.ts";

/** Functions of four singles at once, in singles: errors below 1 ULP. */

const add = (a: Code, b: Code) => vector("f32x4.add", a, b);
const sub = (a: Code, b: Code) => vector("f32x4.sub", a, b);
const mul = (a: Code, b: Code) => vector("f32x4.mul", a, b);
const and = (a: Code, b: Code) => vector("v128.and", a, b);
const xor = (a: Code, b: Code) => vector("v128.xor", a, b);
const pick = (condition: Code, then: Code, otherwise: Code) => vector("v128.bitselect", then, otherwise, condition);

/** Added to a single below 2^22, leaves it rounded to a whole number in the low bits. */
const ROUNDER = 1.5 * 2 ** 23;
/** Nine bits, whose products with exponents are exact, and the rest. */
const [LN2_HIGH, LN2_LOW] = [0.693359375, -2.121944400546905e-4];
const SIGN = -(2 ** 31);

/** `c[0] + c[1] x + c[2] x^2 ...` from the last on: few terms, and other lanes and copies fill the waits. */
function polynomial(x: Code, coefficients: readonly number[]): Code {
  return coefficients
    .slice(0, -1)
    .reduceRight<Code>((sum, c) => add(mul(sum, x), singles(c)), singles(coefficients.at(-1) ?? 0));
}

/** e^x = 2^n e^r with |r| <= ln 2 / 2, by its series; the power of two in two halves, so that it may be subnormal. */
export function exp(x: Code, keep: Keep): Code {
  // These pass a NaN on.
  const limited = keep(vector("f32x4.pmax", vector("f32x4.pmin", x, singles(89)), singles(-104)));
  const shifted = keep(add(mul(limited, singles(Math.LOG2E)), singles(ROUNDER)));
  const n = keep(sub(shifted, singles(ROUNDER)));
  const r = keep(sub(sub(limited, mul(n, singles(LN2_HIGH))), mul(n, singles(LN2_LOW))));
  const series = polynomial(r, [1 / 2, 1 / 6, 1 / 24, 1 / 120, 1 / 720, 1 / 5040]);
  const value = add(add(mul(keep(mul(r, r)), series), r), singles(1));
  const whole = keep(vector("i32x4.sub", shifted, singles(ROUNDER)));
  const half = keep(vector("i32x4.shr_s", whole, i32(1)));
  const power = (exponent: Code) => vector("i32x4.shl", vector("i32x4.add", exponent, integers(127)), i32(23));
  return mul(mul(value, power(half)), power(vector("i32x4.sub", whole, half)));
}

/** As that of doubles; the coefficients are those of FreeBSD's e_logf.c. */
const LOG_COEFFICIENTS = [0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841];

export function log(x: Code, keep: Keep): Code {
  const tiny = keep(vector("f32x4.lt", x, singles(2 ** -126)));
  const scaled = keep(pick(tiny, mul(x, singles(2 ** 23)), x));
  const whole = keep(vector("i32x4.shr_s", vector("i32x4.sub", scaled, integers(0x3f3504f3)), i32(23)));
  const exponent = keep(vector("f32x4.convert_i32x4_s", vector("i32x4.sub", whole, and(tiny, integers(23)))));
  const f = keep(sub(vector("i32x4.sub", scaled, vector("i32x4.shl", whole, i32(23))), singles(1)));
  const s = keep(vector("f32x4.div", f, add(f, singles(2))));
  const z = keep(mul(s, s));
  const rest = mul(z, polynomial(z, LOG_COEFFICIENTS));
  const half = keep(mul(mul(f, f), singles(0.5)));
  const low = sub(sub(half, add(mul(s, add(half, rest)), mul(exponent, singles(LN2_LOW)))), f);
  const value = sub(mul(exponent, singles(LN2_HIGH)), low);
  const finite = and(vector("f32x4.gt", x, singles(0)), vector("f32x4.lt", x, singles(Number.POSITIVE_INFINITY)));
  const outside = pick(vector("f32x4.lt", x, singles(0)), singles(Number.NaN), x);
  const edge = pick(vector("f32x4.eq", x, singles(0)), singles(Number.NEGATIVE_INFINITY), outside);
  return pick(finite, value, edge);
}

interface Reduced {
  /** The quadrant in the low bits. */
  readonly quadrant: Code;
  readonly r: Code;
  /** What `r` lacks. */
  readonly tail: Code;
}

/** In doubles: close to a multiple of pi/2 singles would leave no digits. */
function reduce(x: Code, keep: Keep): Reduced {
  const halves = [x, shuffle(x, x, [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15])].map((half) => {
    const double = keep(vector("f64x2.promote_low_f32x4", half));
    const scaled = vector("f64x2.mul", double, doubles(2 / Math.PI));
    const quadrant = keep(vector("f64x2.add", scaled, doubles(1.5 * 2 ** 52)));
    const n = keep(vector("f64x2.sub", quadrant, doubles(1.5 * 2 ** 52)));
    const first = vector("f64x2.sub", double, vector("f64x2.mul", n, doubles(HALF_PI[0])));
    const exact = keep(vector("f64x2.sub", first, vector("f64x2.mul", n, doubles(HALF_PI[1] + HALF_PI[2]))));
    const r = keep(vector("f32x4.demote_f64x2_zero", exact));
    const lost = vector("f64x2.sub", exact, vector("f64x2.promote_low_f32x4", r));
    return { quadrant, r, tail: keep(vector("f32x4.demote_f64x2_zero", lost)) };
  });
  const [low, high] = halves;
  const join = (part: "r" | "tail") =>
    keep(shuffle(low?.[part] ?? [], high?.[part] ?? [], [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]));
  const lows = [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27];
  const quadrant = keep(shuffle(low?.quadrant ?? [], high?.quadrant ?? [], lows));
  return { quadrant, r: join("r"), tail: join("tail") };
}

/** Coefficients of Cephes' sinf.c. */
const SIN = [-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4];
const COS = [4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5];

/** The sine of what is left in even quadrants (counted from `shift` on), the cosine in odd ones, with the sign. */
function circular(x: Code, keep: Keep, shift: number): Code {
  const { quadrant, r, tail } = reduce(x, keep);
  const z = keep(mul(r, r));
  const sin = keep(add(r, add(mul(mul(r, z), polynomial(z, SIN)), tail)));
  const half = keep(mul(z, singles(0.5)));
  const most = keep(sub(singles(1), half));
  const rest = sub(mul(mul(z, z), polynomial(z, COS)), mul(r, tail));
  const cos = keep(add(most, add(sub(sub(singles(1), most), half), rest)));
  const turned = shift === 0 ? quadrant : keep(vector("i32x4.add", quadrant, integers(shift)));
  const odd = vector("i32x4.eq", and(turned, integers(1)), integers(1));
  return xor(pick(odd, cos, sin), and(vector("i32x4.shl", turned, i32(30)), integers(SIGN)));
}

/** Coefficients of Cephes' tanhf.c. */
const TANH = [-3.33332819422e-1, 1.33314422036e-1, -5.37397155531e-2, 2.06390887954e-2, -5.70498872745e-3];

function tanh(x: Code, keep: Keep): Code {
  const size = keep(vector("f32x4.abs", x));
  const z = keep(mul(x, x));
  const near = add(x, mul(mul(x, z), polynomial(z, TANH)));
  const far = sub(singles(1), vector("f32x4.div", singles(2), add(exp(keep(add(size, size)), keep), singles(1))));
  const signed = vector("v128.or", far, and(x, integers(SIGN)));
  return pick(vector("f32x4.lt", size, singles(0.625)), near, signed);
}

/** `x^y` of x above 0 by the logarithm and the exponential of doubles: their digits leave enough of those of singles. */
export function power(x: Code, y: Code, keep: Keep): Code {
  const half = (part: (value: Code) => Code) => {
    const [a, b] = [x, y].map((value) => vector("f64x2.promote_low_f32x4", part(value)));
    const exponent = keep(vector("f64x2.mul", logarithmOfDoubles(keep(a ?? []), keep), b ?? []));
    return keep(vector("f32x4.demote_f64x2_zero", expOfDoubles(exponent, keep, true)));
  };
  const upper = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15];
  const [low, high] = [half((value) => value), half((value) => shuffle(value, value, upper))];
  return shuffle(low, high, [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
}

export interface SingleFunction {
  readonly build: (x: Code, keep: Keep) => Code;
  /** Numbers that are not below this in size, and NaN, go one by one. */
  readonly limit?: number;
}

export const SINGLE_FUNCTIONS: Readonly<Partial<Record<OperatorName, SingleFunction>>> = {
  exp: { build: exp },
  log: { build: log },
  // Zero keeps its sign.
  sin: { build: (x, keep) => pick(vector("f32x4.eq", x, singles(0)), x, circular(x, keep, 0)), limit: TRIG_LIMIT },
  cos: { build: (x, keep) => circular(x, keep, 1), limit: TRIG_LIMIT },
  tanh: { build: tanh },
};
