import { type ArrayCut, automaticShapes } from "@caterva2/blosc2";
import { automaticGrid } from "@caterva2/compute";
import {
  type ArraySource,
  isWholeSelection,
  product,
  type ReversibleSelection,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import type { ResultSizes } from "./types.ts";

/** An array with the grid that its results are stored in. */
export interface GriddedSource extends ArraySource {
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
  /** About how many items are read and computed for a selection, where that can be told. */
  cost?(selection: Selection): number;
  /** About how many items evaluation counts for a selection. */
  steps?(selection: Selection): number;
}

/** Chunks of a piece, so that what one thread has in hand at a time stays in its caches. */
const CHUNKS_A_PIECE = 2;
/** What parts of a chunk may cost together more than the chunk: blocks that two of them touch are decoded twice. */
const COSTS_MORE = 1.25;

/** The operands' cut, unless its chunks are far from the size of a piece: then no block of theirs is decoded twice. */
export function cutOf(array: GriddedSource, selection: Selection, { piece }: ResultSizes): ArrayCut {
  const shape = selectionShape(selection);
  const { dtype } = array;
  const { itemsize } = dtype;
  const chunks = selection.flatMap((axis, index) =>
    axis.kind === "index"
      ? []
      : [Math.min(axis.count, Math.max(1, Math.floor((array.chunks[index] ?? 1) / axis.step)))],
  );
  const bytes = product([...chunks, itemsize]);
  if (bytes < piece / 64 || bytes > 4 * piece) return { shape, dtype, ...automaticGrid(shape, itemsize) };
  if (isWholeSelection(selection, array.shape)) return { shape, dtype, chunks: array.chunks, blocks: array.blocks };
  return { shape, dtype, ...automaticShapes({ shape, itemsize, chunks }) };
}

/**
 * A cut with smaller chunks, for results that are sent: threads share the work evenly, and what they have in hand is
 * small. The cut as it is where smaller parts would cost more.
 */
export function finerCut(
  array: GriddedSource,
  chosen: ReversibleSelection,
  cut: ArrayCut,
  { piece, work }: ResultSizes,
): ArrayCut {
  const { chunks, blocks, dtype } = cut;
  const whole = costOfChunk(array, chosen, chunks);
  if (whole === undefined) return cut;
  const items = product(chunks);
  const most = Math.min(piece / dtype.itemsize, (work * items) / whole) / CHUNKS_A_PIECE;
  if (items <= most) return cut;
  const finer = shrunk(chunks, blocks, most);
  const share = product(finer) / items;
  const part = costOfChunk(array, chosen, finer) ?? Number.POSITIVE_INFINITY;
  if (share === 1 || part > COSTS_MORE * share * whole) return cut;
  return { ...cut, chunks: finer, blocks: runsOf(finer, dtype.itemsize) };
}

/** Bytes of a block of what is sent. */
const BLOCK_BYTES = 128 * 1024;

/** Blocks that are runs of their chunk's memory, so that nothing need be moved to lay it out in blocks. */
function runsOf(chunks: readonly number[], itemsize: number): number[] {
  const blocks = chunks.map(() => 1);
  let room = Math.max(1, Math.floor(BLOCK_BYTES / itemsize));
  for (let axis = chunks.length - 1; axis >= 0; axis -= 1) {
    const extent = chunks[axis] ?? 1;
    const size = extent <= room ? extent : evenly(extent, room);
    blocks[axis] = size;
    if (size < extent) break;
    room = Math.floor(room / extent);
  }
  return blocks;
}

/** What the first chunk of a result costs to compute, in items. */
export function costOfChunk(
  array: GriddedSource,
  chosen: ReversibleSelection,
  chunks: readonly number[],
): number | undefined {
  const part: Selection = chunks.map((count) => ({ kind: "range", start: 0, step: 1, count }));
  return array.cost?.(selectionOfPart(chosen, part));
}

/** Chunks of whole blocks with at most so many items, or one block: the first axes are cut first. */
function shrunk(chunks: readonly number[], blocks: readonly number[], most: number): number[] {
  const extents = [...chunks];
  for (const [axis, extent] of extents.entries()) {
    const items = product(extents);
    if (items <= most) break;
    const block = Math.max(1, blocks[axis] ?? 1);
    const room = Math.max(1, Math.floor((most * extent) / items / block));
    extents[axis] = Math.min(extent, block * evenly(Math.ceil(extent / block), room));
  }
  return extents;
}

/** How many of `count` go together, `most` at most: if there is one near it, a number that divides `count`. */
function evenly(count: number, most: number): number {
  for (let size = most; size > most / 2; size -= 1) if (count % size === 0) return size;
  return most;
}

/** What a part of a selection's result selects of the array, before its dimensions are reversed. */
export function selectionOfPart({ selection, reversed }: ReversibleSelection, part: Selection): Selection {
  let at = -1;
  return selection.map((axis) => {
    if (axis.kind === "index") return axis;
    at += 1;
    const inner = part[at];
    if (inner === undefined || inner.kind === "index") return axis;
    const first = reversed.includes(at) ? axis.count - inner.start - inner.count : inner.start;
    return { kind: "range", start: axis.start + first * axis.step, step: axis.step, count: inner.count };
  });
}
