import { doubles, longs } from "./constants.ts";
import {
  add,
  div,
  equal,
  fused,
  fusedFrom,
  HALF,
  msub,
  mul,
  ONE,
  polynomial,
  powersOf,
  ROUNDER,
  SIGN,
  sub,
  ZERO,
} from "./double-ops.ts";
import { fusedQuadrant } from "./fused-circular.ts";
import type { Value } from "./value.ts";
import { and, op, or, pick, shift, xor } from "./vector-ops.ts";

/** pi/2 in three parts of 33 bits (products with whole numbers of 20 bits are exact) and a tail. */
export const HALF_PI = [
  1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32,
] as const;

/** Coefficients of fdlibm's k_sin.c and k_cos.c; for singles the first ones, which are enough for their 24 bits. */
const SIN = [
  -0.16666666666666632, 0.00833333333332249, -0.0001984126982985795, 2.7557313707070068e-6, -2.5050760253406863e-8,
  1.58969099521155e-10,
] as const;
const COS = [
  0.0416666666666666, -0.001388888888887411, 2.480158728947673e-5, -2.7557314351390663e-7, 2.087572321298175e-9,
  -1.1359647557788195e-11,
] as const;

/** x without the nearest multiple of pi/2. */
interface Reduced {
  /** The multiple, in the low bits of 64. */
  readonly quadrant: Value;
  readonly r: Value;
  /** What `r` lacks, where that is known. */
  readonly tail?: Value;
}

function quadrantOf(x: Value): { quadrant: Value; n: Value } {
  const quadrant = add(mul(x, doubles(2 / Math.PI)), doubles(ROUNDER));
  return { quadrant, n: sub(quadrant, doubles(ROUNDER)) };
}

/** For x up to 10^6, with its tail. */
function reduceFar(x: Value): Reduced {
  const { quadrant, n } = quadrantOf(x);
  const first = sub(x, mul(n, doubles(HALF_PI[0])));
  const second = mul(n, doubles(HALF_PI[1]));
  const most = sub(first, second);
  const third = mul(n, doubles(HALF_PI[2]));
  const least = sub(most, third);
  const lost = add(sub(sub(first, most), second), sub(sub(most, least), third));
  const tail = sub(lost, mul(n, doubles(HALF_PI[3])));
  const r = add(least, tail);
  return { quadrant, r, tail: add(sub(least, r), tail) };
}

/** For x up to 10^5: rounded once. */
function reduceNear(x: Value): Reduced {
  const { quadrant, n } = quadrantOf(x);
  const first = sub(x, mul(n, doubles(HALF_PI[0])));
  const second = mul(n, doubles(HALF_PI[1]));
  const most = sub(first, second);
  const lost = sub(sub(first, most), second);
  return { quadrant, r: sub(most, sub(mul(n, doubles(HALF_PI[2] + HALF_PI[3])), lost)) };
}

/** For singles: two parts leave more than their 24 bits. */
function reduceSingle(x: Value): Reduced {
  const { quadrant, n } = quadrantOf(x);
  return { quadrant, r: msub(msub(x, n, doubles(HALF_PI[0])), n, doubles(HALF_PI[1] + HALF_PI[2])) };
}

interface SinCos {
  readonly sin: Value;
  readonly cos: Value;
}

/** Of r below pi/4 in size, to all digits but the last one or two. Minus zero stays what it is. */
function sinCos(r: Value, terms = 6): SinCos {
  const powers = powersOf(mul(r, r), 3);
  const [z = ZERO, square = ZERO] = powers;
  const sin = add(r, mul(mul(r, z), polynomial(powers, SIN.slice(0, terms))));
  const cos = sub(ONE, sub(mul(z, HALF), mul(square, polynomial(powers, COS.slice(0, terms)))));
  return { sin: or(sin, and(r, SIGN)), cos };
}

/** With what r lacks, and what 1 - z/2 loses: errors below 1 ULP. */
function sinCosWithTail(r: Value, tail: Value): SinCos {
  const { sin, cos } = partsOfSinCos(r, tail);
  return { sin: sin.high, cos: cos.high };
}

