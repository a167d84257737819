import { doubles, longs } from "./constants.ts";
import {
  abs,
  add,
  allTrue,
  div,
  equal,
  HALF,
  less,
  mul,
  nearest,
  ONE,
  powerOfTwo,
  ROUNDER,
  SIGN,
  series,
  sub,
  ZERO,
} from "./double-ops.ts";
import { expRest } from "./exponential.ts";
import { fusedExponent, fusedLog2, fusedPowerOfPair, type Pair, type Scaled } from "./fused-power.ts";
import { choice, type Value } from "./value.ts";
import { and, noneOf, op, or, pick, shift, without } from "./vector-ops.ts";

/** The upper 21 bits of the digits: products of two such are exact. */
function top(x: Value): Value {
  return and(x, longs(-(2n ** 32n)));
}

/** Coefficients, and constants in two parts, of fdlibm's e_pow.c: log2 of the rest between sqrt(3)/2 and sqrt(3), by atanh. */
const LOG = [
  0.5999999999999946, 0.4285714285785502, 0.33333332981837743, 0.272728123808534, 0.23066074577556175,
  0.20697501780033842,
];
const [SCALE, SCALE_HIGH, SCALE_LOW] = [0.9617966939259756, 0.9617967009544373, -7.028461650952758e-9];
const [LOG2_3_2_HIGH, LOG2_3_2_LOW] = [0.5849624872207642, 1.350039202129749e-8];
const [LN2, LN2_HIGH, LN2_LOW] = [Math.LN2, 0.6931471824645996, -1.904654299957768e-9];

/** log2 of x above 0 and finite, in some 70 bits. */
function log2(x: Value): Pair {
  const tiny = less(x, doubles(2 ** -1022));
  const bits = pick(tiny, mul(x, doubles(2 ** 54)), x);
  const biased = shift("i64x2.shr_u", op("i64x2.sub", bits, longs(0x3febb67ae8584caan - (1024n << 52n))), 52);
  const whole = sub(or(biased, longs(0x4330000000000000n)), doubles(2 ** 52 + 1024));
  const exponent = sub(whole, and(tiny, doubles(54)));
  const rest = op("i64x2.sub", bits, shift("i64x2.shl", op("i64x2.sub", biased, longs(1024n)), 52));
  // Around 1 or 3/2, whichever is nearer.
  const upper = op("f64x2.ge", rest, doubles(Math.sqrt(1.5)));
  const center = pick(upper, doubles(1.5), ONE);
  const [under, over] = [add(rest, center), sub(rest, center)];
  const inverse = div(ONE, under);
  const s = mul(over, inverse);
  const sHigh = top(s);
  const underHigh = top(under);
  const underLow = sub(rest, sub(underHigh, center));
  const sLow = mul(inverse, sub(sub(over, mul(sHigh, underHigh)), mul(sHigh, underLow)));
  const z = mul(s, s);
  const tail = add(mul(mul(z, z), series(z, LOG)), mul(sLow, add(sHigh, s)));
  const square = mul(sHigh, sHigh);
  const sumHigh = top(add(add(doubles(3), square), tail));
  const sumLow = sub(tail, sub(sub(sumHigh, doubles(3)), square));
  const product = mul(sHigh, sumHigh);
  const more = add(mul(sLow, sumHigh), mul(sumLow, s));
  const high = top(add(product, more));
  const low = sub(more, sub(high, product));
  const scaled = mul(high, doubles(SCALE_HIGH));
  const scaledLow = add(
    add(mul(high, doubles(SCALE_LOW)), mul(low, doubles(SCALE))),
    and(upper, doubles(LOG2_3_2_LOW)),
  );
  const offset = and(upper, doubles(LOG2_3_2_HIGH));
  const all = top(add(add(add(scaled, scaledLow), offset), exponent));
  return { high: all, low: sub(scaledLow, sub(sub(sub(all, exponent), offset), scaled)) };
}

