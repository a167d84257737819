import { CatervaError, cStrides } from "@caterva2/ndarray";
import { malformed } from "../format/malformed.ts";
import { type Positions, positionOf } from "./pattern.ts";
import type { SpaceSelection } from "./selection.ts";

/** `length` items side by side on the last axis, from item number `at` on (C order). */
export interface Row {
  readonly at: number;
  readonly length: number;
}

/** Items of a virtual dataset and of its source that belong together. */
export interface RowPair {
  readonly target: number;
  readonly source: number;
  readonly length: number;
}

/** A selection that is no matching pattern is taken apart into at most so many rows. */
const MAX_ROWS = 200_000;

/** The rows of a selection, in the order in which it names its items. */
export function rowsOf(
  selection: SpaceSelection,
  axes: readonly Positions[] | undefined,
  shape: readonly number[],
): Row[] {
  const strides = cStrides(shape, 1);
  if (axes !== undefined) return patternRows(axes, strides);
  if (selection.kind !== "blocks") return [];
  const rows: Row[] = [];
  for (const { first, last } of selection.blocks) {
    const boxed = first.map((start, axis) => {
      const total = (last[axis] ?? 0) - start + 1;
      return { start, stride: total, block: total, total };
    });
    for (const row of patternRows(boxed, strides)) rows.push(row);
    checkCount(rows.length);
  }
  // Blocks are named in any order; their items count in C order.
  return rows.sort((a, b) => a.at - b.at);
}

function patternRows(axes: readonly Positions[], strides: readonly number[]): Row[] {
  const last = axes.at(-1);
  if (last === undefined) return [{ at: 0, length: 1 }];
  checkCount(axes.slice(0, -1).reduce((total, axis) => total * axis.total, Math.ceil(last.total / last.block)));
  let starts = [0];
  for (const [axis, positions] of axes.slice(0, -1).entries()) {
    const offsets = Array.from(
      { length: positions.total },
      (_, index) => positionOf(positions, index) * (strides[axis] ?? 0),
    );
    starts = starts.flatMap((start) => offsets.map((offset) => start + offset));
  }
  const rows: Row[] = [];
  for (const start of starts) {
    for (let index = 0; index < last.total; index += last.block) {
      rows.push({ at: start + positionOf(last, index), length: Math.min(last.block, last.total - index) });
    }
  }
  return rows;
}

/** Pairs the items of two selections one by one. @throws hdf5.malformed if they have not as many */
export function pairRows(target: readonly Row[], source: readonly Row[]): RowPair[] {
  const pairs: RowPair[] = [];
  let taken = 0;
  let index = 0;
  for (const row of target) {
    for (let done = 0; done < row.length; ) {
      const from = source[index];
      if (from === undefined) throw malformed("a virtual dataset whose selections are of different sizes");
      const length = Math.min(row.length - done, from.length - taken);
      pairs.push({ target: row.at + done, source: from.at + taken, length });
      done += length;
      taken += length;
      if (taken < from.length) continue;
      index += 1;
      taken = 0;
    }
  }
  return pairs;
}

function checkCount(rows: number): void {
  if (rows > MAX_ROWS)
    throw new CatervaError("limit.exceeded", "A virtual dataset is put together of too many pieces.");
}
