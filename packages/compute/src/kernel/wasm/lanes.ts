import { kindOf, type NumericType, sizeOf } from "../types.ts";
import type { Code, ValueType } from "./encode.ts";
import {
  bytes16,
  f32,
  f64,
  i32,
  i64,
  isVectorName,
  plain,
  shuffle,
  truncateToInt64,
  type VectorName,
  vector,
} from "./instructions.ts";

/**
 * A value of a program is one vector with `lanes` items in its low bytes, as many as the widest type of the program
 * leaves room for. A bool is a mask: lanes of some width, all ones or all zeros.
 */
export type RealType = Exclude<NumericType, "bool" | "c8" | "c16">;

const SHAPES = {
  i1: "i8x16",
  u1: "i8x16",
  i2: "i16x8",
  u2: "i16x8",
  i4: "i32x4",
  u4: "i32x4",
  i8: "i64x2",
  u8: "i64x2",
  f4: "f32x4",
  f8: "f64x2",
} as const satisfies Record<RealType, string>;

export function isRealType(type: NumericType): type is RealType {
  return Object.hasOwn(SHAPES, type);
}

/** The instruction for a type: `laneOp("f4", "add")` is `f32x4.add`. Undefined where there is none. */
export function laneName(type: RealType, name: string): VectorName | undefined {
  const full = `${SHAPES[type]}.${name}`;
  return isVectorName(full) ? full : undefined;
}

export function laneOp(type: RealType, name: string, ...args: readonly Code[]): Code {
  const full = laneName(type, name);
  if (full === undefined) throw new RangeError(`no instruction ${name} for ${type}`);
  return vector(full, ...args);
}

/** The type of one lane on the stack. */
export function scalarType(type: RealType): ValueType {
  if (type === "f4") return "f32";
  if (type === "f8") return "f64";
  return sizeOf(type) === 8 ? "i64" : "i32";
}

/** One number in every lane. */
export function splat(type: RealType, value: number | bigint): Code {
  const scalar = scalarType(type);
  const code =
    scalar === "f32"
      ? f32(Number(value))
      : scalar === "f64"
        ? f64(Number(value))
        : scalar === "i64"
          ? i64(BigInt.asIntN(64, BigInt(value)))
          : i32(Number(value) | 0);
  return laneOp(type, "splat", code);
}

const EXTRACT = { i1: 21, u1: 22, i2: 24, u2: 25, i4: 27, u4: 27, i8: 29, u8: 29, f4: 31, f8: 33 } as const;
const REPLACE = { i1: 23, u1: 23, i2: 26, u2: 26, i4: 28, u4: 28, i8: 30, u8: 30, f4: 32, f8: 34 } as const;

/** `lanes` results of `compute`, which gets the arguments of each lane on its own. `args` are read more than once. */
export function eachLane(
  lanes: number,
  from: RealType,
  to: RealType,
  args: readonly Code[],
  compute: (...args: readonly Code[]) => Code,
): Code {
  let all: Code = bytes16(new Array<number>(16).fill(0));
  for (let lane = 0; lane < lanes; lane++) {
    const items = args.map((arg): Code => [arg, 0xfd, EXTRACT[from], lane]);
    all = [all, compute(...items), 0xfd, REPLACE[to], lane];
  }
  return all;
}

/** A mask of lanes of `from` bytes as one of lanes of `to` bytes. */
export function resizeMask(mask: Code, from: number, to: number): Code {
  return from === to ? mask : pickBytes(mask, from, to);
}

/** Low bytes of each lane (for a mask any byte is like the first, so lanes may become wider). */
export function pickBytes(value: Code, from: number, to: number): Code {
  const order = new Array<number>(16).fill(0);
  for (let lane = 0; (lane + 1) * Math.max(from, to) <= 16; lane++) {
    for (let byte = 0; byte < to; byte++) order[lane * to + byte] = lane * from + (byte % from);
  }
  return shuffle(value, value, order);
}

/** The conversions of `astype` between types that are not bool. `keep` makes a value readable more than once. */
export function convertLanes(
  value: Code,
  from: RealType,
  to: RealType,
  lanes: number,
  keep: (code: Code) => Code,
): Code {
  if (from === to) return value;
  if (kindOf(from) === "float") return fromFloat(value, from, to, lanes, keep);
  if (kindOf(to) !== "float") return resizeInteger(value, from, to);
  if (sizeOf(from) === 8) {
    const name = `${to === "f4" ? "f32" : "f64"}.convert_i64_${from === "i8" ? "s" : "u"}` as const;
    return eachLane(lanes, from, to, [keep(value)], (x) => plain(name, x));
  }
  const wide = resizeInteger(value, from, from === "u4" ? "u4" : "i4");
  const sign = from === "u4" ? "u" : "s";
  return to === "f4" ? vector(`f32x4.convert_i32x4_${sign}`, wide) : vector(`f64x2.convert_low_i32x4_${sign}`, wide);
}

function resizeInteger(value: Code, from: RealType, to: RealType): Code {
  if (sizeOf(to) <= sizeOf(from))
    return sizeOf(to) === sizeOf(from) ? value : pickBytes(value, sizeOf(from), sizeOf(to));
  const sign = kindOf(from) === "int" ? "s" : "u";
  let [code, size] = [value, sizeOf(from)];
  if (size === 1) [code, size] = [vector(`i16x8.extend_low_i8x16_${sign}`, code), 2];
  if (size === 2 && sizeOf(to) > 2) [code, size] = [vector(`i32x4.extend_low_i16x8_${sign}`, code), 4];
  return size === 4 && sizeOf(to) === 8 ? vector(`i64x2.extend_low_i32x4_${sign}`, code) : code;
}

function fromFloat(value: Code, from: RealType, to: RealType, lanes: number, keep: (code: Code) => Code): Code {
  if (to === "f8") return vector("f64x2.promote_low_f32x4", value);
  if (to === "f4") return vector("f32x4.demote_f64x2_zero", value);
  const x = keep(value);
  const widened = (item: Code) => (from === "f4" ? plain("f64.promote_f32", item) : item);
  if (to === "u8") return eachLane(lanes, from, to, [x], (item) => floatToUint64(widened(item)));
  if (to === "i8") return eachLane(lanes, from, to, [x], (item) => floatToInt64(widened(item)));
  if (to === "u4") return eachLane(lanes, from, to, [x], (item) => plain("i32.wrap_i64", floatToInt64(widened(item))));
  const whole = from === "f4" ? vector("i32x4.trunc_sat_f32x4_s", x) : vector("i32x4.trunc_sat_f64x2_s_zero", x);
  // Saturated at the top, 0 for NaN: both are to be the lowest number. The bottom is right by itself.
  const inside = resizeMask(laneOp(from, "lt", x, splat(from, 2147483648)), sizeOf(from), 4);
  return resizeInteger(vector("v128.bitselect", whole, splat("i4", -2147483648), inside), "i4", to);
}

/** Lowest for what does not fit: what saturates to the highest is at or above 2^63, NaN saturates to 0. */
function floatToInt64(x: Code): Code {
  return [truncateToInt64(x, true), i64(-(2n ** 63n)), plain("f64.lt", x, f64(2 ** 63)), 0x1b];
}

function floatToUint64(x: Code): Code {
  const high: Code = [truncateToInt64(x, false), i64(-(2n ** 63n)), plain("f64.lt", x, f64(2 ** 64)), 0x1b];
  return [floatToInt64(x), high, plain("f64.lt", x, f64(2 ** 63)), 0x1b];
}
