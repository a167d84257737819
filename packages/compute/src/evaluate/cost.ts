import { product, type Selection } from "@caterva2/ndarray";
import { type ArrayNode, inputsOf, isElementwise, type Operation } from "../graph/node.ts";
import { type Region, regionShape, regionThroughView, type Span, selectionOf, wholeRegion } from "../graph/view.ts";
import { sameShape } from "../types/broadcast.ts";
import { elementTypeOf } from "../types/element-type.ts";
import { broadcastRegion } from "./boxes.ts";
import { MATMUL_DEPTH } from "./matmul.ts";
import { reshapedFrom } from "./reshape.ts";

/** What reading an operand costs, if it knows better than the number of items. */
export interface CostSource {
  readonly blocks?: readonly number[];
  cost?(selection: Selection): number;
  /** Steps that its own evaluation counts for a selection; default: none. */
  steps?(selection: Selection): number;
}

/** What is computed when a region of a node is read; undefined: nothing. */
type Missing = (node: ArrayNode, region: Region) => Region | undefined;

/** Regions that are looked at; an expression that needs more is no small thing. */
const MAX_READS = 1000;

/**
 * About how many items are read and computed for a region, those between included; nothing is read to say so.
 * An estimate for choosing where to compute, not a bound. `missing` says what is computed when a region is read.
 */
export function costOf(root: ArrayNode, region: Region, sources: readonly CostSource[], missing: Missing): number {
  return sumOfReads(root, region, missing, ({ operation }, wanted) =>
    operation.kind === "operand" ? operandCost(sources[operation.operand], wanted) : own(operation, wanted),
  );
}

/** About how many items {@link Budget.step} counts for a region; 0 for what only moves items. */
export function stepsOf(root: ArrayNode, region: Region, sources: readonly CostSource[], missing: Missing): number {
  return sumOfReads(root, region, missing, (node, wanted, reader) => {
    const { operation } = node;
    switch (operation.kind) {
      case "operand":
        return sources[operation.operand]?.steps?.(selectionOf(wanted)) ?? 0;
      case "matmul":
        return itemsOf(wanted) * Math.ceil((operation.left.shape.at(-1) ?? 1) / MATMUL_DEPTH);
      case "reduce":
        return itemsOf(reducedFrom(operation, wanted));
      case "scan":
        return itemsOf(scannedFrom(operation, wanted));
      default:
        if (operation.kind.startsWith("text-") && operation.kind !== "text-constant") return itemsOf(wanted);
        return isElementwise(operation) && !isFused(node, reader) ? itemsOf(wanted) : 0;
    }
  });
}

/** Whether a node is computed in the kernel of the one that reads it. */
function isFused(node: ArrayNode, reader: ArrayNode | undefined): boolean {
  if (reader === undefined || !isElementwise(reader.operation)) return false;
  return sameShape(node.shape, reader.shape) && elementTypeOf(node.dtype) !== "f2";
}

/** Adds up `value` over all regions that are read for a region, each once. */
function sumOfReads(
  root: ArrayNode,
  region: Region,
  missing: Missing,
  value: (node: ArrayNode, wanted: Region, reader: ArrayNode | undefined) => number,
): number {
  const open: [ArrayNode, Region, ArrayNode | undefined][] = [[root, region, undefined]];
  const seen = new Set<string>();
  let sum = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, asked, reader] = next;
    const wanted = missing(node, asked);
    const key = `${node.id} ${JSON.stringify(wanted)}`;
    if (wanted === undefined || seen.has(key)) continue;
    if (seen.size >= MAX_READS) return Number.POSITIVE_INFINITY;
    seen.add(key);
    sum += value(node, wanted, reader);
    if (node.operation.kind === "operand") continue;
    for (const [input, needed] of neededOf(node, wanted)) open.push([input, needed, node]);
  }
  return sum;
}

function itemsOf(region: Region): number {
  return product(regionShape(region));
}

/** Blocks are decoded whole. */
function operandCost(source: CostSource | undefined, region: Region): number {
  if (source?.cost !== undefined) return source.cost(selectionOf(region));
  return region.reduce((total, span, axis) => total * decodedAlong(span, source?.blocks?.[axis] ?? 1), 1);
}

function decodedAlong({ start, step, count }: Span, block: number): number {
  if (count === 0) return 0;
  if (step >= block) return count * block;
  const last = start + (count - 1) * step;
  return (Math.floor(last / block) - Math.floor(start / block) + 1) * block;
}

/** Items that a node itself computes for a region. */
function own(operation: Operation, region: Region): number {
  const items = itemsOf(region);
  if (operation.kind === "matmul") return items * (operation.left.shape.at(-1) ?? 1);
  return operation.kind === "view" || operation.kind === "constant" ? 0 : items;
}

/** The regions of its inputs that a region of a node is computed from. */
function neededOf(node: ArrayNode, region: Region): (readonly [ArrayNode, Region])[] {
  const { operation } = node;
  switch (operation.kind) {
    case "view":
      return [[operation.input, regionThroughView(operation.view, region).input]];
    case "reduce":
      return [[operation.input, reducedFrom(operation, region)]];
    case "scan":
      return [[operation.input, scannedFrom(operation, region)]];
    case "reshape":
      return [[operation.input, reshapedFrom(node, operation, region)]];
    case "matmul":
    case "concat":
    case "diagonal":
      // Not more than the whole of each; how much of it is for them to say.
      return inputsOf(operation).map((input) => [input, wholeRegion(input.shape)]);
    default:
      return inputsOf(operation).map((input) => [input, broadcastRegion(input.shape, region)]);
  }
}

/** The axes that go are read whole, the others as they are wanted. */
function reducedFrom({ input, axes, keepdims }: Extract<Operation, { kind: "reduce" }>, region: Region): Region {
  const spans = [...region];
  return input.shape.map((extent, axis) => {
    const reduced = axes.includes(axis);
    const span = reduced && !keepdims ? undefined : spans.shift();
    return reduced || span === undefined ? { start: 0, step: 1, count: extent } : span;
  });
}

function scannedFrom({ axis }: Extract<Operation, { kind: "scan" }>, region: Region): Region {
  return region.map((span, at) => (at === axis ? upTo(span) : span));
}

/** From the start of a line to the last position of a span. */
function upTo({ start, step, count }: Span): Span {
  return { start: 0, step: 1, count: count === 0 ? 0 : start + (count - 1) * step + 1 };
}
