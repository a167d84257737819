import { formatDType, product, shapeText } from "@caterva2/ndarray";
import type { Graph } from "../graph/graph.ts";
import type { ArrayNode } from "../graph/node.ts";
import type { ViewAxis } from "../graph/view.ts";
import { refuse } from "../language/refuse.ts";
import { broadcastShapes, sameShape } from "../types/broadcast.ts";
import { dtypeOf } from "../types/element-type.ts";
import { applyUfunc, commonType } from "./elementwise.ts";
import { castTo, nodeOf } from "./nodes.ts";
import { reduction } from "./reductions.ts";
import { arrayValue, asInteger, asIntegers, normalAxes, normalAxis, type Value } from "./value.ts";

/** Axis `k` of the result is axis `axes[k]` of the array; -1 is a new axis of one position. */
function rearrange(graph: Graph, array: ArrayNode, axes: readonly number[]): ArrayNode {
  const view = array.shape.map((_, axis): ViewAxis => {
    const to = axes.indexOf(axis);
    return to === -1 ? { kind: "fixed", index: 0 } : { kind: "along", axis: to, start: 0, step: 1 };
  });
  return graph.view(
    array,
    view,
    axes.map((axis) => array.shape[axis] ?? 1),
  );
}

function axesUpTo(rank: number): number[] {
  return Array.from({ length: rank }, (_, axis) => axis);
}

export function transpose(graph: Graph, array: ArrayNode, axes: Value | undefined): ArrayNode {
  const rank = array.shape.length;
  if (axes === undefined || axes.kind === "none") return rearrange(graph, array, axesUpTo(rank).reverse());
  const order = normalAxes(asIntegers(axes, "the axes"), rank);
  if (order.length !== rank) refuse(`${order.length} axes for an array of ${rank} dimensions`);
  return rearrange(graph, array, order);
}

export function matrixTranspose(graph: Graph, array: ArrayNode): ArrayNode {
  const rank = array.shape.length;
  if (rank < 2) refuse("a matrix needs two dimensions");
  return rearrange(graph, array, [...axesUpTo(rank - 2), rank - 1, rank - 2]);
}

export function expandDims(graph: Graph, array: ArrayNode, axis: Value): ArrayNode {
  const given = asIntegers(axis, "the axis");
  const places = normalAxes(given, array.shape.length + given.length);
  const old = axesUpTo(array.shape.length);
  const axes = axesUpTo(array.shape.length + given.length).map((place) =>
    places.includes(place) ? -1 : (old.shift() ?? -1),
  );
  return rearrange(graph, array, axes);
}

export function squeeze(graph: Graph, array: ArrayNode, axis: Value | undefined): ArrayNode {
  const all = axesUpTo(array.shape.length);
  const given =
    axis === undefined || axis.kind === "none"
      ? all.filter((one) => array.shape[one] === 1)
      : normalAxes(asIntegers(axis, "the axis"), array.shape.length);
  for (const one of given) if (array.shape[one] !== 1) refuse(`axis ${one} has ${array.shape[one]} positions, not one`);
  return rearrange(
    graph,
    array,
    all.filter((one) => !given.includes(one)),
  );
}

/** NumPy's matmul: one-dimensional arrays are a row on the left and a column on the right; leading axes broadcast. */
export function matmul(graph: Graph, x: Value, y: Value): ArrayNode {
  const left = nodeOf(graph, x);
  const right = nodeOf(graph, y);
  if (left.shape.length === 0 || right.shape.length === 0) refuse("matmul is not for numbers: write x * y");
  const type = commonType(graph, [x, y]);
  const work = type === "bool" ? "i8" : type === "f2" ? "f4" : type;
  const row = left.shape.length === 1 ? rearrange(graph, left, [-1, 0]) : left;
  const column = right.shape.length === 1 ? rearrange(graph, right, [0, -1]) : right;
  const inner = row.shape.at(-1) ?? 1;
  if (inner !== column.shape.at(-2)) {
    refuse(`the shapes ${shapeText(left.shape)} and ${shapeText(right.shape)} do not fit matmul`);
  }
  const leading = broadcastShapes([row.shape.slice(0, -2), column.shape.slice(0, -2)]);
  const rows = row.shape.at(-2) ?? 1;
  const columns = column.shape.at(-1) ?? 1;
  const operation = {
    kind: "matmul",
    type: work,
    left: castTo(graph, row, work),
    right: castTo(graph, column, work),
  } as const;
  const full = graph.node(operation, dtypeOf(work), [...leading, rows, columns]);
  const rank = leading.length;
  const kept = [
    ...axesUpTo(rank),
    ...(left.shape.length === 1 ? [] : [rank]),
    ...(right.shape.length === 1 ? [] : [rank + 1]),
  ];
  return castTo(graph, rearrange(graph, full, kept), type);
}

