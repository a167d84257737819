import { bigs, type Column, isBig } from "../js/columns.ts";
import type { NumericType } from "../types.ts";
import { type FloatColumn, RUN_LIMIT, RUN_STEP, runKernels } from "../wasm/run-kernels.ts";
import type { Accumulator } from "./accumulator.ts";

/**
 * Least and greatest items, and where they are first. A NaN wins over everything, the first one over the others.
 * Numbers of 64 bits are held as signed bigints: the order of u8 is made that of i8 by the top bit.
 */
export function extremes(cells: number, type: NumericType, greatest: boolean, where: boolean): Accumulator {
  const wide = type === "i8" || type === "u8";
  const best = wide ? new BigInt64Array(cells) : new Float64Array(cells);
  const flip = type === "u8" ? -(2n ** 63n) : 0n;
  /** Position of the best, or -1 where nothing was seen. */
  const places = new Float64Array(cells).fill(-1);

  function take(cell: number, value: number | bigint, place: number): void {
    const known = best[cell] ?? 0;
    const at = places[cell] ?? -1;
    if (at >= 0 && !wins(value, known, greatest) && !(ties(value, known) && place < at)) return;
    best[cell] = value;
    places[cell] = place;
  }

  function valueAt(items: Column, at: number): number | bigint {
    return isBig(items) ? BigInt.asIntN(64, (items[at] ?? 0n) + flip) : (items[at] ?? 0);
  }

  return {
    state: [best, places],
    run(items, start, length, cell, first) {
      if (length === 0) return;
      if (!where && length >= RUN_STEP && (items instanceof Float64Array || items instanceof Float32Array)) {
        take(cell, vectorExtreme(items, start, length, greatest), first);
        return;
      }
      const found = isBig(items) ? bestOfBigs(items, start, length, greatest) : bestOf(items, start, length, greatest);
      take(cell, valueAt(items, found), first + found - start);
    },
    row(items, start, length, cell, position) {
      for (let k = 0; k < length; k++) take(cell + k, valueAt(items, start + k), position);
    },
    combine([otherBest, otherPlaces]) {
      for (let k = 0; k < cells; k++) {
        const place = Number(otherPlaces?.[k] ?? -1);
        if (place >= 0) take(k, otherBest?.[k] ?? 0, place);
      }
    },
    result(cell) {
      const place = places[cell] ?? -1;
      if (place < 0) return undefined;
      if (where) return BigInt(place);
      const value = best[cell] ?? 0;
      return typeof value === "bigint" ? value - flip : value;
    },
  };
}

/** Without its place. The last step is made to end with the items: some are looked at twice. */
function vectorExtreme(items: FloatColumn, start: number, length: number, greatest: boolean): number {
  const type = items instanceof Float64Array ? "f8" : "f4";
  let best = items[start] ?? 0;
  const look = (from: number, count: number) => {
    runKernels().load(items, from, count);
    const found = runKernels().extreme(type, count, greatest);
    best = greatest ? Math.max(best, found) : Math.min(best, found);
  };
  const end = start + length;
  const covered = end - (length % RUN_STEP);
  for (let from = start; from < covered; from += RUN_LIMIT) look(from, Math.min(RUN_LIMIT, covered - from));
  if (covered < end) look(end - RUN_STEP, RUN_STEP);
  return best;
}

function isNaNValue(value: number | bigint): boolean {
  return typeof value === "number" && Number.isNaN(value);
}

function wins(value: number | bigint, known: number | bigint, greatest: boolean): boolean {
  if (isNaNValue(known)) return false;
  return isNaNValue(value) || (greatest ? value > known : value < known);
}

function ties(value: number | bigint, known: number | bigint): boolean {
  return value === known || (isNaNValue(value) && isNaNValue(known));
}

/** Where the best of `length` items first is. */
function bestOf(
  items: Exclude<Column, BigInt64Array | BigUint64Array>,
  start: number,
  length: number,
  greatest: boolean,
): number {
  let found = start;
  let best = items[start] ?? 0;
  for (let k = start; k < start + length; k++) {
    const value = items[k] ?? 0;
    if (Number.isNaN(value)) return k;
    if (greatest ? value > best : value < best) {
      best = value;
      found = k;
    }
  }
  return found;
}

function bestOfBigs(column: Column, start: number, length: number, greatest: boolean): number {
  const items = bigs(column);
  let found = start;
  let best = items[start] ?? 0n;
  for (let k = start; k < start + length; k++) {
    const value = items[k] ?? 0n;
    if (greatest ? value > best : value < best) {
      best = value;
      found = k;
    }
  }
  return found;
}

/** `any` and `all` of bools: whether a true, or no false, was seen. */
export function verdicts(cells: number, all: boolean): Accumulator {
  /** 1 where what decides was seen: a true for `any`, a false for `all`. */
  const decided = new Uint8Array(cells);
  return {
    state: [decided],
    run(items, start, length, cell) {
      for (let k = start; k < start + length && decided[cell] === 0; k++) {
        if ((items[k] === 0) === all) decided[cell] = 1;
      }
    },
    row(items, start, length, cell) {
      for (let k = 0; k < length; k++) if ((items[start + k] === 0) === all) decided[cell + k] = 1;
    },
    combine([other]) {
      for (let k = 0; k < cells; k++) if (Number(other?.[k]) !== 0) decided[k] = 1;
    },
    result: (cell) => ((decided[cell] === 1) === all ? 0 : 1),
  };
}
