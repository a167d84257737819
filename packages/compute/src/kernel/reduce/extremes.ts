import { bigs, type Column, isBig, makeColumn } from "../js/columns.ts";
import { type NumericType, sizeOf } from "../types.ts";
import { isRealType } from "../wasm/lanes.ts";
import { PLACES } from "../wasm/memory.ts";
import { worst } from "../wasm/reduce/extremes.ts";
import { findKernel, reduceKernel } from "../wasm/reduce/kernels.ts";
import { RESULT_BYTES } from "../wasm/reduce/layout.ts";
import type { Accumulator, VectorForm } from "./accumulator.ts";
import { itemResults, RESULTS_AT } from "./run-results.ts";

/** Least and greatest items, and where they are first. A NaN wins over everything, the first one over the others. */
export function extremes(cells: number, type: NumericType, greatest: boolean, where: boolean): Accumulator {
  const best = makeColumn(type, cells);
  if (isBig(best)) best.fill(BigInt(worstOf(type, greatest)));
  else best.fill(Number(worstOf(type, greatest)));
  /** Position of the best (0 where none is asked for), or -1 where nothing was seen. */
  const places = new Float64Array(cells).fill(-1);

  function take(cell: number, value: number | bigint, place: number): void {
    const known = best[cell] ?? 0;
    const at = places[cell] ?? -1;
    if (at >= 0 && !wins(value, known, greatest) && !(ties(value, known) && place < at)) return;
    put(cell, value, where ? place : 0);
  }

  function put(cell: number, value: number | bigint, place: number): void {
    if (isBig(best)) best[cell] = BigInt(value);
    else best[cell] = Number(value);
    places[cell] = place;
  }

  function vectors(): VectorForm {
    const { runs, columns } = reduceKernel(greatest ? "max" : "min", type);
    const found = itemResults(type);
    const { find } = findKernel(type);
    return {
      maxRun: sizeOf(type) === 1 ? 1 << 16 : 1 << 13,
      runs: (address, rows, length) => runs(address, rows, length, RESULTS_AT),
      absorb(cell, row, length, first, address) {
        const value = found(row);
        const known = best[cell] ?? 0;
        const at = places[cell] ?? -1;
        if (at >= 0 && !wins(value, known, greatest) && !(ties(value, known) && first < at)) return;
        put(cell, value, where ? first + find(address, length, RESULTS_AT + row * RESULT_BYTES) : 0);
      },
      ...(where
        ? {}
        : {
            columns: {
              state: [best],
              parts: 1,
              take: (address, pitch, rows, length) => columns(address, pitch, rows, length, PLACES.state.start),
              end: (cell, length) => void places.fill(0, cell, cell + length),
            },
          }),
    };
  }

  return {
    state: [best, places],
    run(items, start, length, cell, first) {
      if (length === 0) return;
      const at = isBig(items) ? bestOfBigs(items, start, length, greatest) : bestOf(items, start, length, greatest);
      take(cell, items[at] ?? 0, first + at - start);
    },
    row(items, start, length, cell, position) {
      for (let k = 0; k < length; k++) take(cell + k, items[start + k] ?? 0, position);
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
      return where ? BigInt(place) : best[cell];
    },
    vectors,
  };
}

function worstOf(type: NumericType, greatest: boolean): number | bigint {
  return isRealType(type) ? worst(type, greatest ? "max" : "min") : greatest ? 0 : 1;
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
    vectors() {
      const { runs, columns } = reduceKernel(all ? "all" : "any", "bool");
      const found = itemResults("bool");
      return {
        maxRun: Number.MAX_SAFE_INTEGER,
        runs: (address, rows, length) => runs(address, rows, length, RESULTS_AT),
        absorb(cell, row) {
          if (found(row) !== 0) decided[cell] = 1;
        },
        columns: {
          state: [decided],
          parts: 1,
          take: (address, pitch, rows, length) => columns(address, pitch, rows, length, PLACES.state.start),
        },
      };
    },
  };
}
