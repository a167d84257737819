import { type AxisSelection, stepOf } from "@caterva2/ndarray";
import type { AxisPattern } from "./selection.ts";

/** A pattern of which only the first `total` positions count. */
export interface Positions {
  readonly start: number;
  readonly stride: number;
  readonly block: number;
  readonly total: number;
}

/** Positions that a selection and a pattern share: `count` of them, evenly apart on both sides. */
export interface SharedRun {
  /** Of the first one in the selection's result, and the distance. */
  readonly result: number;
  readonly resultStep: number;
  /** Of the first one among the pattern's positions, and the distance. */
  readonly ordinal: number;
  readonly ordinalStep: number;
  readonly count: number;
}

/** The positions of a pattern within an extent. */
export function positionsIn({ start, stride, count, block }: AxisPattern, extent: number): Positions {
  const room = Math.max(0, extent - start);
  if (block === undefined || (count === undefined && block === stride)) {
    return { start, stride: Math.max(1, room), block: Math.max(1, room), total: room };
  }
  if (count !== undefined) return { start, stride, block, total: count * block };
  const whole = Math.floor(room / stride);
  return { start, stride, block, total: whole * block + Math.min(block, room - whole * stride) };
}

/** The extent that a pattern needs for `total` positions. */
export function extentFor({ start, stride, block }: AxisPattern, total: number): number {
  if (total === 0) return 0;
  if (block === undefined || block === stride) return start + total;
  const blocks = Math.floor((total - 1) / block);
  return start + blocks * stride + (total - blocks * block);
}

/** Where position number `ordinal` is. */
export function positionOf({ start, stride, block }: Positions, ordinal: number): number {
  return start + Math.floor(ordinal / block) * stride + (ordinal % block);
}

/** What a selection of an axis takes of a pattern, in runs. */
export function sharedRuns(axis: AxisSelection, positions: Positions): SharedRun[] {
  const from = axis.kind === "index" ? axis.index : axis.start;
  const step = stepOf(axis);
  const count = axis.kind === "index" ? 1 : axis.count;
  const { start, stride, block, total } = positions;
  if (total === 0 || count === 0) return [];
  const last = positionOf(positions, total - 1);
  const low = Math.max(0, Math.ceil((start - from) / step));
  const high = Math.min(count - 1, Math.floor((last - from) / step));
  if (high < low) return [];
  if (stride === block || total <= block) {
    const ordinal = from + low * step - start;
    return [{ result: low, resultStep: 1, ordinal, ordinalStep: step, count: high - low + 1 }];
  }
  const pairs: { result: number; ordinal: number }[] = [];
  for (let result = low; result <= high; result += 1) {
    const at = from + result * step - start;
    const within = at % stride;
    const ordinal = Math.floor(at / stride) * block + within;
    if (within < block && ordinal < total) pairs.push({ result, ordinal });
  }
  return evenRuns(pairs);
}

/** A run with where its positions are in the source: even there as well. */
export interface SourceRun extends SharedRun {
  readonly source: number;
  readonly sourceStep: number;
}

/** Runs of a target's pattern as positions of the source's pattern that belong to it. */
export function sourceRuns(runs: readonly SharedRun[], source: Positions): SourceRun[] {
  const isEven = source.block === 1 || source.stride === source.block || source.total <= source.block;
  return runs.flatMap((run) => {
    const at = (index: number): number => positionOf(source, run.ordinal + index * run.ordinalStep);
    if (isEven) return [{ ...run, source: at(0), sourceStep: run.count > 1 ? at(1) - at(0) : 1 }];
    const pairs = Array.from({ length: run.count }, (_, index) => ({ result: index, ordinal: at(index) }));
    return evenRuns(pairs).map((part) => ({
      result: run.result + part.result * run.resultStep,
      resultStep: part.resultStep * run.resultStep,
      ordinal: run.ordinal + part.result * run.ordinalStep,
      ordinalStep: part.resultStep * run.ordinalStep,
      count: part.count,
      source: part.ordinal,
      sourceStep: part.ordinalStep,
    }));
  });
}

/** Pairs, ascending on both sides, as runs that are even on both. */
function evenRuns(pairs: readonly { result: number; ordinal: number }[]): SharedRun[] {
  const runs: SharedRun[] = [];
  for (let first = 0; first < pairs.length; ) {
    const a = pairs[first] ?? { result: 0, ordinal: 0 };
    const b = pairs[first + 1] ?? { result: a.result + 1, ordinal: a.ordinal + 1 };
    const resultStep = b.result - a.result;
    const ordinalStep = b.ordinal - a.ordinal;
    let count = 1;
    for (let next = pairs[first + 1]; next !== undefined; next = pairs[first + count]) {
      if (next.result !== a.result + count * resultStep || next.ordinal !== a.ordinal + count * ordinalStep) break;
      count += 1;
    }
    runs.push({ ...a, resultStep, ordinalStep, count });
    first += count;
  }
  return runs;
}
