import { product } from "@caterva2/ndarray";
import type { Graph } from "../graph/graph.ts";
import type { ArrayNode } from "../graph/node.ts";
import type { ReductionName } from "../kernel/reducer.ts";
import { refuse } from "../language/refuse.ts";
import { dtypeName, dtypeOf, type ElementType, elementTypeOf } from "../types/element-type.ts";
import { isComplexType, isIntegerType } from "../types/promote.ts";
import { dtypeArgument } from "./dtype-argument.ts";
import { castTo, nodeOf } from "./nodes.ts";
import { arrayValue, asBoolean, asInteger, asIntegers, normalAxes, normalAxis, type Value } from "./value.ts";

/** `wide`: integers are summed in 64 bits. `mean`: in floats. `deviation`: in floats, real for complex ones. */
type ResultRule = "wide" | "mean" | "deviation" | "same" | "bool" | "count" | "position";

/** Each reduction: the type of its result, and what its items must be. */
export const REDUCTION_RULES = {
  sum: "wide",
  prod: "wide",
  mean: "mean",
  std: "deviation",
  var: "deviation",
  min: "same",
  max: "same",
  any: "bool",
  all: "bool",
  argmin: "position",
  argmax: "position",
  count_nonzero: "count",
} as const satisfies Record<ReductionName, ResultRule>;

export function isReductionName(name: string): name is ReductionName {
  return Object.hasOwn(REDUCTION_RULES, name);
}

/** The parameters that each kind of reduction takes, in order. */
export const REDUCTION_PARAMETERS = {
  wide: "x axis? dtype? keepdims?",
  mean: "x axis? dtype? keepdims?",
  deviation: "x axis? dtype? ddof? keepdims?",
  same: "x axis? keepdims?",
  bool: "x axis? keepdims?",
  position: "x axis? keepdims?",
  count: "x axis? keepdims?",
} as const satisfies Record<ResultRule, string>;

/** A reduction of a call. @throws Refusal for types, axes and empty arrays that NumPy does not take, too */
export function reduction(graph: Graph, name: ReductionName, given: ReadonlyMap<string, Value>, first: Value): Value {
  const rule: ResultRule = REDUCTION_RULES[name];
  const array = nodeOf(graph, first);
  const axes = axesOf(given.get("axis"), array.shape.length, rule);
  const keepdims = flag(given.get("keepdims"), "keepdims");
  const ddof = given.get("ddof");
  const dtype = dtypeArgument(given.get("dtype"));
  checkEmpty(name, rule, array.shape, axes);
  const input = prepared(graph, name, rule, array, dtype);
  const type = resultOf(rule, input.type);
  const shape = array.shape.flatMap((extent, axis) => (axes.includes(axis) ? (keepdims ? [1] : []) : [extent]));
  const operation = {
    kind: "reduce",
    name,
    input: input.node,
    axes,
    keepdims,
    ddof: ddof === undefined ? 0 : freedom(ddof),
  } as const;
  const reduced = graph.node(operation, dtypeOf(type), shape);
  return arrayValue(input.result === undefined ? reduced : castTo(graph, reduced, input.result));
}

/** What is reduced: any and all ask for the truth, binary16 goes as f4 and comes back, `dtype` comes first. */
function prepared(
  graph: Graph,
  name: ReductionName,
  rule: ResultRule,
  array: ArrayNode,
  dtype: ElementType | undefined,
): { node: ArrayNode; type: ElementType; result: ElementType | undefined } {
  const type = elementTypeOf(array.dtype) ?? refuse(`${name} is not for items of the dtype ${dtypeName(array.dtype)}`);
  if (rule === "bool") return { node: castTo(graph, array, "bool"), type: "bool", result: undefined };
  const ordered = rule === "same" || rule === "position";
  if (ordered && isComplexType(type)) refuse(`${name} is not for complex numbers: they have no order`);
  const asked = dtype ?? type;
  const averages = rule === "mean" || rule === "deviation";
  if (averages && dtype !== undefined && isExact(dtype)) refuse(`the dtype of ${name} must be a float or complex one`);
  if (asked === "f2") {
    const back = rule === "position" || rule === "count" ? undefined : "f2";
    return { node: castTo(graph, castTo(graph, array, "f2"), "f4"), type: "f4", result: back };
  }
  return { node: castTo(graph, array, asked), type: asked, result: dtype };
}

function isExact(type: ElementType): boolean {
  return type === "bool" || isIntegerType(type);
}

function resultOf(rule: ResultRule, type: ElementType): ElementType {
  switch (rule) {
    case "wide":
      return isExact(type) ? (type.startsWith("u") ? "u8" : "i8") : type;
    case "mean":
      return isExact(type) ? "f8" : type;
    case "deviation":
      return isExact(type) ? "f8" : type === "c8" ? "f4" : type === "c16" ? "f8" : type;
    case "same":
      return type;
    case "bool":
      return "bool";
    case "count":
    case "position":
      return "i8";
  }
}

function axesOf(axis: Value | undefined, rank: number, rule: ResultRule): readonly number[] {
  if (axis === undefined || axis.kind === "none") return Array.from({ length: rank }, (_, index) => index);
  if (rule === "position") return [normalAxis(asInteger(axis, "the axis"), rank)];
  return normalAxes(asIntegers(axis, "the axis"), rank).sort((a, b) => a - b);
}

function checkEmpty(name: string, rule: ResultRule, shape: readonly number[], axes: readonly number[]): void {
  if (rule !== "same" && rule !== "position") return;
  const reduced = product(shape.filter((_, axis) => axes.includes(axis)));
  const results = product(shape.filter((_, axis) => !axes.includes(axis)));
  if (reduced === 0 && (results > 0 || rule === "position")) refuse(`${name} of an empty array has no value`);
}

function flag(value: Value | undefined, what: string): boolean {
  return value !== undefined && asBoolean(value, what);
}

function freedom(value: Value): number {
  if (value.kind === "number" && value.number.kind === "float") return value.number.value;
  return asInteger(value, "ddof");
}

/** `cumulative_sum(x, axis, dtype, include_initial)`. */
export function cumulative(graph: Graph, name: "sum" | "prod", given: ReadonlyMap<string, Value>, first: Value): Value {
  const array = nodeOf(graph, first);
  const rank = array.shape.length;
  const axis = given.get("axis");
  if (rank === 0) refuse("a running sum needs one dimension at least");
  if ((axis === undefined || axis.kind === "none") && rank !== 1) {
    refuse("the axis must be given for arrays of more than one dimension");
  }
  const along = axis === undefined || axis.kind === "none" ? 0 : normalAxis(asInteger(axis, "the axis"), rank);
  const initial = flag(given.get("include_initial"), "include_initial");
  const own = elementTypeOf(array.dtype) ?? refuse(`this is not for items of the dtype ${dtypeName(array.dtype)}`);
  const type = dtypeArgument(given.get("dtype")) ?? resultOf("wide", own);
  const work = type === "f2" ? "f4" : type;
  const input = castTo(graph, array, work);
  const shape = array.shape.map((extent, index) => (index === along && initial ? extent + 1 : extent));
  const node = graph.node(
    { kind: "scan", name, input, axis: along, initial, half: type === "f2" },
    dtypeOf(work),
    shape,
  );
  return arrayValue(castTo(graph, node, type));
}
