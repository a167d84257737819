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
import type { ReductionPlace } from "./share.ts";
import { type Tile, type TileGrid, tilesOf } from "./tiles.ts";

type Reduce = Extract<Operation, { kind: "reduce" }>;

/** Results of a reduction that are computed together. */
interface CellTile {
  readonly tile: Tile;
  readonly grid: TileGrid | undefined;
}

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
  const shape = regionShape(keptRegion(operation, region));
  const size = node.dtype.itemsize;
  const result = new Uint8Array(product(shape) * size);
  for (const [number, { tile, grid }] of cellTiles(reader, operation, region).entries()) {
    const counts = regionShape(tile.region);
    const cells = product(counts);
    const reducer = reducerOf(operation, cells);
    const parts = partsOf(reader, operation, tile, grid);
    if (parts.length === 1) await sweep(reader, operation, tile.region, reducer, parts[0] ?? []);
    else {
      const place = { node: node.id, region, tile: number };
      for (const state of await partStates(reader, operation, place, tile, parts)) reducer.merge(state);
    }
    const part = new Uint8Array(cells * size);
    reducer.finish(part);
    placeBox(part, counts, result, shape, tile.at, size);
  }
  return result;
}

/** The state of one part of a reduction, for whoever puts all of them together. */
export async function reductionPart(
  reader: RegionReader,
  operation: Reduce,
  { region, tile: number }: ReductionPlace,
  part: number,
): Promise<Uint8Array> {
  const found = cellTiles(reader, operation, region)[number];
  const tiles = found && partsOf(reader, operation, found.tile, found.grid)[part];
  if (found === undefined || tiles === undefined)
    throw new CatervaError("internal.unexpected", `A reduction has no part ${part}.`);
  return partState(reader, operation, found.tile, tiles);
}

async function partState(
  reader: RegionReader,
  operation: Reduce,
  { region }: Tile,
  tiles: readonly Tile[],
): Promise<Uint8Array> {
  const reducer = reducerOf(operation, product(regionShape(region)));
  await sweep(reader, operation, region, reducer, tiles);
  return reducer.state();
}

/** The states of all parts in order, whoever computes them: so the result does not hang on who did. */
async function partStates(
  reader: RegionReader,
  operation: Reduce,
  place: ReductionPlace,
  tile: Tile,
  parts: readonly (readonly Tile[])[],
): Promise<readonly Uint8Array[]> {
  const compute = (part: number) => partState(reader, operation, tile, parts[part] ?? []);
  if (reader.share !== undefined) {
    const stateBytes = reducerOf(operation, product(regionShape(tile.region))).state().length;
    return reader.share({ place, parts: parts.length, stateBytes }, compute);
  }
  const states: Uint8Array[] = [];
  for (const part of parts.keys()) states.push(await compute(part));
  return states;
}

function reducerOf({ name, input, ddof }: Reduce, cells: number): Reducer {
  return createReducer(name, typeOf(input), cells, { ddof });
}

function cellTiles(reader: RegionReader, operation: Reduce, region: Region): CellTile[] {
  const { input, axes } = operation;
  const kept = keptRegion(operation, region);
  const grid = reader.gridOf(input);
  const tileItems = reader.tileItems(input);
  const staying = (extents: readonly number[]) => extents.filter((_, axis) => !axes.includes(axis));
  const keptGrid = grid && { chunks: staying(grid.chunks), blocks: grid.blocks && staying(grid.blocks) };
  const depth = product(
    axes.map((axis) => Math.min(input.shape[axis] ?? 1, grid?.chunks[axis] ?? Number.MAX_SAFE_INTEGER)),
  );
  const chunk = Math.min(tileItems, product(keptGrid?.chunks ?? [1]));
  const most = Math.max(chunk, Math.floor(tileItems / Math.max(1, depth)));
  // Not so many results that their pass has to cut blocks, which would be decoded once for each part.
  const blockDepth = product(axes.map((axis) => Math.min(input.shape[axis] ?? 1, grid?.blocks?.[axis] ?? 1)));
  const whole = Math.max(product(keptGrid?.blocks ?? [1]), Math.floor(partItems(reader, input) / blockDepth));
  return Array.from(tilesOf(kept, keptGrid, Math.min(most, whole)), (tile) => ({ tile, grid }));
}

/** Items of a part: some milliseconds of a thread. */
const PART_ITEMS = 2 ** 19;
const MOST_PARTS = 64;
/** Bytes of the states of all parts together. */
const MOST_STATES = 2 ** 24;
/** Bytes of the state of one result, about. */
const CELL_STATE = 32;

/** The tiles of what the results of a tile are reduced from, in parts that threads share: the same, however many there are. */
function partsOf(reader: RegionReader, operation: Reduce, tile: Tile, grid: TileGrid | undefined): Tile[][] {
  const tiles = Array.from(reducedTiles(reader, operation, tile.region, grid));
  const cells = product(regionShape(tile.region));
  const items = cells * product(operation.axes.map((axis) => operation.input.shape[axis] ?? 1));
  const wanted = Math.min(MOST_PARTS, Math.ceil(items / PART_ITEMS), Math.floor(MOST_STATES / (CELL_STATE * cells)));
  const length = Math.max(1, Math.ceil(tiles.length / Math.max(1, wanted)));
  return Array.from({ length: Math.max(1, Math.ceil(tiles.length / length)) }, (_, part) =>
    tiles.slice(part * length, (part + 1) * length),
  );
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

/** The axes that go, cut into tiles; those that stay are not. */
function reducedTiles(
  reader: RegionReader,
  { input, axes, name }: Reduce,
  kept: Region,
  grid: TileGrid | undefined,
): Iterable<Tile> {
  // Positions count in C order: such tiles must follow each other in memory.
  const rows = axes.map((_, index) => (index === 0 ? 1 : Number.MAX_SAFE_INTEGER));
  const going = (extents: readonly number[]) => axes.map((axis) => extents[axis] ?? 1);
  const own = grid && { chunks: going(grid.chunks), blocks: grid.blocks && going(grid.blocks) };
  const lines = isPosition(name) && axes.length > 1 ? { chunks: rows } : own;
  const maxItems = Math.max(1, Math.floor(partItems(reader, input) / Math.max(1, product(regionShape(kept)))));
  return tilesOf(reducedRegion(input, axes), lines, maxItems);
}

function partItems(reader: RegionReader, input: ArrayNode): number {
  return Math.min(PART_ITEMS, reader.tileItems(input));
}

function isPosition(name: Reduce["name"]): boolean {
  return name === "argmin" || name === "argmax";
}

function reducedRegion(input: ArrayNode, axes: readonly number[]): Region {
  return axes.map((axis) => ({ start: 0, step: 1, count: input.shape[axis] ?? 1 }));
}

/** Feeds a reducer with tiles of what its cells are reduced from. */
async function sweep(
  reader: RegionReader,
  { input, axes, name }: Reduce,
  kept: Region,
  reducer: Reducer,
  tiles: readonly Tile[],
): Promise<void> {
  const reduced = reducedRegion(input, axes);
  for (const tile of tiles) {
    const region = joined(input.shape.length, axes, tile.region, kept);
    const counts = regionShape(region);
    const first = tile.at.reduce((position, at, index) => position * (reduced[index]?.count ?? 1) + at, 0);
    const layout = layoutOf(counts, axes, isPosition(name) ? first : 0);
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
