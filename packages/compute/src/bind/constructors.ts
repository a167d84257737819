import { product, shapeText } from "@caterva2/ndarray";
import type { Graph } from "../graph/graph.ts";
import type { ArrayNode } from "../graph/node.ts";
import { refuse } from "../language/refuse.ts";
import { dtypeOf, type ElementType, elementTypeOf } from "../types/element-type.ts";
import { constantOf, isComplexType, isIntegerType, type WeakNumber, weakType } from "../types/promote.ts";
import { dtypeArgument } from "./dtype-argument.ts";
import { castTo, filled, nodeOf } from "./nodes.ts";
import { arrayValue, asBoolean, asInteger, asIntegers, type Value } from "./value.ts";

type Given = ReadonlyMap<string, Value>;

export function arange(graph: Graph, given: Given): Value {
  const first = realNumber(given.get("start"), "start");
  const second = optionalNumber(given.get("stop"), "stop");
  const start: RealNumber = second === undefined ? { kind: "integer", value: 0n } : first;
  const stop = second ?? first;
  const step = optionalNumber(given.get("step"), "step") ?? { kind: "integer", value: 1n };
  if (Number(step.value) === 0) return refuse("the step of arange must not be 0");
  const exact = [start, stop, step].every(({ kind }) => kind === "integer");
  const type = dtypeArgument(given.get("dtype")) ?? (exact ? "i8" : "f8");
  if (type === "bool" || isComplexType(type)) return refuse(`arange is not for ${type}`);
  const count = Math.max(0, Math.ceil((Number(stop.value) - Number(start.value)) / Number(step.value)));
  if (!Number.isSafeInteger(count)) return refuse("arange of that many items");
  const node = ramp(graph, type, start, step, count);
  return arrayValue(shaped(graph, node, given.get("shape")));
}

/** Items `start + k * step`, the step as NumPy takes it: the difference of the first two items in their type. */
function ramp(graph: Graph, type: ElementType, start: RealNumber, step: RealNumber, count: number): ArrayNode {
  if (isIntegerType(type)) {
    const first = integerOf(start);
    const formula = { kind: "ramp", start: first, step: integerOf(sum(start, step)) - first } as const;
    return graph.node({ kind: "generate", type, formula }, dtypeOf(type), [count]);
  }
  const first = Number(constantOf(start, type));
  const second = Number(constantOf(sum(start, step), type));
  const delta = Number(constantOf({ kind: "float", value: second - first }, type));
  return graph.node({ kind: "generate", type, formula: { kind: "ramp", start: first, step: delta } }, dtypeOf(type), [
    count,
  ]);
}

function sum(a: RealNumber, b: RealNumber): RealNumber {
  if (a.kind === "integer" && b.kind === "integer") return { kind: "integer", value: a.value + b.value };
  return { kind: "float", value: Number(a.value) + Number(b.value) };
}

function integerOf(number: RealNumber): bigint {
  if (number.kind === "integer") return number.value;
  return Number.isFinite(number.value) ? BigInt(Math.trunc(number.value)) : refuse("a bound that is not finite");
}

export function linspace(graph: Graph, given: Given): Value {
  const start = Number(realNumber(given.get("start"), "start").value);
  const stop = Number(realNumber(given.get("stop"), "stop").value);
  const shape = given.get("shape");
  const number = given.get("num");
  const count = number !== undefined ? asInteger(number, "num") : shape !== undefined ? product(shapeOf(shape)) : 50;
  if (count < 0) return refuse("num must not be negative");
  const endpoint = given.get("endpoint");
  const closed = endpoint === undefined || asBoolean(endpoint, "endpoint");
  const type = dtypeArgument(given.get("dtype")) ?? "f8";
  if (type === "bool" || isComplexType(type)) return refuse(`linspace is not for ${type}`);
  const parts = closed ? count - 1 : count;
  const step = parts > 0 ? (stop - start) / parts : 0;
  const formula = { kind: "ramp", start, step, ...(closed && count > 1 ? { last: stop } : {}) } as const;
  const node = graph.node({ kind: "generate", type: "f8", formula }, dtypeOf("f8"), [count]);
  // NumPy computes in f8 and rounds down where the dtype is an integer.
  const floor = { kind: "apply", op: "floor", type: "f8", inputs: [node] } as const;
  const whole = isIntegerType(type) ? graph.node(floor, dtypeOf("f8"), [count]) : node;
  return arrayValue(shaped(graph, castTo(graph, whole, type), shape));
}

