import { product, type Selection } from "@caterva2/ndarray";
import { type ArrayNode, inputsOf, type Operation } from "../graph/node.ts";
import { type Region, regionShape, regionThroughView, type Span, wholeRegion } from "../graph/view.ts";
import { broadcastRegion } from "./boxes.ts";

/** What reading an operand costs, if it knows better than the number of items. */
export interface CostSource {
  readonly blocks?: readonly number[];
  cost?(selection: Selection): number;
}

/** Regions that are looked at; an expression that needs more is no small thing. */
const MAX_READS = 1000;

/**
 * About how many items are read and computed for a region, those between included; nothing is read to say so.
 * An estimate for choosing where to compute, not a bound. `missing` says what is computed when a region is read.
 */
export function costOf(
  root: ArrayNode,
  region: Region,
  sources: readonly CostSource[],
  missing: (node: ArrayNode, region: Region) => Region | undefined,
): number {
  const open: [ArrayNode, Region][] = [[root, region]];
  const seen = new Set<string>();
  let cost = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, asked] = next;
    const wanted = missing(node, asked);
    const key = `${node.id} ${JSON.stringify(wanted)}`;
    if (wanted === undefined || seen.has(key)) continue;
    if (seen.size >= MAX_READS) return Number.POSITIVE_INFINITY;
    seen.add(key);
    const { operation } = node;
    if (operation.kind === "operand") cost += operandCost(sources[operation.operand], wanted);
    else {
      cost += own(operation, wanted);
      for (const [input, needed] of neededOf(node, wanted)) open.push([input, needed]);
    }
  }
  return cost;
}

function itemsOf(region: Region): number {
  return product(regionShape(region));
}

/** Blocks are decoded whole. */
function operandCost(source: CostSource | undefined, region: Region): number {
  if (source?.cost !== undefined) return source.cost(region.map((span) => ({ kind: "range", ...span })));
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
      return [[operation.input, region.map((span, axis) => (axis === operation.axis ? upTo(span) : span))]];
    case "matmul":
    case "reshape":
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

/** From the start of a line to the last position of a span. */
function upTo({ start, step, count }: Span): Span {
  return { start: 0, step: 1, count: count === 0 ? 0 : start + (count - 1) * step + 1 };
}
