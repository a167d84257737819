import type { Column, NumberColumn } from "../js/columns.ts";

export type StateArray = Column;

/** One way to reduce: partial states, one for each cell, in arrays. A whole reduction and one along axes use the same. */
export interface Accumulator {
  /** Everything a cell has seen; the same arrays in the same order for the same reduction, type and cells. */
  readonly state: readonly StateArray[];
  /** Items `start` to `start + length` of a block go to one cell; the first is at position `first`. */
  run(items: Column, start: number, length: number, cell: number, first: number): void;
  /** Item `start + i` goes to cell `cell + i`, all at one position. */
  row(items: Column, start: number, length: number, cell: number, position: number): void;
  /** Takes in another state of the same form. */
  combine(other: readonly StateArray[]): void;
  /** The result of a cell: a number (or pair of numbers), or a bigint. Undefined where nothing was seen but must be. */
  result(cell: number): number | bigint | readonly [number, number] | undefined;
  /** The results of all cells at once, where they are numbers: quicker than one by one. */
  results?(into: NumberColumn): void;
  /** The same by vectors, for the types that they know: into the same state. */
  vectors?(): VectorForm | undefined;
}

/** Passes of kernels over items in their memory, and how their results come into the state. Addresses in bytes. */
export interface VectorForm {
  /** Items of one run at most. */
  readonly maxRun: number;
  /** `rows` runs of `length` items, one after the other; results go to {@link RunResults}. */
  runs(address: number, rows: number, length: number): void;
  /** Takes in the result of run `row`: its `length` items, at `address`, begin at position `first`. */
  absorb(cell: number, row: number, length: number, first: number, address: number): void;
  readonly columns?: ColumnForm;
}

export interface ColumnForm {
  /** What the kernel changes for each cell, in the order it keeps them, `parts` items a cell. */
  readonly state: readonly StateArray[];
  readonly parts: 1 | 2;
  /** Before the columns of `length` cells; false if they are in no state that the kernel can go on from. */
  begin?(cell: number, length: number): boolean;
  take(address: number, pitch: number, rows: number, length: number): void;
  /** After `rows` items for each of the cells. */
  end?(cell: number, length: number, rows: number): void;
}
