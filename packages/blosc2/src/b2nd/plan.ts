import { type AxisRun, type Combinations, combinations, splitRun } from "@caterva2/ndarray";
import type { Geometry } from "./geometry.ts";

/** The part of one block that a selection takes. Strides are the same for all boxes of a selection. */
export interface BlockBox {
  /** Number of the block within its chunk. */
  readonly block: number;
  /** Bytes from the start of the block to the first item. */
  readonly sourceOffset: number;
  /** Bytes from the start of the result. */
  readonly targetOffset: number;
  /** Items along each axis. */
  readonly shape: readonly number[];
  /** Bytes from the start of the block to the end of the last item. */
  readonly end: number;
}

/** The blocks of a chunk that a selection takes: combinations of runs, by ascending block number. */
export function cutChunk(geometry: Geometry, runs: readonly AxisRun[], steps: readonly number[]): Combinations {
  return combinations(runs.map((run, axis) => splitRun(run, steps[axis] ?? 1, geometry.blocks[axis] ?? 1)));
}

/**
 * The box where runs of blocks meet, one run an axis. Strides are those of the items that are taken, in bytes: in the
 * result, where they are 0 along dropped axes, and in the block.
 */
export function boxOf(
  geometry: Geometry,
  runs: readonly AxisRun[],
  targetStrides: readonly number[],
  sourceStrides = geometry.itemStrides,
): BlockBox {
  let block = 0;
  let sourceOffset = 0;
  let targetOffset = 0;
  let last = geometry.itemsize;
  const shape = new Array<number>(runs.length);
  for (let axis = 0; axis < runs.length; axis += 1) {
    const run = runs[axis];
    if (run === undefined) break;
    block += run.cell * (geometry.blockSteps[axis] ?? 0);
    sourceOffset += run.start * (geometry.itemStrides[axis] ?? 0);
    targetOffset += run.first * (targetStrides[axis] ?? 0);
    shape[axis] = run.count;
    last += (run.count - 1) * (sourceStrides[axis] ?? 0);
  }
  return { block, sourceOffset, targetOffset, shape, end: sourceOffset + last };
}
