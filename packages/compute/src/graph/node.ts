import type { DType } from "@caterva2/ndarray";
import type { OperatorName } from "../kernel/operators.ts";
import type { ConstantValue } from "../kernel/program.ts";
import type { ReductionName } from "../kernel/reducer.ts";
import type { ElementType } from "../types/element-type.ts";
import type { View } from "./view.ts";

export type CheckName = "contains" | "startswith" | "endswith";
export type CompareName = "equal" | "not_equal" | "less" | "less_equal" | "greater" | "greater_equal";

/** `offset + step * position`, in C order of the shape. */
export interface Ramp {
  readonly kind: "ramp";
  readonly start: number | bigint;
  readonly step: number | bigint;
  /** linspace: the last item is this very number. */
  readonly last?: number;
}

/** Ones where `column - row` is `k`. */
export interface Diagonal {
  readonly kind: "eye";
  readonly k: number;
}

/** What computes a node out of others. Kinds with `inputs` of any shape broadcast them. */
export type Operation =
  | { readonly kind: "operand"; readonly operand: number }
  /** 0-d; of type f2, the value is held as a number. */
  | { readonly kind: "constant"; readonly type: ElementType; readonly value: ConstantValue }
  /** 0-d; bytes as characters 0 to 255. */
  | { readonly kind: "text-constant"; readonly value: string }
  | {
      readonly kind: "apply";
      readonly op: OperatorName;
      readonly type: ElementType;
      readonly inputs: readonly ArrayNode[];
    }
  | { readonly kind: "cast"; readonly input: ArrayNode; readonly type: ElementType }
  /** inputs: a bool, and two arrays of one numeric dtype. */
  | { readonly kind: "select"; readonly inputs: readonly ArrayNode[] }
  /** The same for texts; the result is as long as the longer ones. */
  | { readonly kind: "text-select"; readonly inputs: readonly ArrayNode[] }
  | { readonly kind: "view"; readonly input: ArrayNode; readonly view: View }
  | { readonly kind: "reshape"; readonly input: ArrayNode }
  | { readonly kind: "generate"; readonly type: ElementType; readonly formula: Ramp | Diagonal }
  | {
      readonly kind: "reduce";
      readonly name: ReductionName;
      readonly input: ArrayNode;
      readonly axes: readonly number[];
      readonly keepdims: boolean;
      readonly ddof: number;
    }
  /** Running sum or product along an axis; `initial` puts the neutral item in front; `half` rounds f4 to binary16. */
  | {
      readonly kind: "scan";
      readonly name: "sum" | "prod";
      readonly input: ArrayNode;
      readonly axis: number;
      readonly initial: boolean;
      readonly half: boolean;
    }
  /** Matrix product over the last axis of the first and the last but one of the second; leading axes broadcast. */
  | { readonly kind: "matmul"; readonly type: ElementType; readonly left: ArrayNode; readonly right: ArrayNode }
  | { readonly kind: "concat"; readonly inputs: readonly ArrayNode[]; readonly axis: number }
  /** Items of the two last axes where `column - row` is `offset`. */
  | { readonly kind: "diagonal"; readonly input: ArrayNode; readonly offset: number }
  | { readonly kind: "text-compare"; readonly op: CompareName; readonly inputs: readonly ArrayNode[] }
  | { readonly kind: "text-check"; readonly op: CheckName; readonly inputs: readonly ArrayNode[] }
  | { readonly kind: "text-case"; readonly op: "lower" | "upper"; readonly inputs: readonly ArrayNode[] }
  | { readonly kind: "text-join"; readonly inputs: readonly ArrayNode[] };

/** An array of the graph: frozen, and shared wherever the same array is meant. */
export interface ArrayNode {
  /** Nodes that a node uses have smaller numbers. */
  readonly id: number;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly operation: Operation;
  /** Longest way to an operand or constant over nodes that are not elementwise. */
  readonly depth: number;
}

/** The nodes that an operation uses. */
export function inputsOf(operation: Operation): readonly ArrayNode[] {
  if ("inputs" in operation) return operation.inputs;
  if ("input" in operation) return [operation.input];
  return operation.kind === "matmul" ? [operation.left, operation.right] : [];
}

/** True for nodes that compute item by item: kernels fuse them. */
export function isElementwise(operation: Operation): boolean {
  return operation.kind === "apply" || operation.kind === "cast" || operation.kind === "select";
}
