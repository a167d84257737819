import { kindOf, sizeOf } from "../../types.ts";
import type { Code } from "../encode.ts";
import { fusesMultiplyAdd } from "../fused.ts";
import { bytes16, double2, i32, lane, long2, plain, shuffle, vector } from "../instructions.ts";
import { laneOp, type RealType } from "../lanes.ts";
import type { FunctionBuilder } from "../module-builder.ts";

export const ZERO: Code = bytes16(new Array<number>(16).fill(0));

export const add2 = (a: Code, b: Code): Code => vector("f64x2.add", a, b);
export const sub2 = (a: Code, b: Code): Code => vector("f64x2.sub", a, b);
export const mul2 = (a: Code, b: Code): Code => vector("f64x2.mul", a, b);

/** Pairs, then pairs of pairs: few steps wait for each other. Each code is read once. */
export function tree(items: readonly Code[], join: (a: Code, b: Code) => Code): Code {
  let level = items;
  while (level.length > 1) {
    const above: Code[] = [];
    for (let k = 0; k < level.length; k += 2) {
      const [a, b] = [level[k] ?? ZERO, level[k + 1]];
      above.push(b === undefined ? a : join(a, b));
    }
    level = above;
  }
  return level[0] ?? ZERO;
}

/** The upper half of a vector in both halves. */
export function upperHalf(value: Code): Code {
  return shuffle(value, value, [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);
}

/** Items of a vector as doubles, two in each of the results. */
export function asDoubles(into: FunctionBuilder, type: RealType, value: Code): Code[] {
  if (type === "f8") return [into.keep(value)];
  if (type === "f4") {
    const singles = into.keep(value);
    return [singles, upperHalf(singles)].map((half) => into.keep(vector("f64x2.promote_low_f32x4", half)));
  }
  if (sizeOf(type) === 8) return [into.keep(longsAsDoubles(into, type, value))];
  const sign = kindOf(type) === "int" ? "s" : "u";
  return widened(into, type, value, 4).flatMap((four) =>
    [four, upperHalf(four)].map((half) => into.keep(vector(`f64x2.convert_low_i32x4_${sign}`, half))),
  );
}

/** Integers of 64 bits as doubles, rounded once: the halves become doubles of 2^84 and 2^52 and a rest. */
function longsAsDoubles(into: FunctionBuilder, type: RealType, value: Code): Code {
  const x = into.keep(value);
  const low = vector("v128.or", vector("v128.and", x, long2(0xffffffffn)), long2(0x4330000000000000n));
  const top = vector("i64x2.shr_u", x, i32(32));
  const signed = type === "i8";
  const high = vector("v128.xor", top, long2(signed ? 0x4530000080000000n : 0x4530000000000000n));
  const both = signed ? 2 ** 84 + 2 ** 63 + 2 ** 52 : 2 ** 84 + 2 ** 52;
  return add2(sub2(high, double2(both)), low);
}

/** Items of an integer type in lanes of `size` bytes (at most 8), low ones first; read as often as wanted. */
export function widened(into: FunctionBuilder, type: RealType, value: Code, size: number): Code[] {
  const sign = kindOf(type) === "int" ? "s" : "u";
  let vectors = [into.keep(value)];
  const steps = [
    [1, `i16x8.extend_low_i8x16_${sign}`, `i16x8.extend_high_i8x16_${sign}`],
    [2, `i32x4.extend_low_i16x8_${sign}`, `i32x4.extend_high_i16x8_${sign}`],
    [4, `i64x2.extend_low_i32x4_${sign}`, `i64x2.extend_high_i32x4_${sign}`],
  ] as const;
  for (const [from, low, high] of steps) {
    if (from < sizeOf(type) || from >= size) continue;
    vectors = vectors.flatMap((one) => [into.keep(vector(low, one)), into.keep(vector(high, one))]);
  }
  return vectors;
}

/** `a b + c`, in one step where the processor does; each is read once. */
export function multiplyAdd(type: "f4" | "f8", a: Code, b: Code, c: Code): Code {
  if (!fusesMultiplyAdd()) return laneOp(type, "add", laneOp(type, "mul", a, b), c);
  return vector(type === "f4" ? "f32x4.relaxed_madd" : "f64x2.relaxed_madd", a, b, c);
}

/** Sum of both lanes. */
export function lanesSum(value: Code): Code {
  return plain("f64.add", lane("f64", value, 0), lane("f64", value, 1));
}

/** An i32: whether a lane is an infinity or NaN. `value` is read twice. */
export function anyNonFinite(into: FunctionBuilder, type: "f4" | "f8", value: Code): Code {
  const nothing = into.keep(laneOp(type, "sub", value, value));
  return vector("v128.any_true", laneOp(type, "ne", nothing, nothing));
}

/** Moves that bring every lane of `size` bytes over the first one: halves, then halves of these. */
export function shuffledHalves(size: number): ((value: Code) => Code)[] {
  const moves: ((value: Code) => Code)[] = [];
  for (let bytes = 8; bytes >= size; bytes /= 2) {
    const order = Array.from({ length: 16 }, (_, k) => (k + bytes) % 16);
    moves.push((value) => shuffle(value, value, order));
  }
  return moves;
}
