import { doubles, longs } from "./constants.ts";
import { either, type Value } from "./value.ts";
import { noneOf, op, shift } from "./vector-ops.ts";

/** Two doubles at once. */

export const add = (a: Value, b: Value) => op("f64x2.add", a, b);
export const sub = (a: Value, b: Value) => op("f64x2.sub", a, b);
export const mul = (a: Value, b: Value) => op("f64x2.mul", a, b);
export const div = (a: Value, b: Value) => op("f64x2.div", a, b);
/** `a b + c` and `c - a b`, rounded once. */
export const fused = (a: Value, b: Value, c: Value) => op("f64x2.relaxed_madd", a, b, c);
export const fusedFrom = (c: Value, a: Value, b: Value) => op("f64x2.relaxed_nmadd", a, b, c);
/** `a b + c` and `c - a b`, rounded once where the processor can. */
export const madd = (a: Value, b: Value, c: Value) => either(fused(a, b, c), add(mul(a, b), c));
export const msub = (c: Value, a: Value, b: Value) => either(fusedFrom(c, a, b), sub(c, mul(a, b)));
export const sqrt = (x: Value) => op("f64x2.sqrt", x);
export const abs = (x: Value) => op("f64x2.abs", x);
export const less = (a: Value, b: Value) => op("f64x2.lt", a, b);
export const equal = (a: Value, b: Value) => op("f64x2.eq", a, b);

/** Added to a double below 2^51, leaves it rounded to a whole number in the low bits. */
export const ROUNDER = 1.5 * 2 ** 52;
/** The sign's bit alone. */
export const SIGN = longs(-(2n ** 63n));
export const ONE = doubles(1);
export const ZERO = doubles(0);
export const HALF = doubles(0.5);

/** Rounded to a whole number, below 2^51. */
export function nearest(x: Value): Value {
  return sub(add(x, doubles(ROUNDER)), doubles(ROUNDER));
}

/** 2 to a whole number of at most 1023 in size. */
export function powerOfTwo(n: Value): Value {
  const shifted = shift("i64x2.shl", add(n, doubles(ROUNDER)), 52);
  return op("i64x2.add", shifted, longs(0x3ff0000000000000n));
}

/** x, its square, the square of that and so on, as {@link polynomial} wants them. */
export function powersOf(x: Value, count: number): Value[] {
  const powers = [x];
  for (let power = x; powers.length < count; powers.push(power)) power = mul(power, power);
  return powers;
}

/**
 * `c[0] + c[1] x + c[2] x^2 ...`, with pairs of terms apart (Estrin), so that steps do not wait for each other. Two
 * polynomials in one x share its `powers`. Where the processor multiplies and adds in one step, what counts is the number of
 * steps: then term by term.
 */
export function polynomial(powers: readonly Value[], coefficients: readonly number[]): Value {
  let terms: Value[] = coefficients.map(doubles);
  for (let level = 0; terms.length > 1; level += 1) {
    const power = powers[level] ?? ZERO;
    const pairs: Value[] = [];
    for (let k = 0; k < terms.length; k += 2) {
      const [low = ZERO, high] = [terms[k], terms[k + 1]];
      pairs.push(high === undefined ? low : add(low, mul(power, high)));
    }
    terms = pairs;
  }
  return either(fusedPolynomial(powers[0] ?? ZERO, coefficients), terms[0] ?? ZERO);
}

export function fusedPolynomial(x: Value, coefficients: readonly number[]): Value {
  return coefficients.map(doubles).reduceRight((sum, term) => fused(x, sum, term));
}

/** A polynomial of its own. */
export function series(x: Value, coefficients: readonly number[]): Value {
  return polynomial(powersOf(x, Math.ceil(Math.log2(Math.max(2, coefficients.length)))), coefficients);
}

/** i32: 1 where both lanes of a mask are set. */
export function allTrue(mask: Value): Value {
  return op("i64x2.all_true", mask);
}

/** i32: 1 where both lanes are below `limit` in size, or NaN. */
export function allBelow(x: Value, limit: number): Value {
  return noneOf(op("f64x2.ge", abs(x), doubles(limit)));
}
