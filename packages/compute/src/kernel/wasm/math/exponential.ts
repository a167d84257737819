import { doubles } from "./constants.ts";
import { add, allBelow, HALF, mul, nearest, ONE, powerOfTwo, series, sub } from "./double-ops.ts";
import { choice, type Value } from "./value.ts";
import { op } from "./vector-ops.ts";

const [LN2_HIGH, LN2_LOW] = [0.6931471803691238, 1.9082149292705877e-10];

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

/** `e^r - 1 - r` for |r| <= ln 2 / 2. */
export function expRest(r: Value, single = false): Value {
  return mul(mul(r, r), series(r, inverseFactorials(2, single ? 7 : 13)));
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
  const high = sub(x, mul(exponent, doubles(LN2_HIGH)));
  const low = mul(exponent, doubles(LN2_LOW));
  const r = sub(high, low);
  const lost = sub(sub(high, r), low);
  const rest = add(r, add(expRest(r), lost));
  return { exponent, power: powerOfTwo(exponent), rest, value: add(ONE, rest) };
}

/**
 * e^x = 2^n e^r with |r| <= ln 2 / 2, by its series: to degree 13 for doubles, 7 for singles. Where results of doubles
 * come near the ends of the range the power of two is applied in two halves, so that subnormal ones are rounded once.
 */
export function exp(x: Value, single: boolean): Value {
  // These pass a NaN on.
  const limit = single ? 200 : 750;
  const limited = op("f64x2.pmax", op("f64x2.pmin", x, doubles(limit)), doubles(-limit));
  const n = nearest(mul(limited, doubles(Math.LOG2E)));
  const r = sub(sub(limited, mul(n, doubles(LN2_HIGH))), mul(n, doubles(LN2_LOW)));
  const value = add(add(r, expRest(r, single)), ONE);
  const once = mul(value, powerOfTwo(n));
  if (single) return once;
  const half = nearest(mul(n, HALF));
  const twice = mul(mul(value, powerOfTwo(half)), powerOfTwo(sub(n, half)));
  return choice(allBelow(x, 700), once, twice);
}
