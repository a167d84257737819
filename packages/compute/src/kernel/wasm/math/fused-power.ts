import { doubles, longs } from "./constants.ts";
import { add, div, fused, fusedFrom, fusedPolynomial, less, mul, nearest, ONE, sub } from "./double-ops.ts";
import { expSeries } from "./exponential.ts";
import type { Value } from "./value.ts";
import { and, op, or, pick, shift } from "./vector-ops.ts";

/** A sum whose parts together have more digits than one double. */
export interface Pair {
  readonly high: Value;
  readonly low: Value;
}

/** A factor of about 1, times 2 to a whole number. */
export interface Scaled {
  readonly factor: Value;
  readonly exponent: Value;
}

/** `(3 atanh(s) / s - 3 - s^2) / s^4` of s^2 up to that of sqrt(2) - 1 by sqrt(2) + 1: to 2^-72 of 3. */
const LOG = [
  0.6, 0.4285714285714918, 0.33333333330288795, 0.27272727875713987, 0.23076861045441538, 0.20003605975153801,
  0.17527775108119742, 0.17869356478217305,
];
/** `2 / (3 ln 2)` in two parts. */
const [SCALE, SCALE_LOW] = [doubles(0.9617966939259756), doubles(5.0577616648125907e-17)];

/** log2 of x above 0 and finite in some 66 bits, where the processor multiplies and adds in one step. */
export function fusedLog2(x: Value): Pair {
  const tiny = less(x, doubles(2 ** -1022));
  const bits = pick(tiny, mul(x, doubles(2 ** 54)), x);
  const biased = shift("i64x2.shr_u", op("i64x2.sub", bits, longs(0x3fe6a09e667f3bcdn - (1024n << 52n))), 52);
  const whole = sub(or(biased, longs(0x4330000000000000n)), doubles(2 ** 52 + 1024));
  const exponent = sub(whole, and(tiny, doubles(54)));
  const rest = op("i64x2.sub", bits, shift("i64x2.shl", op("i64x2.sub", biased, longs(1024n)), 52));
  // s = (rest - 1) / (rest + 1), the sum and the quotient with what they lack.
  const over = sub(rest, ONE);
  const under = add(rest, ONE);
  const underLow = sub(rest, sub(under, ONE));
  const inverse = div(ONE, under);
  const s = mul(over, inverse);
  const sLow = mul(fusedFrom(fusedFrom(over, s, under), s, underLow), inverse);
  // 3 and the square of s, and the rest of the series: what `...Lost` says is to be taken away.
  const z = mul(s, s);
  const squareLost = fusedFrom(fusedFrom(z, s, s), add(s, s), sLow);
  const sum = add(doubles(3), z);
  const sumLow = sub(fused(mul(z, z), fusedPolynomial(z, LOG), sub(z, sub(sum, doubles(3)))), squareLost);
  const product = mul(s, sum);
  const productLost = fusedFrom(fusedFrom(fusedFrom(product, s, sum), sLow, sum), s, sumLow);
  const scaled = mul(product, SCALE);
  const scaledLost = fused(productLost, SCALE, fusedFrom(fusedFrom(scaled, product, SCALE), product, SCALE_LOW));
  const most = add(exponent, scaled);
  const low = sub(sub(scaled, sub(most, exponent)), scaledLost);
  const high = add(most, low);
  return { high, low: sub(low, sub(high, most)) };
}

/** `y log2 x`. */
export function fusedExponent({ high, low }: Pair, y: Value): Pair {
  const product = mul(y, high);
  return { high: product, low: sub(mul(y, low), fusedFrom(product, y, high)) };
}

/** 2 to the sum of a pair below 1100 in size, as a factor of about 1 and a whole power of two. */
export function fusedPowerOfPair({ high, low }: Pair): Scaled {
  const exponent = nearest(high);
  const z = fused(sub(high, exponent), doubles(Math.LN2), mul(low, doubles(Math.LN2)));
  return { factor: add(fused(mul(z, z), expSeries(z), z), ONE), exponent };
}
