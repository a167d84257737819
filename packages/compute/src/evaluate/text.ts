import { CatervaError, product } from "@caterva2/ndarray";
import type { ArrayNode, CheckName, CompareName, Operation } from "../graph/node.ts";
import { type Region, regionShape } from "../graph/view.ts";
import { isText } from "../types/element-type.ts";
import { viewAs } from "./native.ts";
import type { RegionReader } from "./region-reader.ts";

type TextOperation = Extract<Operation, { kind: `text-${string}`; inputs: readonly ArrayNode[] }>;

/** Items of a text array as code points, `width` for each; zeros at the end are not part of an item. */
interface Column {
  readonly points: Uint8Array | Uint32Array;
  readonly width: number;
}

/** A region of an operation on texts: comparisons, checks, joins and the like, item by item. */
export async function readText(
  reader: RegionReader,
  node: ArrayNode,
  operation: TextOperation,
  region: Region,
): Promise<Uint8Array> {
  const count = product(regionShape(region));
  const data: Uint8Array[] = [];
  for (const input of operation.inputs) data.push(await reader.readExpanded(input, region));
  const texts = operation.inputs.flatMap((input, index) => {
    return isText(input.dtype) ? [columnOf(input, data[index])] : [];
  });
  const [first, second = first] = texts;
  if (first === undefined || second === undefined) throw new CatervaError("internal.unexpected", "No texts.");
  await reader.budget.step(count);
  switch (operation.kind) {
    case "text-compare":
      return flags(count, (at) => COMPARES[operation.op](compare(first, second, at)));
    case "text-check":
      return flags(count, (at) => CHECKS[operation.op](itemOf(first, at), itemOf(second, at)));
    case "text-case":
      return built(node, count, (at) => changeCase(itemOf(first, at), operation.op, node.dtype.kind === "bytes"));
    case "text-join":
      return built(node, count, (at) => texts.flatMap((column) => [...itemOf(column, at)]));
    case "text-select":
      return built(node, count, (at) => itemOf(data[0]?.[at] === 1 ? first : second, at));
  }
}

function columnOf(node: ArrayNode, data: Uint8Array | undefined): Column {
  const bytes = data ?? new Uint8Array(0);
  return node.dtype.kind === "str"
    ? { points: viewAs(Uint32Array, bytes), width: node.dtype.itemsize / 4 }
    : { points: bytes, width: node.dtype.itemsize };
}

function itemOf({ points, width }: Column, at: number): Uint8Array | Uint32Array {
  let end = (at + 1) * width;
  while (end > at * width && points[end - 1] === 0) end -= 1;
  return points.subarray(at * width, end);
}

function flags(count: number, test: (at: number) => boolean): Uint8Array {
  const result = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) result[at] = test(at) ? 1 : 0;
  return result;
}

function compare(a: Column, b: Column, at: number): number {
  const width = Math.max(a.width, b.width);
  for (let place = 0; place < width; place += 1) {
    const x = place < a.width ? (a.points[at * a.width + place] ?? 0) : 0;
    const y = place < b.width ? (b.points[at * b.width + place] ?? 0) : 0;
    if (x !== y) return x - y;
  }
  return 0;
}

const COMPARES = {
  equal: (order) => order === 0,
  not_equal: (order) => order !== 0,
  less: (order) => order < 0,
  less_equal: (order) => order <= 0,
  greater: (order) => order > 0,
  greater_equal: (order) => order >= 0,
} as const satisfies Record<CompareName, (order: number) => boolean>;

type Points = ArrayLike<number>;

const CHECKS = {
  contains: (text, part) => {
    for (let at = 0; at + part.length <= text.length; at += 1) if (matches(text, part, at)) return true;
    return false;
  },
  startswith: (text, part) => part.length <= text.length && matches(text, part, 0),
  endswith: (text, part) => part.length <= text.length && matches(text, part, text.length - part.length),
} as const satisfies Record<CheckName, (text: Points, part: Points) => boolean>;

function matches(text: Points, part: Points, at: number): boolean {
  for (let place = 0; place < part.length; place += 1) if (text[at + place] !== part[place]) return false;
  return true;
}

/** Bytes change their ASCII letters only. */
function changeCase(points: Points, op: "lower" | "upper", ascii: boolean): Points {
  if (ascii) {
    const low = op === "lower" ? 0x41 : 0x61;
    const shift = op === "lower" ? 0x20 : -0x20;
    return Array.from(points, (point) => (point >= low && point < low + 26 ? point + shift : point));
  }
  const text = Array.from(points, (point) => (point <= 0x10ffff ? String.fromCodePoint(point) : "\ufffd")).join("");
  const changed = op === "lower" ? text.toLowerCase() : text.toUpperCase();
  return Array.from(changed, (character) => character.codePointAt(0) ?? 0);
}

/** Items of the node's text type; what is too long is cut. */
function built(node: ArrayNode, count: number, item: (at: number) => Points): Uint8Array {
  const size = node.dtype.itemsize;
  const result = new Uint8Array(count * size);
  const wide = node.dtype.kind === "str";
  const points = wide ? new Uint32Array(result.buffer) : result;
  const width = wide ? size / 4 : size;
  for (let at = 0; at < count; at += 1) {
    const source = item(at);
    const length = Math.min(width, source.length);
    for (let place = 0; place < length; place += 1) points[at * width + place] = source[place] ?? 0;
  }
  return result;
}
