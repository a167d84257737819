import type { OperatorName } from "../operators.ts";
import { kindOf, sizeOf } from "../types.ts";
import type { Code } from "./encode.ts";
import { bytes16, long2, shuffle, vector } from "./instructions.ts";
import { laneName, laneOp, type RealType, splat } from "./lanes.ts";

/** Arguments may be read more than once. The result of a comparison is a mask of the lanes of the type. */
export type LaneOperator = (type: RealType, a: Code, b: Code) => Code;
export type LaneTable = Readonly<Partial<Record<OperatorName, LaneOperator>>>;

const ZERO = bytes16(new Array<number>(16).fill(0));
const ONES = bytes16(new Array<number>(16).fill(255));

function named(name: string): LaneOperator {
  return (type, a, b) => laneOp(type, name, a, b);
}

function namedUnary(name: string): LaneOperator {
  return (type, a) => laneOp(type, name, a);
}

/** Bools are masks, of any width. */
export const MASK_OPERATORS: Readonly<Partial<Record<OperatorName, (a: Code, b: Code) => Code>>> = {
  add: (a, b) => vector("v128.or", a, b),
  multiply: (a, b) => vector("v128.and", a, b),
  minimum: (a, b) => vector("v128.and", a, b),
  maximum: (a, b) => vector("v128.or", a, b),
  bitwise_and: (a, b) => vector("v128.and", a, b),
  bitwise_or: (a, b) => vector("v128.or", a, b),
  bitwise_xor: (a, b) => vector("v128.xor", a, b),
  logical_and: (a, b) => vector("v128.and", a, b),
  logical_or: (a, b) => vector("v128.or", a, b),
  logical_xor: (a, b) => vector("v128.xor", a, b),
  logical_not: (a) => vector("v128.not", a),
  invert: (a) => vector("v128.not", a),
  absolute: (a) => a,
  equal: (a, b) => vector("v128.not", vector("v128.xor", a, b)),
  not_equal: (a, b) => vector("v128.xor", a, b),
  less: (a, b) => vector("v128.andnot", b, a),
  less_equal: (a, b) => vector("v128.or", vector("v128.not", a), b),
  greater: (a, b) => vector("v128.andnot", a, b),
  greater_equal: (a, b) => vector("v128.or", a, vector("v128.not", b)),
};

const FLOAT_COMPARISONS: LaneTable = {
  equal: named("eq"),
  not_equal: named("ne"),
  less: named("lt"),
  less_equal: named("le"),
  greater: named("gt"),
  greater_equal: named("ge"),
};

const ABOVE_ALL = (type: RealType) => splat(type, Number.POSITIVE_INFINITY);

/** All bits but the sign of a float. */
function signBits(type: RealType): Code {
  return type === "f4" ? splat("i4", -(2 ** 31)) : long2(-(2n ** 63n));
}

export const FLOAT_OPERATORS: LaneTable = {
  ...FLOAT_COMPARISONS,
  add: named("add"),
  subtract: named("sub"),
  multiply: named("mul"),
  divide: named("div"),
  minimum: named("min"),
  maximum: named("max"),
  sqrt: namedUnary("sqrt"),
  negative: namedUnary("neg"),
  absolute: namedUnary("abs"),
  floor: namedUnary("floor"),
  ceil: namedUnary("ceil"),
  trunc: namedUnary("trunc"),
  rint: namedUnary("nearest"),
  square: (type, a) => laneOp(type, "mul", a, a),
  reciprocal: (type, a) => laneOp(type, "div", splat(type, 1), a),
  real: (_, a) => a,
  imag: () => ZERO,
  conjugate: (_, a) => a,
  isnan: (type, a) => laneOp(type, "ne", a, a),
  isinf: (type, a) => laneOp(type, "eq", laneOp(type, "abs", a), ABOVE_ALL(type)),
  isfinite: (type, a) => laneOp(type, "lt", laneOp(type, "abs", a), ABOVE_ALL(type)),
  signbit: (type, a) => laneOp(type === "f4" ? "i4" : "i8", "lt_s", a, ZERO),
  copysign: (type, a, b) => vector("v128.bitselect", b, a, signBits(type)),
  sign: (type, a) => {
    const above = vector("v128.and", laneOp(type, "gt", a, ZERO), splat(type, 1));
    const below = vector("v128.and", laneOp(type, "lt", a, ZERO), splat(type, -1));
    return vector("v128.bitselect", vector("v128.or", above, below), a, laneOp(type, "eq", a, a));
  },
};

type Order = "lt" | "gt" | "le" | "ge";

/** Vectors compare 64-bit integers with a sign only: the top bit is turned for those without. */
function compare(order: Order): LaneOperator {
  return (type, a, b) => {
    if (type === "u8") return laneOp("i8", `${order}_s`, turned(a), turned(b));
    return laneOp(type, `${order}_${kindOf(type) === "int" ? "s" : "u"}`, a, b);
  };
}

function turned(a: Code): Code {
  return vector("v128.xor", a, long2(-(2n ** 63n)));
}

function extreme(name: "min" | "max"): LaneOperator {
  return (type, a, b) => {
    const native = laneName(type, `${name}_${kindOf(type) === "int" ? "s" : "u"}`);
    if (native) return vector(native, a, b);
    return vector("v128.bitselect", a, b, compare(name === "min" ? "lt" : "gt")(type, a, b));
  };
}

function multiply(type: RealType, a: Code, b: Code): Code {
  if (sizeOf(type) > 1) return laneOp(type, "mul", a, b);
  const low = vector("i16x8.extmul_low_i8x16_s", a, b);
  const high = vector("i16x8.extmul_high_i8x16_s", a, b);
  return shuffle(
    low,
    high,
    Array.from({ length: 16 }, (_, k) => 2 * k),
  );
}

export const INTEGER_OPERATORS: LaneTable = {
  equal: named("eq"),
  not_equal: named("ne"),
  less: compare("lt"),
  less_equal: compare("le"),
  greater: compare("gt"),
  greater_equal: compare("ge"),
  add: named("add"),
  subtract: named("sub"),
  multiply,
  square: (type, a) => multiply(type, a, a),
  minimum: extreme("min"),
  maximum: extreme("max"),
  bitwise_and: (_, a, b) => vector("v128.and", a, b),
  bitwise_or: (_, a, b) => vector("v128.or", a, b),
  bitwise_xor: (_, a, b) => vector("v128.xor", a, b),
  invert: (_, a) => vector("v128.xor", a, ONES),
  negative: namedUnary("neg"),
  conjugate: (_, a) => a,
  absolute: (type, a) => (kindOf(type) === "int" ? laneOp(type, "abs", a) : a),
  sign: (type, a) => {
    const one = splat(type, 1);
    if (kindOf(type) === "uint") return vector("v128.and", laneOp(type, "ne", a, ZERO), one);
    // A mask of ones is -1.
    return vector("v128.or", laneOp(type, "lt_s", a, ZERO), vector("v128.and", laneOp(type, "gt_s", a, ZERO), one));
  },
  reciprocal: (type, a) => {
    const one = laneOp(type, "eq", a, splat(type, 1));
    const unit = kindOf(type) === "uint" ? one : vector("v128.or", one, laneOp(type, "eq", a, ONES));
    return vector("v128.and", a, unit);
  },
};
