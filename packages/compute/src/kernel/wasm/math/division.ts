import { doubles, integers, longs, singles } from "./constants.ts";
import * as double from "./double-ops.ts";
import * as single from "./single-ops.ts";
import type { Value } from "./value.ts";
import { and, noneOf, op, or, pick, without, xor } from "./vector-ops.ts";

/** `//`, `%` and `nextafter` of floats of a width: to the last bit what NumPy gives. */
interface Width {
  readonly lanes: "f64x2" | "f32x4";
  readonly ops: Pick<
    typeof double,
    "add" | "sub" | "mul" | "div" | "abs" | "less" | "equal" | "fusedFrom" | "HALF" | "ONE" | "SIGN" | "ZERO"
  >;
  readonly constant: (value: number) => Value;
  /** Quotients below this are known to the last whole number. */
  readonly limit: number;
}

export const DOUBLES: Width = { lanes: "f64x2", ops: double, constant: doubles, limit: 2 ** 52 };
export const SINGLES: Width = { lanes: "f32x4", ops: single, constant: singles, limit: 2 ** 23 };

/** i32: 1 where no quotient is too large (as by 0), and no divisor infinite; NaN may be. */
export function takesDivision({ lanes, ops, constant, limit }: Width, a: Value, b: Value): Value {
  const large = op(`${lanes}.ge`, ops.abs(ops.div(a, b)), constant(limit));
  return noneOf(or(large, op(`${lanes}.ge`, ops.abs(b), constant(Number.POSITIVE_INFINITY))));
}

/**
 * C's `fmod`: exact, where the processor multiplies and adds in one step. The rounded quotient may be a whole number too
 * large (never too small); then the rest has the wrong sign.
 */
function rest({ lanes, ops }: Width, a: Value, b: Value): Value {
  const quotient = op(`${lanes}.trunc`, ops.div(a, b));
  const first = ops.fusedFrom(a, quotient, b);
  const wrong = xor(ops.less(first, ops.ZERO), ops.less(a, ops.ZERO));
  const back = ops.add(first, or(ops.abs(b), and(a, ops.SIGN)));
  return pick(without(wrong, ops.equal(first, ops.ZERO)), back, first);
}

/** The rest with the sign of the divisor, as Python has it. */
export function remainder(width: Width, a: Value, b: Value): Value {
  const { ops } = width;
  const left = rest(width, a, b);
  const other = xor(ops.less(left, ops.ZERO), ops.less(b, ops.ZERO));
  return pick(ops.equal(left, ops.ZERO), and(b, ops.SIGN), pick(other, ops.add(left, b), left));
}

/** Steps and roundings are those of NumPy's `divmod`. */
export function floorDivide(width: Width, a: Value, b: Value): Value {
  const { lanes, ops } = width;
  const left = rest(width, a, b);
  const exact = ops.div(ops.sub(a, left), b);
  const other = without(xor(ops.less(left, ops.ZERO), ops.less(b, ops.ZERO)), ops.equal(left, ops.ZERO));
  const quotient = ops.sub(exact, and(other, ops.ONE));
  const floor = op(`${lanes}.floor`, quotient);
  const snapped = ops.add(floor, and(op(`${lanes}.gt`, ops.sub(quotient, floor), ops.HALF), ops.ONE));
  return pick(ops.equal(quotient, ops.ZERO), and(xor(a, b), ops.SIGN), snapped);
}

/** The next float towards another: floats of a sign are ordered as the integers with the same bits. */
export function nextafter({ lanes, ops, constant }: Width, x: Value, y: Value): Value {
  const [one, add] = lanes === "f64x2" ? ([longs(1n), "i64x2.add"] as const) : ([integers(1), "i32x4.add"] as const);
  const down = xor(ops.less(x, y), op(`${lanes}.gt`, x, ops.ZERO));
  const moved = op(add, x, or(down, one));
  const fromZero = or(one, and(y, ops.SIGN));
  const number = pick(ops.equal(x, y), y, pick(ops.equal(x, ops.ZERO), fromZero, moved));
  const unknown = or(op(`${lanes}.ne`, x, x), op(`${lanes}.ne`, y, y));
  return pick(unknown, constant(Number.NaN), number);
}
