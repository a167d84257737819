import { type AxisSelection, product, type Selection, stepOf } from "@caterva2/ndarray";
import { positionOf, sharedRuns, sourceRuns } from "./pattern.ts";
import type { RowPair } from "./rows.ts";
import type { Placement } from "./sources.ts";

/** One read of a source and where its items go in the result of a selection. */
export interface PartRead {
  /** Ranges: no axis is dropped. */
  readonly source: Selection;
  /** Position in the result along each axis of the virtual dataset. */
  readonly results: readonly number[];
  /** For each axis of the source: the axis of the virtual dataset that it lies along, and the step in the result. */
  readonly steps: readonly { readonly axis: number | undefined; readonly step: number }[];
}

/** Along one axis of the source: a range, and where it goes. */
interface Run {
  readonly source: AxisSelection;
  readonly axis: number | undefined;
  readonly result: number;
  readonly step: number;
}

/** The reads that a selection makes of a source whose axes match: one for every combination of even runs. */
export function* partsOfAxes(
  { target, source }: Placement & { kind: "axes" },
  selection: Selection,
): Generator<PartRead> {
  const base = target.map(() => 0);
  const long: number[] = [];
  for (const [axis, positions] of target.entries()) {
    const term = selection[axis];
    if (positions.total !== 1) {
      long.push(axis);
      continue;
    }
    const [run] = term === undefined ? [] : sharedRuns(term, positions);
    if (run === undefined) return;
    base[axis] = run.result;
  }
  const axes = source.map((positions): Run[] => {
    if (positions.total === 1) {
      return [{ source: range(positionOf(positions, 0), 1, 1), axis: undefined, result: 0, step: 0 }];
    }
    const axis = long.shift() ?? 0;
    const term = selection[axis];
    const shared = term === undefined ? [] : sharedRuns(term, target[axis] ?? positions);
    return sourceRuns(shared, positions).map((run) => ({
      source: range(run.source, run.sourceStep, run.count),
      axis,
      result: run.result,
      step: run.resultStep,
    }));
  });
  const count = product(axes.map((runs) => runs.length));
  for (let index = 0; index < count; index += 1) yield combine(pick(axes, index), base);
}

/** Combination number `index` of one run an axis. */
function pick(axes: readonly Run[][], index: number): Run[] {
  let rest = index;
  return axes.flatMap((runs) => {
    const run = runs[rest % runs.length];
    rest = Math.floor(rest / runs.length);
    return run === undefined ? [] : [run];
  });
}

function combine(runs: readonly Run[], base: readonly number[]): PartRead {
  const results = [...base];
  for (const { axis, result } of runs) if (axis !== undefined) results[axis] = result;
  return { source: runs.map((run) => run.source), results, steps: runs.map(({ axis, step }) => ({ axis, step })) };
}

/** The read that a selection makes of one row of a source; undefined if it wants none of it. */
export function partOfRow(
  pair: RowPair,
  source: readonly number[],
  shape: readonly number[],
  selection: Selection,
): PartRead | undefined {
  const at = unravel(pair.target, shape);
  const results: number[] = [];
  for (const [axis, term] of selection.entries()) {
    const length = axis === shape.length - 1 ? pair.length : 1;
    const first = firstWithin(term, at[axis] ?? 0, length);
    if (first === undefined) return undefined;
    results.push(first);
  }
  const from = unravel(pair.source, source).map((position) => range(position, 1, 1));
  const last = selection.at(-1);
  if (last === undefined) return { source: from, results, steps: from.map(() => ({ axis: undefined, step: 0 })) };
  const axis = shape.length - 1;
  const step = stepOf(last);
  const first = results[axis] ?? 0;
  const begin = (last.kind === "index" ? last.index : last.start) + first * step - (at[axis] ?? 0);
  const most = last.kind === "index" ? 1 : last.count - first;
  const count = Math.min(most, Math.floor((pair.length - 1 - begin) / step) + 1);
  const start = unravel(pair.source, source).at(-1) ?? 0;
  const read = source.length === 0 ? [] : [...from.slice(0, -1), range(start + begin, step, count)];
  const steps = read.map((_, index) => (index === read.length - 1 ? { axis, step: 1 } : { axis: undefined, step: 0 }));
  return { source: read, results, steps };
}

/** The first entry of an axis' result that lies in `length` positions from `start` on. */
function firstWithin(term: AxisSelection, start: number, length: number): number | undefined {
  if (term.kind === "index") return term.index >= start && term.index < start + length ? 0 : undefined;
  const step = stepOf(term);
  const first = Math.max(0, Math.ceil((start - term.start) / step));
  return first < term.count && term.start + first * step < start + length ? first : undefined;
}

function unravel(number: number, shape: readonly number[]): number[] {
  const position = shape.map(() => 0);
  let rest = number;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const extent = Math.max(1, shape[axis] ?? 1);
    position[axis] = rest % extent;
    rest = Math.floor(rest / extent);
  }
  return position;
}

function range(start: number, step: number, count: number): AxisSelection {
  return { kind: "range", start, step, count };
}
