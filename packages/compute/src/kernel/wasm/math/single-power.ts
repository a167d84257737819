import { doubles, integers, singles } from "./constants.ts";
import * as double from "./double-ops.ts";
import { positiveLog2 } from "./logarithm.ts";
import { expNearZero, JOINED, LOW_HALVES, scaled, UPPER } from "./single-math.ts";
import { HALF, less, mul, ONE, SIGN, ZERO } from "./single-ops.ts";
import { choice, type Value } from "./value.ts";
import { and, noneOf, op, or, pick, shuffled, without } from "./vector-ops.ts";

/** Beyond this in size all powers of two are infinite, or 0. */
const BEYOND = 250;

/** `x^y` of finite singles, NaN too: the exponent of two in doubles, the power of two of its fraction in singles. */
export function power(x: Value, y: Value): Value {
  const size = op("f32x4.abs", x);
  const [low, high] = [[size, y] as const, [upper(size), upper(y)] as const].map(([a, b]) => exponentOf(a, b));
  const joined = (part: "rest" | "whole", order: readonly number[]) =>
    shuffled(low?.[part] ?? ZERO, high?.[part] ?? ZERO, order);
  const plain = scaled(expNearZero(joined("rest", JOINED)), joined("whole", LOW_HALVES));
  const regular = and(op("f32x4.gt", x, ZERO), op("f32x4.eq", y, y));
  return choice(op("i32x4.all_true", regular), plain, withEdges(x, y, plain));
}

function upper(x: Value): Value {
  return shuffled(x, x, UPPER);
}

/** `y log2 x` of two singles: the nearest whole number (in the low bits of 64), and of what is left the logarithm as a single. */
function exponentOf(x: Value, y: Value): { readonly whole: Value; readonly rest: Value } {
  const [wideX, wideY] = [op("f64x2.promote_low_f32x4", x), op("f64x2.promote_low_f32x4", y)];
  const all = double.mul(positiveLog2(wideX), wideY);
  const limited = op("f64x2.pmax", op("f64x2.pmin", all, doubles(BEYOND)), doubles(-BEYOND));
  const whole = double.add(limited, doubles(double.ROUNDER));
  const rest = double.sub(limited, double.sub(whole, doubles(double.ROUNDER)));
  return { whole, rest: op("f32x4.demote_f64x2_zero", double.mul(rest, doubles(Math.LN2))) };
}

/** What C's `pow` makes of zeros, negative numbers and NaN; `power` is that of the size of x, or anything for 0. */
function withEdges(x: Value, y: Value, power: Value): Value {
  const whole = op("f32x4.eq", op("f32x4.nearest", y), y);
  const half = mul(y, HALF);
  const odd = without(whole, op("f32x4.eq", op("f32x4.nearest", half), half));
  const ofZero = and(less(y, ZERO), singles(Number.POSITIVE_INFINITY));
  const size = pick(op("f32x4.eq", x, ZERO), ofZero, power);
  const signed = or(size, and(and(x, SIGN), odd));
  const unknown = or(op("f32x4.ne", x, x), op("f32x4.ne", y, y));
  const real = pick(or(unknown, without(less(x, ZERO), whole)), singles(Number.NaN), signed);
  return pick(or(op("f32x4.eq", y, ZERO), op("f32x4.eq", x, ONE)), ONE, real);
}

/** i32: 1 where nothing is infinite. */
export function takesPower(x: Value, y: Value): Value {
  const size = (value: Value) => and(value, integers(0x7fffffff));
  const infinite = singles(Number.POSITIVE_INFINITY);
  return noneOf(or(op("f32x4.eq", size(x), infinite), op("f32x4.eq", size(y), infinite)));
}