/** `zeros`, `ones`, `full`, `nans`: one value everywhere. */
export function constant(graph: Graph, given: Given, value: Value): Value {
  const shape = given.get("shape");
  if (shape === undefined) return refuse("the argument shape is missing");
  return arrayValue(fill(graph, value, dtypeArgument(given.get("dtype")), shapeOf(shape)));
}

export function constantLike(graph: Graph, given: Given, value: Value): Value {
  const like = given.get("x");
  const array = nodeOf(graph, like ?? refuse("an array is needed here"));
  const type = dtypeArgument(given.get("dtype")) ?? elementTypeOf(array.dtype) ?? refuse("this is for numeric arrays");
  return arrayValue(fill(graph, value, type, array.shape));
}

function fill(graph: Graph, value: Value, dtype: ElementType | undefined, shape: readonly number[]): ArrayNode {
  if (value.kind === "boolean") {
    const type = dtype ?? "bool";
    return filled(graph, type, constantOf({ kind: "integer", value: value.value ? 1n : 0n }, type), shape);
  }
  if (value.kind === "number") {
    const type = dtype ?? weakType(value.number.kind, undefined);
    return filled(graph, type, constantOf(wholeFor(value.number, type), type), shape);
  }
  const node = nodeOf(graph, value);
  if (node.shape.length > 0) return refuse("the fill value must be a number");
  return graph.view(dtype === undefined ? node : castTo(graph, node, dtype), [], shape);
}

/** `full(3, 2.7, dtype=int32)` is 2 in NumPy. */
function wholeFor(number: WeakNumber, type: ElementType): WeakNumber {
  return number.kind === "float" && isIntegerType(type) ? { kind: "integer", value: integerOf(number) } : number;
}

export function eye(graph: Graph, given: Given): Value {
  const rows = asInteger(given.get("N") ?? refuse("the argument N is missing"), "N");
  const width = given.get("M");
  const columns = width === undefined || width.kind === "none" ? rows : asInteger(width, "M");
  if (rows < 0 || columns < 0) return refuse("the extents of eye must not be negative");
  const k = given.get("k");
  const type = dtypeArgument(given.get("dtype")) ?? "f8";
  const formula = { kind: "eye", k: k === undefined ? 0 : asInteger(k, "k") } as const;
  const ones = graph.node({ kind: "generate", type: "bool", formula }, dtypeOf("bool"), [rows, columns]);
  return arrayValue(castTo(graph, ones, type));
}

/** The same items in C order in another shape; one extent may be -1. */
export function reshape(graph: Graph, array: ArrayNode, shape: Value): ArrayNode {
  const asked = asIntegers(shape, "the shape");
  const items = product(array.shape);
  const known = product(asked.filter((extent) => extent !== -1));
  const open = asked.filter((extent) => extent === -1).length;
  const fits = open === 0 ? known === items : open === 1 && known > 0 && items % known === 0;
  if (!fits) return refuse(`an array of the shape ${shapeText(array.shape)} does not fit ${shapeText(asked)}`);
  const result = asked.map((extent) => (extent === -1 ? items / known : extent));
  if (array.operation.kind === "view" && array.operation.view.length === 0) {
    return graph.view(array.operation.input, [], result);
  }
  if (array.operation.kind === "generate" && array.operation.formula.kind === "ramp") {
    return graph.node(array.operation, array.dtype, result);
  }
  if (result.length === array.shape.length && result.every((extent, axis) => extent === array.shape[axis]))
    return array;
  return graph.node({ kind: "reshape", input: array }, array.dtype, result);
}

function shaped(graph: Graph, node: ArrayNode, shape: Value | undefined): ArrayNode {
  return shape === undefined || shape.kind === "none" ? node : reshape(graph, node, shape);
}

export function shapeOf(value: Value): number[] {
  const shape = asIntegers(value, "the shape");
  return shape.some((extent) => extent < 0) ? refuse("the extents of a shape must not be negative") : shape;
}

type RealNumber = Exclude<WeakNumber, { kind: "complex" }>;

function realNumber(value: Value | undefined, what: string): RealNumber {
  if (value?.kind === "number" && value.number.kind !== "complex") return value.number;
  return refuse(`${what} must be a real number`);
}

function optionalNumber(value: Value | undefined, what: string): RealNumber | undefined {
  return value === undefined || value.kind === "none" ? undefined : realNumber(value, what);
}
