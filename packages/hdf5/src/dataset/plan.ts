import {
  type AxisRun,
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

/** A box of items that lie in C order somewhere. Offsets and strides in bytes. */
export type Box = Pick<ChunkPart, "sourceOffset" | "sourceStrides" | "targetOffset" | "shape">;

/** A part of a box whose bytes are read at once; `box.sourceOffset` counts from the start of the piece. */
export interface Piece {
  readonly offset: number;
  readonly length: number;
  readonly box: Box;
}

/** Bytes between two runs of wanted bytes up to which reading on is cheaper than another read. */
const GAP = 32 * 1024;

/**
 * Cuts a box into pieces to read: neighbouring rows, planes and so on come in one piece as long as little lies between
 * them and the piece has at most `pieceBytes` bytes (or is one item); what lies far apart is read one by one. One piece after the other, as there may
 * be millions.
 */
export function* piecesOf(
  box: Box,
  targetStrides: readonly number[],
  itemsize: number,
  pieceBytes: number,
): Generator<Piece> {
  const { axis, group, span } = joined(box, itemsize, pieceBytes);
  const outer = box.shape.slice(0, axis);
  const extent = box.shape[axis] ?? 1;
  const step = box.sourceStrides[axis] ?? 0;
  const position = outer.map(() => 0);
  do {
    const source = box.sourceOffset + along(position, box.sourceStrides);
    const target = box.targetOffset + along(position, targetStrides);
    for (let first = 0; first < extent; first += group) {
      const count = Math.min(group, extent - first);
      const shape = box.shape.map((items, index) => (index < axis ? 1 : index === axis ? count : items));
      const targetOffset = target + first * (targetStrides[axis] ?? 0);
      yield {
        offset: source + first * step,
        length: (count - 1) * step + span,
        box: { shape, sourceOffset: 0, sourceStrides: box.sourceStrides, targetOffset },
      };
    }
  } while (advance(position, outer));
}

/** Bytes that are read of a box, with those between its items that are not worth another read. */
export function spannedBytes(box: Box, itemsize: number): number {
  const { axis, span } = joined(box, itemsize, Number.POSITIVE_INFINITY);
  const extent = box.shape[axis] ?? 1;
  const step = box.sourceStrides[axis] ?? 0;
  const outer = product(box.shape.slice(0, axis));
  return step - span > GAP ? outer * extent * span : outer * ((extent - 1) * step + span);
}

/** The axis that is cut, how many of its positions go together, and the bytes that one of them spans. */
function joined(
  { shape, sourceStrides }: Box,
  itemsize: number,
  pieceBytes: number,
): { axis: number; group: number; span: number } {
  let span = itemsize;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const extent = shape[axis] ?? 1;
    const step = sourceStrides[axis] ?? 0;
    const whole = (extent - 1) * step + span;
    if (extent === 1) continue;
    if (step - span > GAP) return { axis, group: 1, span };
    if (whole > pieceBytes) return { axis, group: Math.max(1, Math.floor((pieceBytes - span) / step) + 1), span };
    span = whole;
  }
  return {
    axis: 0,
    group: shape[0] ?? 1,
    span: shape.length === 0 ? itemsize : spanBelow(shape, sourceStrides, itemsize),
  };
}

/** Bytes that one position of the first axis spans. */
function spanBelow(shape: readonly number[], strides: readonly number[], itemsize: number): number {
  return shape.slice(1).reduce((span, extent, axis) => span + (extent - 1) * (strides[axis + 1] ?? 0), itemsize);
}

function along(position: readonly number[], strides: readonly number[]): number {
  return position.reduce((total, at, axis) => total + at * (strides[axis] ?? 0), 0);
}

/** The next position in C order; false after the last. */
function advance(position: number[], shape: readonly number[]): boolean {
  for (let axis = position.length - 1; axis >= 0; axis -= 1) {
    const next = (position[axis] ?? 0) + 1;
    position[axis] = next < (shape[axis] ?? 1) ? next : 0;
    if (position[axis] !== 0) return true;
  }
  return false;
}

/** True when a part takes every item of a chunk. */
export function takesAll(part: ChunkPart, chunks: readonly number[]): boolean {
  return part.shape.every((count, axis) => count === chunks[axis]);
}
