import { CatervaError, copyBox, cStrides, type NDArray, type Selection, wholeSelection } from "@caterva2/ndarray";
import type { B2ndEdit } from "./edit.ts";
import { setSelection } from "./edit-selection.ts";
import { chunkExtent, chunkOrigin } from "./encode.ts";
import type { Geometry } from "./geometry.ts";
import { takeBlocks } from "./take-blocks.ts";
import type { B2ndArray } from "./types.ts";

/**
 * Adds the rows of `array` behind the last one along axis 0, cast to the array's dtype. No rows are fine.
 * @param stored the array that all of them were read from: its blocks that fit are taken as they are stored
 */
export async function appendArray(edit: B2ndEdit, array: NDArray, stored?: B2ndArray): Promise<void> {
  checkTrailing(edit, array, 0, "appended");
  const [rows = 0] = edit.shape;
  const added = array.shape[0] ?? 0;
  if (added === 0) return;
  // Made first: a value that cannot be cast must not leave a resized array.
  const value = edit.cast(array);
  const geometry = edit.geometryFor([rows + added, ...edit.shape.slice(1)]);
  edit.reshape(geometry, sameCells(edit.geometry, geometry));
  const start = edit.shape.map((_, axis) => (axis === 0 ? rows : 0));
  const taken = stored && (await takeBlocks(edit, stored, start));
  await setSelection(edit, rowsOf(edit.shape, 0, rows, added), value, taken);
}

/** Cuts off or adds items at the end of each axis; added ones are zeros. @throws request.invalid for another rank */
export async function resizeArray(edit: B2ndEdit, shape: readonly number[]): Promise<void> {
  const before = edit.geometry;
  const geometry = edit.geometryFor(shape);
  edit.reshape(geometry, sameCells(before, geometry));
  await clearEdges(edit, before);
}

/**
 * Puts `array` before position `start` of an axis. Positions in the middle must be at the edge of chunks, and so must
 * the end of what is put in: chunks are moved, never cut.
 * @throws request.invalid
 */
export async function insertArray(edit: B2ndEdit, axis: number, start: number, array: NDArray): Promise<void> {
  checkTrailing(edit, array, axis, "inserted");
  const before = edit.geometry;
  const extent = before.shape[axis] ?? 0;
  const added = array.shape[axis] ?? 0;
  if (!Number.isSafeInteger(start) || start < 0 || start > extent)
    throw refused(`there is no position ${start} along an axis of ${extent}`);
  if (added === 0) return;
  if (start < extent) checkAligned(before, axis, [start, added]);
  const value = edit.cast(array);
  const geometry = edit.geometryFor(before.shape.map((old, index) => (index === axis ? old + added : old)));
  const chunk = geometry.chunks[axis] ?? 1;
  const first = Math.ceil(start / chunk);
  const count = start < extent ? added / chunk : 0;
  const shift = (cell: number) => (cell < first ? cell : cell < first + count ? -1 : cell - count);
  edit.reshape(geometry, moveCells(before, geometry, axis, shift));
  await setSelection(edit, rowsOf(edit.shape, axis, start, added), value);
}

/** Takes `count` positions from `start` on out of an axis. Both must be at edges of chunks, or reach the array's end. */
export async function deleteRange(edit: B2ndEdit, axis: number, start: number, count: number): Promise<void> {
  const before = edit.geometry;
  const extent = before.shape[axis];
  const valid = extent !== undefined && Number.isSafeInteger(start) && Number.isSafeInteger(count);
  if (!valid || start < 0 || count < 0 || start + count > extent)
    throw refused(`there are no ${count} positions at ${start} along axis ${axis}`);
  if (count === 0) return;
  const geometry = edit.geometryFor(before.shape.map((old, index) => (index === axis ? old - count : old)));
  if (start + count === extent) {
    edit.reshape(geometry, sameCells(before, geometry));
    return;
  }
  checkAligned(before, axis, [start, count]);
  const chunk = before.chunks[axis] ?? 1;
  edit.reshape(
    geometry,
    moveCells(before, geometry, axis, (cell) => (cell < start / chunk ? cell : cell + count / chunk)),
  );
}

function sameCells(before: Geometry, after: Geometry): (nchunk: number) => number {
  return moveCells(before, after, 0, (cell) => cell);
}

