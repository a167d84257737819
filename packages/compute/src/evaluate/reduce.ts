import { CatervaError, product } from "@caterva2/ndarray";
import type { ArrayNode, Operation } from "../graph/node.ts";
import { type Region, regionShape, type Span } from "../graph/view.ts";
import { createReducer } from "../kernel/reduce/create-reducer.ts";
import { createMapReduce } from "../kernel/reduce/map-reduce.ts";
import type { ReduceLayout, Reducer } from "../kernel/reducer.ts";
import type { NumericType } from "../kernel/types.ts";
import { elementTypeOf } from "../types/element-type.ts";
import { permuted, placeBox } from "./boxes.ts";
import type { RegionReader } from "./region-reader.ts";
import { type TileGrid, tilesOf } from "./tiles.ts";

type Reduce = Extract<Operation, { kind: "reduce" }>;

/**
 * A region of a reduction: the results in tiles along the input's chunks, and for each one pass over what it is
 * reduced from. Each item of the input is read once.
 */
export async function readReduction(
  reader: RegionReader,
  node: ArrayNode,
  operation: Reduce,
  region: Region,
): Promise<Uint8Array> {
  const { input, axes } = operation;
  const kept = keptRegion(operation, region);
  const grid = reader.gridOf(input);
  const tileItems = reader.tileItems(input);
  const staying = (extents: readonly number[]) => extents.filter((_, axis) => !axes.includes(axis));
  const keptGrid = grid && { chunks: staying(grid.chunks), blocks: grid.blocks && staying(grid.blocks) };
  const shape = regionShape(kept);
  const size = node.dtype.itemsize;
  const result = new Uint8Array(product(shape) * size);
  const depth = product(
    axes.map((axis) => Math.min(input.shape[axis] ?? 1, grid?.chunks[axis] ?? Number.MAX_SAFE_INTEGER)),
  );
  const chunk = Math.min(tileItems, product(keptGrid?.chunks ?? [1]));
  for (const tile of tilesOf(kept, keptGrid, Math.max(chunk, Math.floor(tileItems / Math.max(1, depth))))) {
    const counts = regionShape(tile.region);
    const cells = product(counts);
    const reducer = createReducer(operation.name, typeOf(input), cells, { ddof: operation.ddof });
    await sweep(reader, operation, tile.region, reducer, grid);
    const part = new Uint8Array(cells * size);
    reducer.finish(part);
    placeBox(part, counts, result, shape, tile.at, size);
  }
  return result;
}

/** The region's spans along the axes that stay, in the order of the input. */
function keptRegion({ input, axes, keepdims }: Reduce, region: Region): Region {
  const spans = [...region];
  const kept: Span[] = [];
  for (const axis of input.shape.keys()) {
    const reduced = axes.includes(axis);
    const span = reduced && !keepdims ? undefined : spans.shift();
    if (!reduced && span !== undefined) kept.push(span);
  }
  return kept;
}

/** Feeds a reducer with all that its cells are reduced from: the axes that go are cut into tiles, those that stay not. */
async function sweep(
  reader: RegionReader,
  { input, axes, name }: Reduce,
  kept: Region,
  reducer: Reducer,
  grid: TileGrid | undefined,
): Promise<void> {
  const positions = name === "argmin" || name === "argmax";
  const reduced = axes.map((axis) => ({ start: 0, step: 1, count: input.shape[axis] ?? 1 }));
  // Positions count in C order: such tiles must follow each other in memory.
  const rows = axes.map((_, index) => (index === 0 ? 1 : Number.MAX_SAFE_INTEGER));
  const going = (extents: readonly number[]) => axes.map((axis) => extents[axis] ?? 1);
  const own = grid && { chunks: going(grid.chunks), blocks: grid.blocks && going(grid.blocks) };
  const lines = positions && axes.length > 1 ? { chunks: rows } : own;
  const maxItems = Math.max(1, Math.floor(reader.tileItems(input) / Math.max(1, product(regionShape(kept)))));
  for (const tile of tilesOf(reduced, lines, maxItems)) {
    const region = joined(input.shape.length, axes, tile.region, kept);
    const counts = regionShape(region);
    const first = tile.at.reduce((position, at, index) => position * (reduced[index]?.count ?? 1) + at, 0);
    const layout = layoutOf(counts, axes, positions ? first : 0);
    const computed =
      layout !== undefined &&
      (await reader.compute(input, region, ({ kernel, inputs }) => {
        createMapReduce(kernel, [reducer])({ inputs, layout });
      }));
    if (!computed) {
      await reader.borrow(input, region, (items) => {
        addTile(reducer, items, counts, axes, layout, input.dtype.itemsize);
      });
    }
    await reader.budget.step(product(counts));
  }
}

/** A region of the input from its spans along the axes that go and those that stay. */
function joined(rank: number, axes: readonly number[], reduced: Region, kept: Region): Region {
  const going = [...reduced];
  const staying = [...kept];
  return Array.from({ length: rank }, (_, axis) => {
    const span = axes.includes(axis) ? going.shift() : staying.shift();
    return span ?? { start: 0, step: 1, count: 0 };
  });
}

/** How the items of a tile, of which all results are cells, lie; undefined if the axes that go are no neighbours. */
function layoutOf(counts: readonly number[], axes: readonly number[], first: number): ReduceLayout | undefined {
  const low = axes[0] ?? counts.length;
  if (!axes.every((one, index) => one === low + index)) return undefined;
  const axis = product(axes.map((one) => counts[one] ?? 1));
  const [outer, inner] = [product(counts.slice(0, low)), product(counts.slice(low + axes.length))];
  return { outer, axis, inner, cell: 0, first };
}

/** Items as they lie, or brought together first. */
function addTile(
  reducer: Reducer,
  data: Uint8Array,
  counts: readonly number[],
  axes: readonly number[],
  layout: ReduceLayout | undefined,
  itemsize: number,
): void {
  if (layout) {
    reducer.add(data, layout);
    return;
  }
  const others = [...counts.keys()].filter((one) => !axes.includes(one));
  const ordered = permuted(data, counts, [...others, ...axes], itemsize);
  const [outer, axis] = [others, axes].map((list) => product(list.map((one) => counts[one] ?? 1)));
  reducer.add(ordered, { outer: outer ?? 1, axis: axis ?? 1, inner: 1, cell: 0, first: 0 });
}

function typeOf(node: ArrayNode): NumericType {
  const type = elementTypeOf(node.dtype);
  if (type === undefined || type === "f2") throw new CatervaError("internal.unexpected", "A reduction of no numbers.");
  return type;
}
