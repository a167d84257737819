import type { Graph } from "../graph/graph.ts";
import type { ArrayNode } from "../graph/node.ts";
import type { ConstantValue } from "../kernel/program.ts";
import { refuse } from "../language/refuse.ts";
import { dtypeName, dtypeOf, type ElementType, elementTypeOf, isText, textDType } from "../types/element-type.ts";
import { constantOf, weakType } from "../types/promote.ts";
import type { Value } from "./value.ts";

/** A value as an array: numbers and texts of the text become 0-d ones. @throws Refusal for anything else */
export function nodeOf(graph: Graph, value: Value): ArrayNode {
  switch (value.kind) {
    case "array":
      return value.node;
    case "boolean":
      return constantNode(graph, "bool", value.value);
    case "number": {
      const type = weakType(value.number.kind, undefined);
      return constantNode(graph, type, constantOf(value.number, type));
    }
    case "text": {
      const length = value.bytes ? value.value.length : [...value.value].length;
      const dtype = textDType(value.bytes ? "bytes" : "str", Math.max(1, length));
      return graph.node({ kind: "text-constant", value: value.value }, dtype, []);
    }
    default:
      return refuse("an array or a number is needed here");
  }
}

export function constantNode(graph: Graph, type: ElementType, value: ConstantValue): ArrayNode {
  return graph.node({ kind: "constant", type, value }, dtypeOf(type), []);
}

/** One value in every place. */
export function filled(graph: Graph, type: ElementType, value: ConstantValue, shape: readonly number[]): ArrayNode {
  return graph.view(constantNode(graph, type, value), [], shape);
}

/** NumPy's `astype`, of numeric arrays. */
export function castTo(graph: Graph, node: ArrayNode, type: ElementType): ArrayNode {
  const from = elementTypeOf(node.dtype);
  if (from === undefined) return refuse(`the dtype ${dtypeName(node.dtype)} is not numeric`);
  return from === type ? node : graph.node({ kind: "cast", input: node, type }, dtypeOf(type), node.shape);
}

export function isTextValue(value: Value): boolean {
  return value.kind === "text" || (value.kind === "array" && isText(value.node.dtype));
}