/** The old chunk that stands at a new place; `shift` gives the old cell along one axis, the others stay. */
function moveCells(
  before: Geometry,
  after: Geometry,
  axis: number,
  shift: (cell: number) => number,
): (nchunk: number) => number {
  if (before.nchunks === 0) return () => -1;
  const grid = before.shape.map((extent, index) => Math.ceil(extent / (before.chunks[index] ?? 1)));
  return (nchunk) => {
    let rest = nchunk;
    let old = 0;
    for (const [index, step] of after.chunkSteps.entries()) {
      const cell = Math.floor(rest / step);
      rest -= cell * step;
      const from = index === axis ? shift(cell) : cell;
      if (from < 0 || from >= (grid[index] ?? 0)) return -1;
      old += from * (before.chunkSteps[index] ?? 0);
    }
    return old;
  };
}

/**
 * Sets items to zero that were beyond the edge and are not any more: chunks are stored with what was there when the
 * array was larger, or with the value that it was filled with.
 */
async function clearEdges(edit: B2ndEdit, before: Geometry): Promise<void> {
  const { geometry, schunk } = edit;
  const grown = geometry.shape.map((extent, axis) => {
    const old = before.shape[axis] ?? 0;
    return extent > old && old % (geometry.chunks[axis] ?? 1) !== 0;
  });
  if (before.nchunks === 0 || !grown.includes(true)) return;
  for (let nchunk = 0; nchunk < geometry.nchunks; nchunk += 1) {
    const { kind } = schunk.slots.at(nchunk);
    if (kind === "zeros" || kind === "uninit") continue;
    const origin = chunkOrigin(geometry, nchunk);
    const old = chunkExtent(before, origin);
    const now = chunkExtent(geometry, origin);
    if (old.some((extent) => extent <= 0) || old.every((extent, axis) => extent === now[axis])) continue;
    const stored = (await schunk.decodeChunk(nchunk)).slice();
    const cleared = keepExtent(stored, geometry, old);
    if (!sameBytes(stored, cleared)) schunk.slots.set(nchunk, schunk.encode(cleared));
  }
}

/** A chunk with nothing but its first `extent` items along each axis. */
function keepExtent(chunk: Uint8Array, geometry: Geometry, extent: readonly number[]): Uint8Array {
  const kept = new Uint8Array(chunk.length);
  const { blocks, blockBytes, blockSteps, itemStrides, itemsize } = geometry;
  const grid = extent.map((count, axis) => Math.ceil(count / (blocks[axis] ?? 1)));
  const count = grid.reduce((total, cells) => total * cells, 1);
  const steps = cStrides(grid, 1);
  for (let index = 0; index < count; index += 1) {
    let rest = index;
    let block = 0;
    const shape = steps.map((step, axis) => {
      const cell = Math.floor(rest / step);
      rest -= cell * step;
      block += cell * (blockSteps[axis] ?? 0);
      return Math.min(blocks[axis] ?? 1, (extent[axis] ?? 0) - cell * (blocks[axis] ?? 1));
    });
    const place = block * blockBytes;
    copyBox({
      source: chunk,
      sourceOffset: place,
      sourceStrides: itemStrides,
      target: kept,
      targetOffset: place,
      targetStrides: itemStrides,
      shape,
      itemsize,
    });
  }
  return kept;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((byte, index) => byte === b[index]);
}

/** `count` positions from `start` on along an axis, and all of the others. */
function rowsOf(shape: readonly number[], axis: number, start: number, count: number): Selection {
  return wholeSelection(shape).map((whole, index) => {
    return index === axis ? { kind: "range", start, step: 1, count } : whole;
  });
}

function checkTrailing(edit: B2ndEdit, array: NDArray, axis: number, what: string): void {
  const { shape } = edit;
  const known = Number.isSafeInteger(axis) && axis >= 0 && axis < shape.length;
  const fits =
    array.shape.length === shape.length && shape.every((n, index) => index === axis || array.shape[index] === n);
  if (!known || !fits) {
    throw refused(`an array of shape (${array.shape}) cannot be ${what} along axis ${axis} of one of (${shape})`);
  }
}

function checkAligned(geometry: Geometry, axis: number, positions: readonly number[]): void {
  const chunk = geometry.chunks[axis] ?? 1;
  if (positions.every((position) => position % chunk === 0)) return;
  throw refused(`in the middle of axis ${axis} start and count must be multiples of the chunk's ${chunk}`);
}

function refused(reason: string): CatervaError {
  return new CatervaError("request.invalid", `The array's shape cannot be changed so: ${reason}.`);
}