export function tensordot(graph: Graph, x: Value, y: Value, axes: Value | undefined): ArrayNode {
  const left = nodeOf(graph, x);
  const right = nodeOf(graph, y);
  const [inLeft, inRight] = contracted(left.shape.length, right.shape.length, axes);
  if (
    !sameShape(
      inLeft.map((axis) => left.shape[axis] ?? 1),
      inRight.map((axis) => right.shape[axis] ?? 1),
    )
  ) {
    refuse(`the axes of tensordot do not fit: ${shapeText(left.shape)} and ${shapeText(right.shape)}`);
  }
  const freeLeft = axesUpTo(left.shape.length).filter((axis) => !inLeft.includes(axis));
  const freeRight = axesUpTo(right.shape.length).filter((axis) => !inRight.includes(axis));
  const extents = (array: ArrayNode, list: readonly number[]) => list.map((axis) => array.shape[axis] ?? 1);
  const inner = product(extents(left, inLeft));
  const rows = flat(graph, rearrange(graph, left, [...freeLeft, ...inLeft]), [product(extents(left, freeLeft)), inner]);
  const columns = flat(graph, rearrange(graph, right, [...inRight, ...freeRight]), [
    inner,
    product(extents(right, freeRight)),
  ]);
  const both = matmul(graph, arrayValue(rows), arrayValue(columns));
  return flat(graph, both, [...extents(left, freeLeft), ...extents(right, freeRight)]);
}

function flat(graph: Graph, array: ArrayNode, shape: readonly number[]): ArrayNode {
  return sameShape(array.shape, shape) ? array : graph.node({ kind: "reshape", input: array }, array.dtype, shape);
}

function contracted(left: number, right: number, axes: Value | undefined): [number[], number[]] {
  if (axes?.kind === "tuple" || axes?.kind === "list") {
    const [a, b] = axes.items;
    if (a === undefined || b === undefined || axes.items.length !== 2) return refuse("axes must be two lists of axes");
    const pair: [number[], number[]] = [
      normalAxes(asIntegers(a, "the axes"), left),
      normalAxes(asIntegers(b, "the axes"), right),
    ];
    return pair[0].length === pair[1].length ? pair : refuse("the two lists of axes must have one length");
  }
  const count = axes === undefined ? 2 : asInteger(axes, "axes");
  if (count < 0 || count > left || count > right) return refuse(`there are no ${count} axes to sum over`);
  return [axesUpTo(left).slice(left - count), axesUpTo(count)];
}

/** The sum over an axis of `conj(x) * y`; integers keep their type. */
export function vecdot(graph: Graph, x: Value, y: Value, axis: Value | undefined): ArrayNode {
  const left = applyUfunc(graph, "conj", [arrayValue(castTo(graph, nodeOf(graph, x), commonType(graph, [x, y])))]);
  const type = commonType(graph, [x, y]);
  const rank = Math.min(nodeOf(graph, x).shape.length, nodeOf(graph, y).shape.length);
  const along = axis === undefined ? -1 : asInteger(axis, "the axis");
  normalAxis(along, rank);
  const a = lastAxis(graph, nodeOf(graph, left), along);
  const b = lastAxis(graph, castTo(graph, nodeOf(graph, y), type), along);
  if (a.shape.at(-1) !== b.shape.at(-1)) refuse("the axes of vecdot have different extents");
  const products = applyUfunc(graph, "multiply", [arrayValue(a), arrayValue(b)]);
  const last = new Map([["axis", { kind: "number", number: { kind: "integer", value: -1n } } as Value]]);
  const total = nodeOf(graph, reduction(graph, type === "bool" ? "any" : "sum", last, products));
  return castTo(graph, total, type);
}

