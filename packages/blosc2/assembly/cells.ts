/**
 * The filters of arrays: `ndcell` stores a block cell by cell, `ndmean` in the same order, but each item as the mean of
 * its cell. A cell has `side` items along each axis, fewer at the block's far edges. Cells follow each other in C order,
 * and in each cell its items.
 */
const MAX_RANK: usize = 16;
/** Where the cut of a block stands: item size, rank, and one extent an axis, as 32-bit integers. */
const ITEM_SIZE: usize = 0;
const RANK: usize = 4;
const EXTENTS: usize = 8;

const extents: usize = memory.data(64, 16);
/** Bytes between neighbours along each axis of the block. */
const strides: usize = memory.data(64, 16);
/** Items of the present cell along each axis. */
const cellExtents: usize = memory.data(64, 16);
let rank: usize = 0;
let itemSize: usize = 0;
let side: usize = 0;
let gathers: bool = false;
let averages: bool = false;
/** The block in its own order, and the place in the other order. */
let block: usize = 0;
let cells: usize = 0;

// @ts-ignore: decorator
@inline function at(list: usize, axis: usize): usize {
  return <usize>load<u32>(list + (axis << 2));
}

/** Reads the cut of a block of `length` bytes. @returns whether it is one */
function readCut(cut: usize, length: usize): bool {
  itemSize = at(cut + ITEM_SIZE, 0);
  rank = at(cut + RANK, 0);
  if (itemSize == 0 || rank == 0 || rank > MAX_RANK) return false;
  let size: u64 = <u64>itemSize;
  for (let axis = rank; axis > 0; axis--) {
    const extent = at(cut + EXTENTS, axis - 1);
    store<u32>(extents + ((axis - 1) << 2), <u32>extent);
    store<u32>(strides + ((axis - 1) << 2), <u32>size);
    size *= <u64>extent;
    if (size == 0 || size > <u64>length) return false;
  }
  return size == <u64>length;
}

/** Undoes either filter. @returns false for a block that is not the array's */
export function undoCells(src: usize, dst: usize, length: usize, cut: usize, meta: usize): bool {
  if (meta == 0 || !readCut(cut, length)) return false;
  side = meta;
  gathers = false;
  averages = false;
  block = dst;
  cells = src;
  walkCells(0, 0);
  return true;
}

/** Applies one of the filters. @param mean `ndmean`, for items that are floats of 4 or 8 bytes */
export function applyCells(src: usize, dst: usize, length: usize, cut: usize, meta: usize, mean: bool): bool {
  if (meta == 0 || !readCut(cut, length) || (mean && itemSize != 4 && itemSize != 8)) return false;
  side = meta;
  gathers = true;
  averages = mean;
  block = src;
  cells = dst;
  walkCells(0, 0);
  return true;
}

/** Goes through the cells along `axis` and those behind it; `offset` is where they begin in the block. */
function walkCells(axis: usize, offset: usize): void {
  if (axis == rank) {
    const start = cells;
    walkRows(0, offset);
    if (averages) average(start, cells);
    return;
  }
  const extent = at(extents, axis);
  for (let first: usize = 0; first < extent; first += side) {
    store<u32>(cellExtents + (axis << 2), <u32>min(side, extent - first));
    walkCells(axis + 1, offset + first * at(strides, axis));
  }
}

/** Copies the rows of the present cell. */
function walkRows(axis: usize, offset: usize): void {
  const count = at(cellExtents, axis);
  if (axis == rank - 1) {
    const bytes = count * itemSize;
    if (gathers) memory.copy(cells, block + offset, bytes);
    else memory.copy(block + offset, cells, bytes);
    cells += bytes;
    return;
  }
  for (let row: usize = 0; row < count; row++) walkRows(axis + 1, offset + row * at(strides, axis));
}

/** Replaces the items of a cell by their mean, worked out in their own precision. */
function average(from: usize, to: usize): void {
  if (itemSize == 4) {
    let sum: f32 = 0;
    for (let item = from; item < to; item += 4) sum += load<f32>(item);
    const mean = sum / <f32>((to - from) >> 2);
    for (let item = from; item < to; item += 4) store<f32>(item, mean);
  } else {
    let sum: f64 = 0;
    for (let item = from; item < to; item += 8) sum += load<f64>(item);
    const mean = sum / <f64>((to - from) >> 3);
    for (let item = from; item < to; item += 8) store<f64>(item, mean);
  }
}
