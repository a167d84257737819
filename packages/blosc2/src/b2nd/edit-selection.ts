import {
  type AxisRun,
  CatervaError,
  cellNumber,
  combinations,
  copyBox,
  cStrides,
  cutAxis,
  type NDArray,
  type Selection,
  selectionShape,
  stepOf,
} from "@caterva2/ndarray";
import { type BlockChange, changeBlocks } from "../schunk/change-blocks.ts";
import type { B2ndEdit } from "./edit.ts";
import { chunkExtent } from "./encode.ts";
import type { Geometry } from "./geometry.ts";
import { boxOf, cutChunk } from "./plan.ts";
import type { TakenBlocks } from "./take-blocks.ts";

/**
 * Assigns `value` to a selection, with the array's dtype (2.5 becomes 2 in integers) and NumPy's broadcasting. Chunks
 * that are covered wholly are not read. `taken`: blocks of the value that are encoded already.
 * @throws slice.invalid, request.invalid for a value of another shape, dtype.invalid
 */
export async function setSelection(
  edit: B2ndEdit,
  selection: Selection,
  value: NDArray,
  taken?: TakenBlocks,
): Promise<void> {
  const { geometry } = edit;
  if (selection.length !== geometry.shape.length) {
    throw new CatervaError(
      "slice.invalid",
      `A selection of ${selection.length} axes for an array of ${geometry.shape.length}.`,
    );
  }
  const shape = selectionShape(selection);
  const strides = axisStrides(selection, broadcastStrides(value, shape, geometry.itemsize));
  if (shape.includes(0) || geometry.nchunks === 0) return;
  checkChunkBytes(edit);
  const { data } = edit.cast(value);
  const steps = selection.map(stepOf);
  const chunks = combinations(selection.map((axis, index) => cutAxis(axis, geometry.chunks[index] ?? 1)));
  for (let index = 0; index < chunks.count; index += 1) {
    const runs = chunks.at(index);
    const nchunk = cellNumber(runs, geometry.chunkSteps);
    const covered = coversChunk(geometry, runs, steps);
    const source = { data, strides };
    const changes = blockChanges(geometry, { runs, steps }, source, taken?.get(nchunk));
    if (await changeBlocks(edit.schunk, nchunk, changes, covered)) continue;
    const chunk = covered ? new Uint8Array(geometry.chunkBytes) : (await edit.schunk.decodeChunk(nchunk)).slice();
    writeRuns(chunk, geometry, { runs, steps }, source);
    edit.schunk.slots.set(nchunk, edit.schunk.encode(chunk));
  }
}

/** A frame may promise chunks of gigabytes in some bytes: each is made in memory. */
function checkChunkBytes({ geometry, schunk }: B2ndEdit): void {
  const limit = schunk.limits.chunkBytes;
  if (geometry.chunkBytes > limit) {
    throw new CatervaError("limit.exceeded", `A chunk takes ${geometry.chunkBytes} bytes, ${limit} are allowed.`);
  }
}

interface Runs {
  readonly runs: readonly AxisRun[];
  readonly steps: readonly number[];
}

/** Where the items of a selection come from: bytes, and strides by axis of the array. */
interface ValueSource {
  readonly data: Uint8Array;
  readonly strides: readonly number[];
  readonly offset?: number;
}

/** Copies what a selection takes of one chunk from `value` into it. */
function writeRuns(chunk: Uint8Array, geometry: Geometry, runs: Runs, value: ValueSource): void {
  const { blockBytes } = geometry;
  for (const { block, write } of blockChanges(geometry, runs, value)) {
    write(chunk.subarray(block * blockBytes, (block + 1) * blockBytes));
  }
}

/** What a selection changes in the blocks of one chunk. */
function blockChanges(
  geometry: Geometry,
  { runs, steps }: Runs,
  value: ValueSource,
  taken?: ReadonlyMap<number, Uint8Array>,
): BlockChange[] {
  const cut = cutChunk(geometry, runs, steps);
  const targetStrides = steps.map((step, axis) => step * (geometry.itemStrides[axis] ?? 0));
  return Array.from({ length: cut.count }, (_, index) => {
    // A box tells how a selection is read: source and target change places here.
    const { block, sourceOffset, targetOffset, shape } = boxOf(geometry, cut.at(index), value.strides);
    return {
      block,
      encoded: taken?.get(block),
      whole: shape.every((extent, axis) => extent === geometry.blocks[axis]),
      write: (target) =>
        copyBox({
          source: value.data,
          sourceOffset: (value.offset ?? 0) + targetOffset,
          sourceStrides: value.strides,
          target,
          targetOffset: sourceOffset,
          targetStrides,
          shape,
          itemsize: geometry.itemsize,
        }),
    };
  });
}

function coversChunk(geometry: Geometry, runs: readonly AxisRun[], steps: readonly number[]): boolean {
  const extent = chunkExtent(
    geometry,
    runs.map((run, axis) => run.cell * (geometry.chunks[axis] ?? 1)),
  );
  return runs.every((run, axis) => run.count === extent[axis] && (run.count === 1 || steps[axis] === 1));
}

/** Strides of a value that is repeated along axes where it has one item. @throws request.invalid */
function broadcastStrides(value: NDArray, shape: readonly number[], itemsize: number): number[] {
  const missing = shape.length - value.shape.length;
  const own = cStrides(value.shape, itemsize);
  const fits = value.shape.every((extent, axis) => {
    const wanted = shape[axis + missing];
    // NumPy drops leading axes of one item that the selection has not.
    return extent === 1 || (wanted !== undefined && extent === wanted);
  });
  if (!fits) {
    throw new CatervaError(
      "request.invalid",
      `An array of shape (${value.shape}) cannot be put into one of (${shape}).`,
    );
  }
  return shape.map((_, axis) => {
    const extent = value.shape[axis - missing];
    return extent === undefined || extent === 1 ? 0 : (own[axis - missing] ?? 0);
  });
}

/** Strides by axis of the array: 0 for those that the selection drops. */
function axisStrides(selection: Selection, kept: readonly number[]): number[] {
  let next = 0;
  return selection.map((axis) => {
    if (axis.kind === "index") return 0;
    next += 1;
    return kept[next - 1] ?? 0;
  });
}
