import { doubles, singles } from "./constants.ts";
import * as double from "./double-ops.ts";
import * as single from "./single-ops.ts";
import type { Value } from "./value.ts";
import { and, or, shift, xor } from "./vector-ops.ts";

/**
 * Sine and cosine where the processor multiplies and adds in one step: x is less a multiple k of pi (of pi from pi/2 on for
 * the cosine) what one polynomial is for. The first step, `x - k PI[0]`, is exact: both are multiples of the last place of
 * PI[0] or of a half, and what is left is below 2.
 */
type Circular = "sin" | "cos";

/** pi in three parts of 53 bits, and of 24: none below 0, so that minus zero stays what it is. */
const PI_PARTS = [Math.PI, 1.224646799147353e-16, 2.1657133478438278e-32];
const PI = PI_PARTS.map(doubles);
const HALF_PI = PI_PARTS.map((part) => doubles(part / 2));
const PI_SINGLE = [3.141592502593994, 1.5099578831723193e-7, 1.078060505991553e-14].map(singles);

/** `(sin r - r) / r^3` of `r^2` up to (pi/2)^2: relative errors of the sine below 2^-61, and 2^-27 for singles. */
const SIN_FIRST = -0.16666666666666666;
const SIN = [
  0.008333333333333207, -0.00019841269841212476, 2.7557319211568394e-6, -2.5052106904257794e-8, 1.6058940990220584e-10,
  -7.643018944342132e-13, 2.7214137175310858e-15,
];
const SIN_SINGLE_FIRST = -0.16666659712791443;
const SIN_SINGLE = [0.00833306834101677, -0.00019809664809145033, 2.6057768991449848e-6];

/** What the sine gains where r^2, near (pi/2)^2, is too large by a little: per that and per r. */
const NEAR_TOP = 0.129;

/**
 * `r + r (z first + rest)`, where z is r^2 rounded. What that rounding has added would show where the sine is nearly 1: with it
 * the cosine of small numbers is 1.
 */
function withFirst(
  { fused, fusedFrom }: Pick<typeof double, "fused" | "fusedFrom">,
  { r, z, rest }: { readonly r: Value; readonly z: Value; readonly rest: Value },
  [first = z, nearTop = z]: readonly Value[],
): Value {
  const added = fusedFrom(z, r, r);
  return fused(r, fused(z, first, fused(added, nearTop, rest)), r);
}

/** For x up to here the multiple of pi is a whole number of the type, with digits left that say which is nearest. */
export const FUSED_LIMIT = 2 ** 40;
export const FUSED_LIMIT_SINGLE = 2 ** 14;

/** The multiple of pi, and it as a whole number in the low bits. */
interface Multiple {
  readonly count: Value;
  readonly parity: Value;
}

function multipleOf(x: Value, which: Circular): Multiple {
  const { fused, add, sub, HALF, ROUNDER } = double;
  const inverse = doubles(1 / Math.PI);
  const rounder = doubles(ROUNDER);
  const parity = which === "sin" ? fused(x, inverse, rounder) : add(fused(x, inverse, HALF), rounder);
  const count = sub(parity, rounder);
  return { parity, count: which === "sin" ? count : sub(count, HALF) };
}

/** Errors below 1.5 ULP; for x up to {@link FUSED_LIMIT}. */
export function fusedCircular(x: Value, which: Circular): Value {
  const { fusedFrom, fusedPolynomial, mul, SIGN } = double;
  const { count, parity } = multipleOf(x, which);
  const r = PI.reduce((rest, part) => fusedFrom(rest, count, part), x);
  const z = mul(r, r);
  const rest = mul(mul(z, z), fusedPolynomial(z, SIN));
  const value = withFirst(double, { r, z, rest }, [SIN_FIRST, NEAR_TOP].map(doubles));
  // Minus zero stays what it is.
  const signed = which === "sin" ? or(value, and(r, SIGN)) : value;
  return xor(signed, shift("i64x2.shl", parity, 63));
}

/** x without the nearest multiple of pi/2, what that lacks, and the multiple in the low bits. */
export function fusedQuadrant(x: Value): { readonly quadrant: Value; readonly r: Value; readonly tail: Value } {
  const { add, fused, fusedFrom, mul, sub, ROUNDER } = double;
  const [high = double.ZERO, middle = double.ZERO, low = double.ZERO] = HALF_PI;
  const quadrant = fused(x, doubles(2 / Math.PI), doubles(ROUNDER));
  const n = sub(quadrant, doubles(ROUNDER));
  const first = fusedFrom(x, n, high);
  const product = mul(n, middle);
  const most = sub(first, product);
  // `product - n middle`, exactly.
  const rounding = fusedFrom(product, n, middle);
  const lost = add(sub(sub(first, most), product), rounding);
  const tail = fusedFrom(lost, n, low);
  const r = add(most, tail);
  return { quadrant, r, tail: add(sub(most, r), tail) };
}

/** Of singles, for x up to {@link FUSED_LIMIT_SINGLE}. */
export function fusedCircularSingle(x: Value, which: Circular): Value {
  const { add, fused, fusedFrom, fusedPolynomial, mul, sub, HALF, ROUNDER, SIGN } = single;
  const inverse = singles(1 / Math.PI);
  const parity = which === "sin" ? fused(x, inverse, ROUNDER) : add(fused(x, inverse, HALF), ROUNDER);
  const whole = sub(parity, ROUNDER);
  const count = which === "sin" ? whole : sub(whole, HALF);
  const r = PI_SINGLE.reduce((rest, part) => fusedFrom(rest, count, part), x);
  const z = mul(r, r);
  const rest = mul(mul(z, z), fusedPolynomial(z, SIN_SINGLE));
  const value = withFirst(single, { r, z, rest }, [SIN_SINGLE_FIRST, NEAR_TOP].map(singles));
  const signed = which === "sin" ? or(value, and(r, SIGN)) : value;
  return xor(signed, shift("i32x4.shl", parity, 31));
}
