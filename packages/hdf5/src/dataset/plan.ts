import {
  type AxisRun,
  type ByteRange,
  type Combinations,
  combinations,
  cStrides,
  cutAxis,
  product,
  type Selection,
  selectionShape,
  stepOf,
} from "@caterva2/ndarray";

/** The part of one chunk that a selection takes; offsets and strides in bytes. */
export interface ChunkPart {
  /** Number of the chunk in C order. */
  readonly chunk: number;
  /** Position of the chunk along each axis, in chunks. */
  readonly position: readonly number[];
  readonly sourceOffset: number;
  readonly sourceStrides: readonly number[];
  readonly targetOffset: number;
  readonly shape: readonly number[];
}

/** The parts that a selection takes of a grid of chunks: as many as chunks it touches, computed one by one. */
export interface ReadPlan {
  readonly count: number;
  /** Strides of the result, 0 along axes that the selection drops. */
  readonly targetStrides: readonly number[];
  at(index: number): ChunkPart;
}

/** Plans a read of an array whose chunks hold whole grids of items in C order. */
export function planRead(
  selection: Selection,
  shape: readonly number[],
  chunks: readonly number[],
  itemsize: number,
): ReadPlan {
  const targetStrides = resultStrides(selection, itemsize);
  const itemStrides = cStrides(chunks, itemsize);
  const sourceStrides = selection.map((axis, index) => stepOf(axis) * (itemStrides[index] ?? 0));
  const chunkSteps = cStrides(
    shape.map((extent, axis) => Math.ceil(extent / (chunks[axis] ?? 1))),
    1,
  );
  const cells: Combinations = combinations(selection.map((axis, index) => cutAxis(axis, chunks[index] ?? 1)));
  return {
    count: cells.count,
    targetStrides,
    at(index) {
      const runs = cells.at(index);
      return {
        chunk: dot(runs, chunkSteps, (run) => run.cell),
        position: runs.map((run) => run.cell),
        sourceOffset: dot(runs, itemStrides, (run) => run.start),
        sourceStrides,
        targetOffset: dot(runs, targetStrides, (run) => run.first),
        shape: runs.map((run) => run.count),
      };
    },
  };
}

function dot(runs: readonly AxisRun[], steps: readonly number[], of: (run: AxisRun) => number): number {
  return runs.reduce((total, run, axis) => total + of(run) * (steps[axis] ?? 0), 0);
}

function resultStrides(selection: Selection, itemsize: number): number[] {
  const kept = cStrides(selectionShape(selection), itemsize);
  let next = 0;
  return selection.map((axis) => (axis.kind === "index" ? 0 : (kept[next++] ?? 0)));
}

/** The bytes from the first to the last item of a part, from the start of its chunk. */
export function spanOf(part: ChunkPart, itemsize: number): ByteRange {
  const reach = part.shape.reduce((total, count, axis) => total + (count - 1) * (part.sourceStrides[axis] ?? 0), 0);
  return { offset: part.sourceOffset, length: reach + itemsize };
}

/** Bytes read at a time where a selection takes little of what lies between its first and last item. */
const SLAB = 64 * 1024;
/** A span is read whole if at least one of so many bytes in it is wanted. */
const WASTE = 4;

/**
 * How contiguous data are cut for a selection: not at all where most of the bytes between are wanted, else into slabs
 * of whole rows, of which only those are read that the selection touches.
 */
export function contiguousChunks(selection: Selection, shape: readonly number[], itemsize: number): readonly number[] {
  const whole = planRead(selection, shape, shape, itemsize);
  if (whole.count === 0) return shape;
  const span = spanOf(whole.at(0), itemsize).length;
  const wanted = product([...selectionShape(selection), itemsize]);
  return span <= SLAB || wanted * WASTE >= span ? shape : slab(shape, itemsize);
}

function slab(shape: readonly number[], itemsize: number): number[] {
  const result = shape.map(() => 1);
  let bytes = itemsize;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const extent = shape[axis] ?? 1;
    const fit = Math.max(1, Math.floor(SLAB / bytes));
    result[axis] = Math.min(extent, fit);
    if (extent > fit) break;
    bytes *= extent;
  }
  return result;
}
