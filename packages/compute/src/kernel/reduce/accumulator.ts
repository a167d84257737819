import type { Column } from "../js/columns.ts";

export type StateArray = Float64Array<ArrayBuffer> | BigInt64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** One way to reduce: partial states, one for each cell, in arrays. A whole reduction and one along axes use the same. */
export interface Accumulator {
  /** Everything a cell has seen; the same arrays in the same order for the same reduction, type and cells. */
  readonly state: readonly StateArray[];
  /** Items `start` to `start + length` of a block go to one cell; the first is at position `first`. */
  run(items: Column, start: number, length: number, cell: number, first: number): void;
  /** Item `start + i` goes to cell `cell + i`, all at one position. */
  row(items: Column, start: number, length: number, cell: number, position: number): void;
  /** `rows` rows of `length` items, one after the other, as `row` takes each. False where there is no faster way. */
  rows?(items: Column, start: number, rows: number, length: number, cell: number): boolean;
  /** Takes in another state of the same form. */
  combine(other: readonly StateArray[]): void;
  /** The result of a cell: a number (or pair of numbers), or a bigint. Undefined where nothing was seen but must be. */
  result(cell: number): number | bigint | readonly [number, number] | undefined;
}