/** With what the results lack. */
function partsOfSinCos(r: Value, tail: Value): { readonly sin: Parts; readonly cos: Parts } {
  const powers = powersOf(mul(r, r), 3);
  const [z = ZERO] = powers;
  const cube = mul(z, r);
  const rest = polynomial(powers, SIN.slice(1));
  const half = mul(z, HALF);
  const correction = msub(sub(mul(z, msub(mul(tail, HALF), cube, rest)), tail), cube, doubles(SIN[0]));
  const w = sub(ONE, half);
  const low = add(sub(sub(ONE, w), half), msub(mul(z, mul(z, polynomial(powers, COS))), r, tail));
  const sin = sub(r, correction);
  const cos = add(w, low);
  return {
    sin: { high: sin, low: sub(sub(r, sin), correction) },
    cos: { high: cos, low: add(sub(w, cos), low) },
  };
}

/** A mask of odd quadrants. */
function oddOf(quadrant: Value): Value {
  return op("i64x2.eq", and(quadrant, longs(1n)), longs(1n));
}

/** The second bit of the quadrant, as the sign. */
function signOf(quadrant: Value): Value {
  return and(shift("i64x2.shl", quadrant, 62), SIGN);
}

function sinOf(quadrant: Value, { sin, cos }: SinCos): Value {
  return xor(pick(oddOf(quadrant), cos, sin), signOf(quadrant));
}

function cosOf(quadrant: Value, { sin, cos }: SinCos): Value {
  return xor(pick(oddOf(quadrant), sin, cos), signOf(op("i64x2.add", quadrant, longs(1n))));
}

/** For x up to 10^5; errors below 1.6 ULP. */
export function nearSin(x: Value): Value {
  const { quadrant, r } = reduceNear(x);
  return sinOf(quadrant, sinCos(r));
}

export function nearCos(x: Value): Value {
  const { quadrant, r } = reduceNear(x);
  return cosOf(quadrant, sinCos(r));
}

/** For x up to 10^6. */
export function farSin(x: Value): Value {
  const { quadrant, r, tail = ZERO } = reduceFar(x);
  // Zero keeps its sign.
  return pick(equal(x, ZERO), x, sinOf(quadrant, sinCosWithTail(r, tail)));
}

export function farCos(x: Value): Value {
  const { quadrant, r, tail = ZERO } = reduceFar(x);
  return cosOf(quadrant, sinCosWithTail(r, tail));
}

/** The quotient of both, for x up to 10^6. */
export function tan(x: Value): Value {
  return pick(equal(x, ZERO), x, quotient(reduceFar(x), ratio));
}

/** Where the processor multiplies and adds in one step. */
export function fusedTan(x: Value): Value {
  return pick(equal(x, ZERO), x, quotient(fusedQuadrant(x), fusedRatio));
}

interface Parts {
  readonly high: Value;
  readonly low: Value;
}

function quotient({ quadrant, r, tail = ZERO }: Reduced, ratio: (over: Parts, under: Parts) => Value): Value {
  const { sin, cos } = partsOfSinCos(r, tail);
  const odd = oddOf(quadrant);
  const turned = and(odd, SIGN);
  const over = { high: xor(pick(odd, cos.high, sin.high), turned), low: xor(pick(odd, cos.low, sin.low), turned) };
  return ratio(over, { high: pick(odd, sin.high, cos.high), low: pick(odd, sin.low, cos.low) });
}

/** Errors below 1 ULP. */
function fusedRatio(over: Parts, under: Parts): Value {
  const inverse = div(ONE, under.high);
  const first = mul(over.high, inverse);
  const rest = add(fusedFrom(over.high, first, under.high), fusedFrom(over.low, first, under.low));
  return fused(rest, inverse, first);
}

/** Errors below 1.5 ULP. */
function ratio(over: Parts, under: Parts): Value {
  const first = div(over.high, under.high);
  return add(first, div(sub(over.low, mul(first, under.low)), under.high));
}

/** The quotient of singles as doubles. */
export function tanOfSingle(x: Value): Value {
  const { quadrant, r } = reduceSingle(x);
  const { sin, cos } = sinCos(r, 4);
  const odd = oddOf(quadrant);
  const value = div(xor(pick(odd, cos, sin), and(odd, SIGN)), pick(odd, sin, cos));
  return pick(equal(x, ZERO), x, value);
}
