import type { AxisSelection } from "./types.ts";

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

/** Distance of the selected positions along an axis; 1 for a single position. */
export function stepOf(axis: AxisSelection): number {
  return axis.kind === "range" && axis.count > 1 ? axis.step : 1;
}

/** The runs that an axis falls into, computed one by one: their number may be that of the chunks of a huge array. */
export interface AxisCut {
  readonly count: number;
  run(index: number): AxisRun;
}

/** Cuts a selection along one axis into cells of `extent`: only cells with selected positions appear, ascending. */
export function cutAxis(axis: AxisSelection, extent: number): AxisCut {
  if (axis.kind === "index") return cutRange({ start: axis.index, count: 1, first: 0 }, 1, extent);
  return cutRange({ start: axis.start, count: axis.count, first: 0 }, stepOf(axis), extent);
}

/** Cuts the part of an axis that lies in one chunk into blocks of `extent`. */
export function splitRun(run: AxisRun, step: number, extent: number): AxisCut {
  return cutRange(run, step, extent);
}

function cutRange(range: { start: number; count: number; first: number }, step: number, extent: number): AxisCut {
  const { start, count, first } = range;
  if (count === 0 || step > extent) {
    // Every position has a cell of its own.
    return {
      count,
      run(index) {
        const position = start + index * step;
        return { cell: Math.floor(position / extent), start: position % extent, count: 1, first: first + index };
      },
    };
  }
  // No cell between the first and the last is passed over.
  const firstCell = Math.floor(start / extent);
  const lastCell = Math.floor((start + (count - 1) * step) / extent);
  return {
    count: lastCell - firstCell + 1,
    run(index) {
      const cell = firstCell + index;
      const from = Math.max(0, Math.ceil((cell * extent - start) / step));
      const to = Math.min(count, Math.ceil(((cell + 1) * extent - start) / step));
      return { cell, start: start + from * step - cell * extent, count: to - from, first: first + from };
    },
  };
}

/** Every combination of one run an axis, in C order: the last axis varies fastest. Without axes, one empty one. */
export interface Combinations {
  readonly count: number;
  at(index: number): AxisRun[];
}

export function combinations(cuts: readonly AxisCut[]): Combinations {
  const count = cuts.reduce((total, cut) => total * cut.count, 1);
  return {
    count,
    at(index) {
      const runs = new Array<AxisRun>(cuts.length);
      let rest = index;
      for (let axis = cuts.length - 1; axis >= 0; axis -= 1) {
        const cut = cuts[axis];
        if (cut === undefined) break;
        runs[axis] = cut.run(rest % cut.count);
        rest = Math.floor(rest / cut.count);
      }
      return runs;
    },
  };
}

/** Number of the cell that some runs meet in. */
export function cellNumber(runs: readonly AxisRun[], steps: readonly number[]): number {
  return runs.reduce((total, run, axis) => total + run.cell * (steps[axis] ?? 0), 0);
}
