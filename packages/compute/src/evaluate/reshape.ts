import { copyBox, cStrides, product } from "@caterva2/ndarray";
import type { ArrayNode, Operation } from "../graph/node.ts";
import { type Region, regionShape, type Span } from "../graph/view.ts";
import { placeBox } from "./boxes.ts";
import type { RegionReader } from "./region-reader.ts";

type Reshape = Extract<Operation, { kind: "reshape" }>;

/** Positions in C order, from the first to the last one. */
interface Run {
  readonly first: number;
  readonly last: number;
}

/**
 * A region of an array of another shape, whose items follow each other in the same order. It is read by boxes of the
 * input around the runs that hold it, none larger than a tile unless one item asks for it.
 */
export async function readReshape(
  reader: RegionReader,
  node: ArrayNode,
  { input }: Reshape,
  region: Region,
): Promise<Uint8Array> {
  const { itemsize } = node.dtype;
  const shape = regionShape(region);
  const strides = cStrides(node.shape, 1);
  const most = Math.max(1, Math.floor(reader.budget.tileBytes / itemsize));
  const result = new Uint8Array(product(shape) * itemsize);
  const open: { readonly part: Region; readonly at: readonly number[] }[] = [{ part: region, at: shape.map(() => 0) }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { part, at } = next;
    const run = runOf(part, strides);
    const box = boxAround(input.shape, run);
    const halves = product(regionShape(box)) > most ? halved(part) : undefined;
    if (halves !== undefined) {
      const [low, high, axis] = halves;
      const shift = low[axis]?.count ?? 0;
      open.push({ part: high, at: at.map((position, one) => (one === axis ? position + shift : position)) });
      open.push({ part: low, at });
      continue;
    }
    const data = await reader.read(input, box);
    const items = itemsOf(data, run.first - runOf(box, cStrides(input.shape, 1)).first, part, strides, itemsize);
    placeBox(items, regionShape(part), result, shape, at, itemsize);
  }
  return result;
}

/** The box of its input that a region of a reshaped array lies in. */
export function reshapedFrom({ shape }: ArrayNode, { input }: Reshape, region: Region): Region {
  if (region.some((span) => span.count === 0)) return input.shape.map(() => ({ start: 0, step: 1, count: 0 }));
  return boxAround(input.shape, runOf(region, cStrides(shape, 1)));
}

function runOf(region: Region, strides: readonly number[]): Run {
  let first = 0;
  let last = 0;
  for (const [axis, { start, step, count }] of region.entries()) {
    const stride = strides[axis] ?? 0;
    first += start * stride;
    last += (start + (count - 1) * step) * stride;
  }
  return { first, last };
}

/** The smallest box whose items follow each other in C order, and that holds a run. */
function boxAround(shape: readonly number[], { first, last }: Run): Region {
  const strides = cStrides(shape, 1);
  let [low, high] = [first, last];
  let apart = false;
  return shape.map((extent, axis): Span => {
    if (apart) return { start: 0, step: 1, count: extent };
    const stride = Math.max(1, strides[axis] ?? 1);
    const [start, end] = [Math.floor(low / stride), Math.floor(high / stride)];
    low -= start * stride;
    high -= end * stride;
    apart = start !== end;
    return { start, step: 1, count: end - start + 1 };
  });
}

/** A region cut in two along the first axis that can be; undefined for a single item. */
function halved(region: Region): readonly [Region, Region, axis: number] | undefined {
  const axis = region.findIndex((span) => span.count > 1);
  const span = region[axis];
  if (span === undefined) return undefined;
  const count = Math.ceil(span.count / 2);
  const rest = { start: span.start + count * span.step, step: span.step, count: span.count - count };
  const withSpan = (one: Span) => region.map((other, at) => (at === axis ? one : other));
  return [withSpan({ ...span, count }), withSpan(rest), axis];
}

/** The items of a region out of those that follow each other from `offset` on, an item before the region's first. */
function itemsOf(
  data: Uint8Array,
  offset: number,
  region: Region,
  strides: readonly number[],
  itemsize: number,
): Uint8Array {
  const shape = regionShape(region);
  const target = new Uint8Array(product(shape) * itemsize);
  copyBox({
    source: data,
    sourceOffset: offset * itemsize,
    sourceStrides: region.map((span, axis) => span.step * (strides[axis] ?? 0) * itemsize),
    target,
    targetOffset: 0,
    targetStrides: cStrides(shape, itemsize),
    shape,
    itemsize,
  });
  return target;
}