function lastAxis(graph: Graph, array: ArrayNode, axis: number): ArrayNode {
  const place = normalAxis(axis, array.shape.length);
  const others = axesUpTo(array.shape.length).filter((one) => one !== place);
  return rearrange(graph, array, [...others, place]);
}

export function outer(graph: Graph, x: Value, y: Value): ArrayNode {
  const [a, b] = [x, y].map((value) => {
    const node = nodeOf(graph, value);
    return flat(graph, node, [product(node.shape)]);
  });
  if (a === undefined || b === undefined) return refuse("outer takes two arrays");
  const column = arrayValue(rearrange(graph, a, [0, -1]));
  return nodeOf(graph, applyUfunc(graph, "multiply", [column, arrayValue(b)]));
}

/** The diagonal of the first two axes, which becomes the last axis (of the last two for `linalg`-style callers: transpose first). */
export function diagonal(graph: Graph, array: ArrayNode, offset: Value | undefined): ArrayNode {
  const rank = array.shape.length;
  if (rank < 2) refuse("a diagonal needs two dimensions");
  const shift = offset === undefined ? 0 : asInteger(offset, "offset");
  const matrices = rearrange(graph, array, [...axesUpTo(rank).slice(2), 0, 1]);
  const rows = matrices.shape.at(-2) ?? 0;
  const columns = matrices.shape.at(-1) ?? 0;
  const count = Math.max(0, Math.min(rows + Math.min(0, shift), columns - Math.max(0, shift)));
  const shape = [...matrices.shape.slice(0, -2), count];
  return graph.node({ kind: "diagonal", input: matrices, offset: shift }, array.dtype, shape);
}

export function concat(graph: Graph, arrays: Value, axis: Value | undefined): ArrayNode {
  const nodes = arraysOf(graph, arrays, "concat");
  const [first] = nodes;
  if (first === undefined) return refuse("concat needs one array at least");
  if (first.shape.length === 0) refuse("concat is not for arrays of no dimensions: use stack");
  const along = axis === undefined ? 0 : normalAxis(asInteger(axis, "the axis"), first.shape.length);
  let extent = 0;
  for (const node of nodes) {
    const fits = sameShape(
      node.shape.map((one, at) => (at === along ? 0 : one)),
      first.shape.map((one, at) => (at === along ? 0 : one)),
    );
    if (!fits)
      refuse(`the shapes ${shapeText(first.shape)} and ${shapeText(node.shape)} do not fit along axis ${along}`);
    extent += node.shape[along] ?? 0;
  }
  const shape = first.shape.map((one, at) => (at === along ? extent : one));
  return nodes.length === 1 ? first : graph.node({ kind: "concat", inputs: nodes, axis: along }, first.dtype, shape);
}

export function stack(graph: Graph, arrays: Value, axis: Value | undefined): ArrayNode {
  const nodes = arraysOf(graph, arrays, "stack");
  const [first] = nodes;
  if (first === undefined) return refuse("stack needs one array at least");
  const place = axis ?? ({ kind: "number", number: { kind: "integer", value: 0n } } as const);
  const along = normalAxis(asInteger(place, "the axis"), first.shape.length + 1);
  for (const node of nodes) if (!sameShape(node.shape, first.shape)) refuse("stack needs arrays of one shape");
  const layers = nodes.map((node) => {
    const old = axesUpTo(node.shape.length);
    return arrayValue(rearrange(graph, node, [...old.slice(0, along), -1, ...old.slice(along)]));
  });
  return concat(graph, { kind: "list", items: layers }, place);
}

function arraysOf(graph: Graph, value: Value, name: string): ArrayNode[] {
  if (value.kind !== "list" && value.kind !== "tuple") return refuse(`${name} takes a list of arrays: ${name}([a, b])`);
  const nodes = value.items.map((item) => nodeOf(graph, item));
  const [first] = nodes;
  for (const node of nodes) {
    if (first !== undefined && formatDType(first.dtype) !== formatDType(node.dtype)) {
      refuse(`${name} needs arrays of one dtype, not ${formatDType(first.dtype)} and ${formatDType(node.dtype)}`);
    }
  }
  return nodes;
}
