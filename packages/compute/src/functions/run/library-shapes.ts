import { reshape } from "../../bind/constructors.ts";
import { commonType } from "../../bind/elementwise.ts";
import { callFunction } from "../../bind/functions.ts";
import { castTo, nodeOf } from "../../bind/nodes.ts";
import { sliceNode } from "../../bind/slices.ts";
import { arrayValue, type Value } from "../../bind/value.ts";
import type { Graph } from "../../graph/graph.ts";
import { refuse } from "../../language/refuse.ts";
import {
  at,
  call,
  type Given,
  integer,
  integerAt,
  integers,
  type LibraryRule,
  typeOf,
  ufunc,
} from "./library-rules.ts";

/** Along all items where no axis is given. */
export function running(name: "cumulative_sum" | "cumulative_prod"): LibraryRule {
  return {
    parameters: "x axis? dtype?",
    apply: (graph, given) => {
      const axis = given.get("axis");
      const x = at(given, "x");
      const open = axis === undefined || axis.kind === "none";
      return call(graph, name, new Map([...given, ["x", open ? flat(graph, x) : x]]));
    },
  };
}

export function flat(graph: Graph, x: Value): Value {
  return arrayValue(reshape(graph, nodeOf(graph, x), integers([-1])));
}

/** A slice along one axis. */
export function cut(graph: Graph, x: Value, axis: number, start: Value, stop: Value, step: Value): Value {
  const none: Value = { kind: "none" };
  const before = Array.from({ length: axis }, (): Value => ({ kind: "slice", start: none, stop: none, step: none }));
  return arrayValue(sliceNode(graph, nodeOf(graph, x), [...before, { kind: "slice", start, stop, step }]));
}

const NONE: Value = { kind: "none" };

export function axisOf(graph: Graph, x: Value, given: Given, name: string, otherwise: number): number {
  const rank = nodeOf(graph, x).shape.length;
  const axis = integerAt(given, name, otherwise);
  const found = axis < 0 ? axis + rank : axis;
  return found >= 0 && found < rank ? found : refuse(`axis ${axis} is out of range for an array of ${rank} dimensions`);
}

export function diff(graph: Graph, given: Given): Value {
  let x = at(given, "x");
  const axis = axisOf(graph, x, given, "axis", -1);
  const times = integerAt(given, "n", 1);
  if (times < 0 || times > 16) return refuse("n of diff must be between 0 and 16");
  const name = typeOf(graph, x) === "bool" ? "not_equal" : "subtract";
  for (let count = 0; count < times; count += 1) {
    x = ufunc(graph, name, cut(graph, x, axis, integer(1), NONE, NONE), cut(graph, x, axis, NONE, integer(-1), NONE));
  }
  return x;
}

export function dot(graph: Graph, a: Value, b: Value): Value {
  const numbers = [a, b].some((value) => nodeOf(graph, value).shape.length === 0);
  return numbers
    ? ufunc(graph, "multiply", a, b)
    : callFunction(graph, "matmul", { args: [a, b], keywords: new Map() });
}

export function flip(graph: Graph, given: Given): Value {
  const x = at(given, "x");
  const rank = nodeOf(graph, x).shape.length;
  const axis = given.get("axis");
  const axes =
    axis === undefined || axis.kind === "none"
      ? Array.from({ length: rank }, (_, one) => one)
      : [axisOf(graph, x, given, "axis", 0)];
  return axes.reduce((turned, one) => cut(graph, turned, one, NONE, NONE, integer(-1)), x);
}

export function roll(graph: Graph, given: Given): Value {
  const x = at(given, "x");
  const axis = given.get("axis");
  const { shape } = nodeOf(graph, x);
  const open = axis === undefined || axis.kind === "none";
  const line = open ? flat(graph, x) : x;
  const along = open ? 0 : axisOf(graph, x, given, "axis", 0);
  const extent = nodeOf(graph, line).shape[along] ?? 0;
  const asked = integerAt(given, "shift", 0);
  const shift = extent === 0 ? 0 : ((asked % extent) + extent) % extent;
  if (shift === 0) return x;
  const parts: Value = {
    kind: "list",
    items: [
      cut(graph, line, along, integer(extent - shift), NONE, NONE),
      cut(graph, line, along, NONE, integer(extent - shift), NONE),
    ],
  };
  const keywords = new Map([["axis", integer(along)]]);
  const joined = callFunction(graph, "concat", { args: [parts], keywords });
  return open ? arrayValue(reshape(graph, nodeOf(graph, joined), integers(shape))) : joined;
}

export function swapAxes(graph: Graph, given: Given): Value {
  const x = at(given, "x");
  const [a, b] = [axisOf(graph, x, given, "axis1", 0), axisOf(graph, x, given, "axis2", 0)];
  const order = Array.from({ length: nodeOf(graph, x).shape.length }, (_, axis) =>
    axis === a ? b : axis === b ? a : axis,
  );
  return callFunction(graph, "transpose", { args: [x, integers(order)], keywords: new Map() });
}

export function broadcastTo(graph: Graph, given: Given): Value {
  const node = nodeOf(graph, at(given, "x"));
  const shape = at(given, "shape");
  const like = callFunction(graph, "zeros", {
    args: [shape],
    keywords: new Map([["dtype", { kind: "text", value: "bool", bytes: false }]]),
  });
  const target = nodeOf(graph, like).shape;
  const shift = target.length - node.shape.length;
  const fits = shift >= 0 && node.shape.every((extent, axis) => extent === 1 || extent === target[axis + shift]);
  if (!fits) return refuse(`an array of the shape (${node.shape}) does not broadcast to (${target})`);
  const view = node.shape.map((extent, axis) => {
    return extent === 1
      ? ({ kind: "fixed", index: 0 } as const)
      : ({ kind: "along", axis: axis + shift, start: 0, step: 1 } as const);
  });
  return arrayValue(graph.view(node, view, target));
}

/** Items of one list that becomes an array. */
const MAX_VALUES = 1000;

/** `np.array([...])` of numbers and arrays, nested as they may be. */
export function array(graph: Graph, given: Given): Value {
  const dtype = given.get("dtype");
  const made = stacked(graph, at(given, "x"));
  if (dtype === undefined || dtype.kind === "none") return made;
  return callFunction(graph, "astype", { args: [made, dtype], keywords: new Map() });
}

export function stacked(graph: Graph, value: Value): Value {
  if (value.kind !== "list" && value.kind !== "tuple") return arrayValue(nodeOf(graph, value));
  if (value.items.length === 0) return callFunction(graph, "zeros", { args: [integer(0)], keywords: new Map() });
  if (value.items.length > MAX_VALUES)
    return refuse(`a list of more than ${MAX_VALUES} items: write np.arange, np.full or np.linspace`);
  const items = value.items.map((item) => stacked(graph, item));
  // Of one dtype, as `stack` wants them.
  const type = commonType(graph, items);
  const alike = items.map((item) => arrayValue(castTo(graph, nodeOf(graph, item), type)));
  return callFunction(graph, "stack", { args: [{ kind: "list", items: alike }], keywords: new Map() });
}
