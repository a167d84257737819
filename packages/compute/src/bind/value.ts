import type { DType } from "@caterva2/ndarray";
import type { ArrayNode } from "../graph/node.ts";
import { refuse } from "../language/refuse.ts";
import type { WeakNumber } from "../types/promote.ts";

/** What a part of an expression stands for: an array, or something that only an argument can be. */
export type Value =
  | { readonly kind: "array"; readonly node: ArrayNode }
  | { readonly kind: "number"; readonly number: WeakNumber }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "text"; readonly value: string; readonly bytes: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "list" | "tuple"; readonly items: readonly Value[] }
  | { readonly kind: "slice"; readonly start: Value; readonly stop: Value; readonly step: Value }
  | { readonly kind: "dtype"; readonly dtype: DType };

export const NONE: Value = Object.freeze({ kind: "none" });

export function arrayValue(node: ArrayNode): Value {
  return { kind: "array", node };
}

export function integerValue(value: bigint): Value {
  return { kind: "number", number: { kind: "integer", value } };
}

export function floatValue(value: number): Value {
  return { kind: "number", number: { kind: "float", value } };
}

/** An integer argument: an axis, a bound, a count. @throws Refusal */
export function asInteger(value: Value, what: string): number {
  if (value.kind === "number" && value.number.kind === "integer") {
    const integer = Number(value.number.value);
    if (Number.isSafeInteger(integer)) return integer;
    return refuse(`${what} ${value.number.value} is too large`);
  }
  return refuse(`${what} must be an integer`);
}

export function asBoolean(value: Value, what: string): boolean {
  if (value.kind === "boolean") return value.value;
  return refuse(`${what} must be True or False`);
}

/** One integer, or a tuple or list of them. */
export function asIntegers(value: Value, what: string): number[] {
  if (value.kind === "tuple" || value.kind === "list") return value.items.map((item) => asInteger(item, what));
  return [asInteger(value, what)];
}

/** A position of an axis from one that may count from the end. @throws Refusal */
export function normalAxis(axis: number, rank: number): number {
  const position = axis < 0 ? axis + rank : axis;
  if (position >= 0 && position < rank) return position;
  return refuse(`axis ${axis} is out of range for an array of ${rank} dimensions`);
}

export function normalAxes(axes: readonly number[], rank: number): number[] {
  const positions = axes.map((axis) => normalAxis(axis, rank));
  if (new Set(positions).size !== positions.length) refuse("an axis stands there twice");
  return positions;
}
