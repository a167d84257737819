import type { Graph } from "../graph/graph.ts";
import type { ArrayNode, CheckName, CompareName } from "../graph/node.ts";
import { refuse } from "../language/refuse.ts";
import { broadcastShapes } from "../types/broadcast.ts";
import { dtypeName, dtypeOf, isText, type TextDType, textDType, textLength } from "../types/element-type.ts";
import { nodeOf } from "./nodes.ts";
import type { UfuncName } from "./ufuncs.ts";
import { arrayValue, type Value } from "./value.ts";

/** Longest texts that an expression makes, in characters an item. */
const MAX_LENGTH = 65_536;

const COMPARES: readonly CompareName[] = ["equal", "not_equal", "less", "less_equal", "greater", "greater_equal"];

/** Comparisons of texts, and `s + t`. @throws Refusal for any other function, and for U beside S */
export function textFunction(graph: Graph, name: UfuncName, values: readonly Value[]): Value {
  const { inputs, dtypes } = textInputs(graph, values, name);
  const shape = broadcastShapes(inputs.map((input) => input.shape));
  const compare = COMPARES.find((known) => known === name);
  if (compare !== undefined) {
    return arrayValue(graph.node({ kind: "text-compare", op: compare, inputs }, dtypeOf("bool"), shape));
  }
  if (name !== "add") return refuse(`${name} is not for texts`);
  const length = dtypes.reduce((total, dtype) => total + textLength(dtype), 0);
  if (length > MAX_LENGTH) refuse(`texts of ${length} characters an item: ${MAX_LENGTH} are the most`);
  const [first] = dtypes;
  if (first === undefined) return refuse("texts are needed here");
  return arrayValue(graph.node({ kind: "text-join", inputs }, textDType(first.kind, length), shape));
}

export function textCheck(graph: Graph, op: CheckName, values: readonly Value[]): Value {
  const { inputs } = textInputs(graph, values, op);
  const shape = broadcastShapes(inputs.map((input) => input.shape));
  return arrayValue(graph.node({ kind: "text-check", op, inputs }, dtypeOf("bool"), shape));
}

export function textCase(graph: Graph, op: "lower" | "upper", values: readonly Value[]): Value {
  const { inputs } = textInputs(graph, values, op);
  const [input] = inputs;
  if (input === undefined) return refuse(`${op} takes one argument`);
  return arrayValue(graph.node({ kind: "text-case", op, inputs }, nativeText(input), input.shape));
}

function nativeText(node: ArrayNode): TextDType {
  if (!isText(node.dtype)) return refuse("texts are needed here");
  return textDType(node.dtype.kind, textLength(node.dtype));
}

function textInputs(graph: Graph, values: readonly Value[], name: string) {
  const inputs = values.map((value) => nodeOf(graph, value));
  const dtypes = inputs.map(({ dtype }) => {
    return isText(dtype) ? dtype : refuse(`${name} of texts and ${dtypeName(dtype)}`);
  });
  if (dtypes.some(({ kind }) => kind !== dtypes[0]?.kind)) {
    refuse("texts (<U) and bytes (|S) do not go together: write 'text' for the former, b'text' for the latter");
  }
  return { inputs, dtypes };
}
