import type { AxisSelection } from "@caterva2/ndarray";
import type { Geometry } from "./geometry.ts";

/** Selected positions of one axis that lie in one chunk (or, by {@link splitRun}, in one block). */
export interface AxisRun {
  /** Number of the chunk or block along the axis. */
  readonly cell: number;
  /** First selected position within the cell. */
  readonly start: number;
  /** How many positions, `step` apart. */
  readonly count: number;
  /** Position of the first one in the result. */
  readonly first: number;
}

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
}

/** Distance of the selected positions along an axis; 1 for a single position. */
export function stepOf(axis: AxisSelection): number {
  return axis.kind === "range" && axis.count > 1 ? axis.step : 1;
}

/** Cuts a selection along one axis into cells of `extent`: only cells with selected positions appear, ascending. */
export function cutAxis(axis: AxisSelection, extent: number): AxisRun[] {
  if (axis.kind === "index") {
    return [{ cell: Math.floor(axis.index / extent), start: axis.index % extent, count: 1, first: 0 }];
  }
  return cutRange(axis.start, stepOf(axis), axis.count, 0, extent);
}

/** Cuts the part of an axis that lies in one chunk into blocks of `extent`. */
export function splitRun(run: AxisRun, step: number, extent: number): AxisRun[] {
  return cutRange(run.start, step, run.count, run.first, extent);
}

function cutRange(start: number, step: number, count: number, first: number, extent: number): AxisRun[] {
  const runs: AxisRun[] = [];
  let taken = 0;
  while (taken < count) {
    const position = start + taken * step;
    const cell = Math.floor(position / extent);
    const within = position - cell * extent;
    const fit = Math.min(count - taken, Math.ceil((extent - within) / step));
    runs.push({ cell, start: within, count: fit, first: first + taken });
    taken += fit;
  }
  return runs;
}

/** Every combination of one entry a list, in C order: the last list varies fastest. Without lists, one empty one. */
export function combinations<T>(lists: readonly (readonly T[])[]): { count: number; at(index: number): T[] } {
  const count = lists.reduce((total, list) => total * list.length, 1);
  return {
    count,
    at(index) {
      const entries = new Array<T>(lists.length);
      let rest = index;
      for (let axis = lists.length - 1; axis >= 0; axis -= 1) {
        const list = lists[axis] ?? [];
        const entry = list[rest % list.length];
        if (entry !== undefined) entries[axis] = entry;
        rest = Math.floor(rest / list.length);
      }
      return entries;
    },
  };
}

/** Number of the cell that some runs meet in. */
export function cellNumber(runs: readonly AxisRun[], steps: readonly number[]): number {
  return runs.reduce((total, run, axis) => total + run.cell * (steps[axis] ?? 0), 0);
}

/**
 * The boxes of a chunk that a selection takes, one a block, by ascending block number.
 * `runs` are the selection's parts in the chunk, `steps` its steps, `targetStrides` the result's strides in bytes
 * (0 along dropped axes).
 */
export function planChunk(
  geometry: Geometry,
  runs: readonly AxisRun[],
  steps: readonly number[],
  targetStrides: readonly number[],
): BlockBox[] {
  const lists = runs.map((run, axis) => splitRun(run, steps[axis] ?? 1, geometry.blocks[axis] ?? 1));
  const parts = combinations(lists);
  const boxes: BlockBox[] = [];
  for (let index = 0; index < parts.count; index += 1) {
    boxes.push(boxOf(geometry, parts.at(index), targetStrides));
  }
  return boxes;
}

/** The box where runs of blocks meet, one run an axis. */
export function boxOf(geometry: Geometry, runs: readonly AxisRun[], targetStrides: readonly number[]): BlockBox {
  let block = 0;
  let sourceOffset = 0;
  let targetOffset = 0;
  const shape = new Array<number>(runs.length);
  for (const [axis, run] of runs.entries()) {
    block += run.cell * (geometry.blockSteps[axis] ?? 0);
    sourceOffset += run.start * (geometry.itemStrides[axis] ?? 0);
    targetOffset += run.first * (targetStrides[axis] ?? 0);
    shape[axis] = run.count;
  }
  return { block, sourceOffset, targetOffset, shape };
}
