import { doubles, longs } from "./constants.ts";
import { add, allTrue, div, equal, HALF, less, madd, msub, mul, ONE, SIGN, series, sub, ZERO } from "./double-ops.ts";
import { choice, type Value } from "./value.ts";
import { and, op, or, pick, shift } from "./vector-ops.ts";

const [LN2_HIGH, LN2_LOW] = [0.6931471803691238, 1.9082149292705877e-10];

interface Logarithm {
  /** The exponent, and the logarithm of the rest of x between sqrt(1/2) and sqrt(2). */
  readonly exponent: Value;
  readonly high: Value;
  /** What has to be taken from `high`: the logarithm is `high - low`. */
  readonly low: Value;
}

/** log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)) with s = f / (2 + f): the coefficients are those of fdlibm's e_log.c. */
const LOG_COEFFICIENTS = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
];

/** `subnormal`: whether x may be such, which singles never are as doubles. */
function logarithm(x: Value, coefficients: readonly number[], subnormal: boolean): Logarithm {
  const tiny = subnormal ? less(x, doubles(2 ** -1022)) : undefined;
  const bits = tiny ? pick(tiny, mul(x, doubles(2 ** 54)), x) : x;
  const shifted = op("i64x2.sub", bits, longs(0x3fe6a09e667f3bcdn - (1024n << 52n)));
  const biased = shift("i64x2.shr_u", shifted, 52);
  const whole = sub(or(biased, longs(0x4330000000000000n)), doubles(2 ** 52 + 1024));
  const exponent = tiny ? sub(whole, and(tiny, doubles(54))) : whole;
  const scale = shift("i64x2.shl", op("i64x2.sub", biased, longs(1024n)), 52);
  const f = sub(op("i64x2.sub", bits, scale), ONE);
  const s = div(f, add(f, doubles(2)));
  const z = mul(s, s);
  const half = mul(mul(f, f), HALF);
  return { exponent, high: f, low: msub(half, s, madd(z, series(z, coefficients), half)) };
}

/** For singles four coefficients are enough. */
function ofWidth(x: Value, single: boolean, subnormal: boolean): Logarithm {
  return logarithm(x, single ? LOG_COEFFICIENTS.slice(0, 4) : LOG_COEFFICIENTS, subnormal);
}

/** -inf of 0, NaN below, infinity and NaN as they are. */
function logarithmEdges(x: Value, value: Value): Value {
  const finite = and(op("f64x2.gt", x, ZERO), less(x, doubles(Number.POSITIVE_INFINITY)));
  const outside = pick(less(x, ZERO), doubles(Number.NaN), x);
  const edge = pick(equal(x, ZERO), doubles(Number.NEGATIVE_INFINITY), outside);
  return pick(finite, value, edge);
}

/** `of` normal numbers, and of all others with the edges. `of` gets whether it must take subnormal ones. */
function everywhere(x: Value, single: boolean, of: (subnormal: boolean) => Value): Value {
  const regular = and(op("f64x2.ge", x, doubles(2 ** -1022)), less(x, doubles(Number.POSITIVE_INFINITY)));
  return choice(allTrue(regular), of(false), logarithmEdges(x, of(!single)));
}

export function log(x: Value, single: boolean): Value {
  return everywhere(x, single, (subnormal) => joinedLog(logarithm(x, LOG_COEFFICIENTS, subnormal)));
}

/** `log(1 + x)` to all digits; `rest`: what x lacks. */
export function log1p(x: Value, rest?: Value): Value {
  const sum = add(ONE, x);
  const rounded = sub(x, sub(sum, ONE));
  const lost = div(rest === undefined ? rounded : add(rounded, rest), sum);
  const { exponent, high, low } = logarithm(sum, LOG_COEFFICIENTS, false);
  return or(logarithmEdges(sum, joinedLog({ exponent, high, low: sub(low, lost) })), and(x, SIGN));
}

/** log2 of singles above 0 as doubles, with ten digits more than singles have. */
export function positiveLog2(x: Value): Value {
  const { exponent, high, low } = logarithm(x, LOG_COEFFICIENTS.slice(0, 6), false);
  return add(mul(sub(high, low), doubles(Math.LOG2E)), exponent);
}

function joinedLog({ exponent, high, low }: Logarithm): Value {
  const corrected = sub(high, msub(low, exponent, doubles(LN2_LOW)));
  return madd(exponent, doubles(LN2_HIGH), corrected);
}

const [LOG10_2_HIGH, LOG10_2_LOW] = [0.30102999566361177, 3.694239077158931e-13];

/** The high part of the logarithm in 32 bits, so that its product with the high part of 1/ln(base) is exact. */
function scaledLogarithm(
  { high, low }: Logarithm,
  inverseHigh: number,
  inverseLow: number,
): { high: Value; low: Value } {
  const top = and(sub(high, low), longs(-(2n ** 32n)));
  const bottom = sub(sub(high, top), low);
  const product = madd(add(top, bottom), doubles(inverseLow), mul(bottom, doubles(inverseHigh)));
  return { high: mul(top, doubles(inverseHigh)), low: product };
}

export function log2(x: Value, single: boolean): Value {
  return everywhere(x, single, (subnormal) => {
    const parts = ofWidth(x, single, subnormal);
    const { high, low } = scaledLogarithm(parts, 1.4426950407214463, 1.6751713164886512e-10);
    const sum = add(parts.exponent, high);
    return add(sum, add(sub(parts.exponent, sum), add(high, low)));
  });
}

export function log10(x: Value, single: boolean): Value {
  return everywhere(x, single, (subnormal) => {
    const parts = ofWidth(x, single, subnormal);
    const { high, low } = scaledLogarithm(parts, 0.4342944818781689, 2.5082946711645275e-11);
    const main = mul(parts.exponent, doubles(LOG10_2_HIGH));
    const sum = add(main, high);
    const lost = add(sub(main, sum), high);
    return add(sum, add(lost, madd(parts.exponent, doubles(LOG10_2_LOW), low)));
  });
}
