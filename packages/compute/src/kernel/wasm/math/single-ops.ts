import { integers, singles } from "./constants.ts";
import { either, type Value } from "./value.ts";
import { noneOf, op } from "./vector-ops.ts";

/** Four singles at once. */

export const add = (a: Value, b: Value) => op("f32x4.add", a, b);
export const sub = (a: Value, b: Value) => op("f32x4.sub", a, b);
export const mul = (a: Value, b: Value) => op("f32x4.mul", a, b);
export const div = (a: Value, b: Value) => op("f32x4.div", a, b);
export const abs = (x: Value) => op("f32x4.abs", x);
export const equal = (a: Value, b: Value) => op("f32x4.eq", a, b);
export const less = (a: Value, b: Value) => op("f32x4.lt", a, b);
/** `a b + c` and `c - a b`, rounded once. */
export const fused = (a: Value, b: Value, c: Value) => op("f32x4.relaxed_madd", a, b, c);
export const fusedFrom = (c: Value, a: Value, b: Value) => op("f32x4.relaxed_nmadd", a, b, c);
/** `a b + c` and `c - a b`, rounded once where the processor can. */
export const madd = (a: Value, b: Value, c: Value) => either(fused(a, b, c), add(mul(a, b), c));
export const msub = (c: Value, a: Value, b: Value) => either(fusedFrom(c, a, b), sub(c, mul(a, b)));

export const [ZERO, HALF, ONE, TWO] = [singles(0), singles(0.5), singles(1), singles(2)];

/** Added to a single below 2^22, leaves it rounded to a whole number in the low bits. */
export const ROUNDER = singles(1.5 * 2 ** 23);
export const SIGN = integers(-(2 ** 31));

/** `c[0] + c[1] x + c[2] x^2 ...`, with pairs of terms apart or term by term: see that of doubles. */
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
  return either(fusedPolynomial(x, coefficients), terms[0] ?? ZERO);
}

export function fusedPolynomial(x: Value, coefficients: readonly number[]): Value {
  return coefficients.map(singles).reduceRight((sum, term) => fused(x, sum, term));
}

/** i32: 1 where all lanes are below `limit` in size, or NaN. */
export function allBelow(x: Value, limit: number): Value {
  return noneOf(op("f32x4.ge", abs(x), singles(limit)));
}

/** i32: 1 where all lanes of a mask are set. */
export function allTrue(mask: Value): Value {
  return op("i32x4.all_true", mask);
}
