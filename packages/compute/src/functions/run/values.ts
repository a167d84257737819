import type { DType } from "@caterva2/ndarray";
import type { Value } from "../../bind/value.ts";
import type { ArrayNode } from "../../graph/node.ts";
import { refuse } from "../../language/refuse.ts";
import type { Piece } from "../memory/piece.ts";
import type { Definition } from "../tree.ts";

/** How deep a sequence is nested, and how many values it holds at all depths: whoever walks it needs no other bound. */
interface Weight {
  readonly depth: number;
  readonly size: number;
}

/** Values that one sequence holds at most, and how deep. */
const MAX_SIZE = 20_000;
const MAX_DEPTH = 10;

/** Names as a function of the source sees them where it was defined. */
export interface Names {
  readonly names: ReadonlyMap<string, FunctionValue>;
  readonly parent: Names | undefined;
}

/** What a name or a part of an expression stands for while a function runs. */
export type FunctionValue =
  /** Not computed yet: a node of the graph of the statement that is carried out. */
  | { readonly kind: "array"; readonly node: ArrayNode }
  | { readonly kind: "piece"; readonly piece: Piece }
  | Extract<Value, { kind: "number" | "boolean" | "text" | "none" | "slice" | "dtype" }>
  | ({ readonly kind: "tuple"; readonly items: readonly FunctionValue[] } & Weight)
  /** Grows by `append`, which takes no sequences: so it never holds itself. */
  | ({ readonly kind: "list"; readonly items: FunctionValue[] } & Weight)
  | { readonly kind: "range"; readonly start: number; readonly stop: number; readonly step: number }
  | { readonly kind: "ellipsis" }
  | { readonly kind: "module"; readonly name: ModuleName }
  | { readonly kind: "limits"; readonly dtype: DType }
  | { readonly kind: "defined"; readonly definition: Definition; readonly scope: Names }
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "library"; readonly module: ModuleName; readonly name: string }
  | { readonly kind: "method"; readonly receiver: FunctionValue; readonly name: string };

export type FunctionValueOf<K extends FunctionValue["kind"]> = Extract<FunctionValue, { kind: K }>;
export type ModuleName = "np" | "math";

export const NO_VALUE: FunctionValueOf<"none"> = Object.freeze({ kind: "none" });
export const ELLIPSIS: FunctionValue = Object.freeze({ kind: "ellipsis" });

export function pieceValue(piece: Piece): FunctionValue {
  return { kind: "piece", piece };
}

/** @throws Refusal for one beyond the bounds */
export function tupleValue(items: readonly FunctionValue[]): FunctionValueOf<"tuple"> {
  return { kind: "tuple", items, ...weightOf(items) };
}

/** @throws Refusal for one beyond the bounds */
export function listValue(items: readonly FunctionValue[]): FunctionValueOf<"list"> {
  return { kind: "list", items: [...items], ...weightOf(items) };
}

export function sequenceValue(kind: "tuple" | "list", items: readonly FunctionValue[]): FunctionValue {
  return kind === "tuple" ? tupleValue(items) : listValue(items);
}

function weightOf(items: readonly FunctionValue[]): Weight {
  let depth = 0;
  let size = items.length;
  for (const item of items) {
    if (item.kind !== "tuple" && item.kind !== "list") continue;
    depth = Math.max(depth, item.depth);
    size += item.kind === "list" ? item.size + item.items.length : item.size;
  }
  if (depth >= MAX_DEPTH) refuse(`tuples nested more than ${MAX_DEPTH} deep`);
  if (size > MAX_SIZE) refuse(`a tuple or list of more than ${MAX_SIZE} values`);
  return { depth: depth + 1, size };
}

/** Puts a value to the end of a list. @throws Refusal */
export function appendTo(list: FunctionValueOf<"list">, value: FunctionValue): void {
  if (value.kind === "tuple" || value.kind === "list")
    refuse("append takes arrays and numbers: tuples are not put into lists");
  if (list.items.length >= MAX_SIZE) refuse(`a tuple or list of more than ${MAX_SIZE} values`);
  list.items.push(value);
}

export function integerValueOf(value: number): FunctionValue {
  return { kind: "number", number: { kind: "integer", value: BigInt(value) } };
}

export function integersValue(integers: readonly number[]): FunctionValue {
  return tupleValue(
    integers.map((integer) => ({ kind: "number", number: { kind: "integer", value: BigInt(integer) } })),
  );
}

/** What messages call a value. */
export function kindName(value: FunctionValue): string {
  switch (value.kind) {
    case "array":
    case "piece":
      return "an array";
    case "number":
      return "a number";
    case "boolean":
      return "a bool";
    case "none":
      return "None";
    case "tuple":
    case "list":
    case "range":
    case "slice":
    case "text":
      return `a ${value.kind}`;
    case "dtype":
      return "a dtype";
    case "ellipsis":
      return "`...`";
    case "module":
      return "a module";
    case "limits":
      return "the limits of a dtype";
    default:
      return "a function";
  }
}

export function lengthOfRange({ start, stop, step }: FunctionValueOf<"range">): number {
  return Math.max(0, Math.ceil((stop - start) / step));
}