/** 2 to the sum of a pair below 1100 in size, as a factor of about 1 and a whole power of two. */
function powerOfPair({ high, low }: Pair): Scaled {
  const exponent = nearest(add(high, low));
  const rest = sub(high, exponent);
  const most = top(add(rest, low));
  const product = mul(most, doubles(LN2_HIGH));
  const more = add(mul(sub(low, sub(most, rest)), doubles(LN2)), mul(most, doubles(LN2_LOW)));
  const z = add(product, more);
  const lost = sub(more, sub(z, product));
  return { factor: add(add(add(expRest(z), lost), z), ONE), exponent };
}

/** `y log2 x` of x above 0. */
function exponentOf(x: Value, y: Value): Pair {
  const logarithm = log2(x);
  const yHigh = top(y);
  return {
    high: mul(yHigh, logarithm.high),
    low: add(mul(sub(y, yHigh), logarithm.high), mul(y, logarithm.low)),
  };
}

/** Powers that are normal numbers and not near the ends of the range. */
const REGULAR = 1020;
/** Beyond this in size all exponents of two give infinity, or 0. */
const BEYOND = 1100;

/** How both parts of a power are computed: where the processor multiplies and adds in one step, or where not. */
interface Steps {
  exponentOf(x: Value, y: Value): Pair;
  powerOfPair(pair: Pair): Scaled;
}

const APART: Steps = { exponentOf, powerOfPair };
const FUSED: Steps = { exponentOf: (x, y) => fusedExponent(fusedLog2(x), y), powerOfPair: fusedPowerOfPair };

/** `x^y` of finite numbers, NaN too. Errors below 1.1 ULP. */
export function power(x: Value, y: Value, fused: boolean): Value {
  const steps = fused ? FUSED : APART;
  const pair = steps.exponentOf(abs(x), y);
  const sum = add(pair.high, pair.low);
  const regular = and(op("f64x2.gt", x, ZERO), less(abs(sum), doubles(REGULAR)));
  const { factor, exponent } = steps.powerOfPair(pair);
  const plain = op("i64x2.add", factor, shift("i64x2.shl", add(exponent, doubles(ROUNDER)), 52));
  return choice(allTrue(regular), plain, withEdges(x, y, inTwoHalves(steps, pair, sum)));
}

/** Rounded once where the result is subnormal. */
function inTwoHalves(steps: Steps, { high, low }: Pair, sum: Value): Value {
  const beyond = op("f64x2.ge", abs(sum), doubles(BEYOND));
  const limited = op("f64x2.pmax", op("f64x2.pmin", sum, doubles(BEYOND)), doubles(-BEYOND));
  const pair = { high: pick(beyond, limited, high), low: without(low, beyond) };
  const { factor, exponent } = steps.powerOfPair(pair);
  const half = nearest(mul(exponent, HALF));
  return mul(mul(factor, powerOfTwo(half)), powerOfTwo(sub(exponent, half)));
}

/** What C's `pow` makes of zeros, negative numbers and NaN; `power` is that of the size of x, or anything for 0. */
function withEdges(x: Value, y: Value, power: Value): Value {
  const whole = equal(op("f64x2.nearest", y), y);
  const half = mul(y, HALF);
  const odd = without(whole, equal(op("f64x2.nearest", half), half));
  const ofZero = and(less(y, ZERO), doubles(Number.POSITIVE_INFINITY));
  const size = pick(equal(x, ZERO), ofZero, power);
  const signed = or(size, and(and(x, SIGN), odd));
  const unknown = or(op("f64x2.ne", x, x), op("f64x2.ne", y, y));
  const real = pick(or(unknown, without(less(x, ZERO), whole)), doubles(Number.NaN), signed);
  return pick(or(equal(y, ZERO), equal(x, ONE)), ONE, real);
}

/** i32: 1 where x is not infinite, and y not so large that its products might be. */
export function takesPower(x: Value, y: Value): Value {
  const infinite = op("f64x2.ge", abs(x), doubles(Number.POSITIVE_INFINITY));
  return noneOf(or(infinite, op("f64x2.ge", abs(y), doubles(2 ** 64))));
}
