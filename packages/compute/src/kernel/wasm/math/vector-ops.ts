import { i32, plain, shuffle, type VectorName, vector } from "../instructions.ts";
import { instruction, type Value } from "./value.ts";

/** Instructions on whole vectors, whatever the lanes hold. */

export function op(name: VectorName, ...args: readonly Value[]): Value {
  return instruction((...codes) => vector(name, ...codes), ...args);
}

export const and = (a: Value, b: Value) => op("v128.and", a, b);
/** `a` without the bits of `b`. */
export const without = (a: Value, b: Value) => op("v128.andnot", a, b);
export const or = (a: Value, b: Value) => op("v128.or", a, b);
export const xor = (a: Value, b: Value) => op("v128.xor", a, b);
export const pick = (condition: Value, then: Value, otherwise: Value) =>
  op("v128.bitselect", then, otherwise, condition);

/** Lanes shifted by a number of bits. */
export function shift(
  name: "i64x2.shl" | "i64x2.shr_u" | "i32x4.shl" | "i32x4.shr_s",
  value: Value,
  bits: number,
): Value {
  return instruction((code) => vector(name, code ?? [], i32(bits)), value);
}

/** Bytes of two vectors (16 numbers, 0 to 31) in a new order. */
export function shuffled(a: Value, b: Value, order: readonly number[]): Value {
  return instruction((x = [], y = []) => shuffle(x, y, order), a, b);
}

/** i32: 1 where no bit is set. */
export function noneOf(mask: Value): Value {
  return instruction((code) => plain("i32.eqz", vector("v128.any_true", code ?? [])), mask);
}
