import { bytesOf } from "../js/columns.ts";
import type { ReduceLayout } from "../reducer.ts";
import { addressOf, kernelBytes, PLACES } from "../wasm/memory.ts";
import { COLUMNS_BYTES, MAX_COLUMNS, MAX_RUNS } from "../wasm/reduce/layout.ts";
import { TILE } from "../wasm/reduce/loops.ts";
import type { ColumnForm, StateArray, VectorForm } from "./accumulator.ts";

/** Rows of a block with fewer items than this are not worth a call. */
const MIN_ITEMS = 32;

/**
 * Feeds a block to kernels, a tile at a time: in place where it lies in their memory, else through the tile there.
 * False, and nothing done, where they do not take its form.
 */
export function feedVectors(form: VectorForm, block: Uint8Array, size: number, layout: ReduceLayout): boolean {
  const { outer, axis, inner, cell, first } = layout;
  if (axis * inner === 0) return true;
  if (inner === 1) {
    feedRuns(form, new Placed(block, size), layout);
    return true;
  }
  const { columns } = form;
  if (!columns || axis * inner < MIN_ITEMS) return false;
  if (columns.begin && !columns.begin(cell, outer * inner)) return false;
  const items = new Placed(block, size);
  for (let o = 0; o < outer; o++) {
    feedColumns(columns, items, { outer: o, axis, inner, cell: cell + o * inner, first });
  }
  return true;
}

/** The items of a block, where kernels find them. */
class Placed {
  readonly size: number;
  readonly #block: Uint8Array;
  readonly #address: number | undefined;

  constructor(block: Uint8Array, size: number) {
    this.#block = block;
    this.size = size;
    this.#address = addressOf(block);
  }

  /** Items that can be brought in at once. */
  get limit(): number {
    return this.#address === undefined ? PLACES.tile.length / this.size : Number.MAX_SAFE_INTEGER;
  }

  /** The address of items, which are brought in if need be. */
  at(start: number, count: number): number {
    if (this.#address !== undefined) return this.#address + start * this.size;
    this.#copy(start, count, PLACES.tile.start);
    return PLACES.tile.start;
  }

  /** The address of rows of `length` items out of rows of `inner`, and the bytes from one to the next. */
  rows(start: number, inner: number, rows: number, length: number): readonly [address: number, pitch: number] {
    if (this.#address !== undefined) return [this.#address + start * this.size, inner * this.size];
    const pitch = length * this.size;
    if (length === inner) this.#copy(start, rows * inner, PLACES.tile.start);
    else for (let r = 0; r < rows; r++) this.#copy(start + r * inner, length, PLACES.tile.start + r * pitch);
    return [PLACES.tile.start, pitch];
  }

  #copy(start: number, count: number, to: number): void {
    kernelBytes().set(this.#block.subarray(start * this.size, (start + count) * this.size), to);
  }
}

function feedRuns(form: VectorForm, items: Placed, { outer, axis, cell, first }: ReduceLayout): void {
  const longest = Math.min(form.maxRun, items.limit);
  if (axis > longest) {
    for (let o = 0; o < outer; o++) feedLongRun(form, items, o * axis, axis, longest, cell + o, first);
    return;
  }
  const batch = Math.min(MAX_RUNS, Math.floor(items.limit / axis));
  for (let o = 0; o < outer; o += batch) {
    const rows = Math.min(batch, outer - o);
    const address = items.at(o * axis, rows * axis);
    form.runs(address, rows, axis);
    for (let r = 0; r < rows; r++) form.absorb(cell + o + r, r, axis, first, address + r * axis * items.size);
  }
}

/** One run in several, all of which go to one cell. */
function feedLongRun(
  form: VectorForm,
  items: Placed,
  start: number,
  length: number,
  longest: number,
  cell: number,
  first: number,
): void {
  const batch = Math.min(MAX_RUNS, Math.floor(items.limit / longest));
  for (let done = 0; done < length; ) {
    const rows = Math.min(batch, Math.floor((length - done) / longest));
    const [count, each] = rows > 0 ? [rows, longest] : [1, length - done];
    const address = items.at(start + done, count * each);
    form.runs(address, count, each);
    for (let r = 0; r < count; r++) {
      form.absorb(cell, r, each, first + done + r * each, address + r * each * items.size);
    }
    done += count * each;
  }
}

function feedColumns(form: ColumnForm, items: Placed, { outer, axis, inner, cell }: ReduceLayout): void {
  const widest = MAX_COLUMNS / form.parts;
  for (let left = 0; left < inner; left += widest) {
    const length = Math.min(widest, inner - left);
    form.begin?.(cell + left, length);
    moveState(form, cell + left, length, (state, at) => void kernelBytes().set(state, at));
    const batch = wholeGroups(Math.min(axis, Math.floor(items.limit / length)));
    for (let row = 0; row < axis; row += batch) {
      const rows = Math.min(batch, axis - row);
      const [address, pitch] = items.rows((outer * axis + row) * inner + left, inner, rows, length);
      form.take(address, pitch, rows, length);
    }
    moveState(form, cell + left, length, (state, at) => state.set(kernelBytes().subarray(at, at + state.length)));
    form.end?.(cell + left, length, axis);
  }
}

/** Rows are brought in so many at a time that kernels take them in tiles. */
function wholeGroups(rows: number): number {
  return rows < TILE.rows ? Math.max(1, rows) : rows - (rows % TILE.rows);
}

/** The states of some cells, as bytes, and where the kernel has them. */
function moveState(
  form: ColumnForm,
  cell: number,
  length: number,
  move: (state: Uint8Array, at: number) => void,
): void {
  for (const [k, array] of form.state.entries()) {
    move(bytesOf(cellsOf(array, cell * form.parts, length * form.parts)), PLACES.state.start + k * COLUMNS_BYTES);
  }
}

function cellsOf(array: StateArray, from: number, count: number): StateArray {
  return array.subarray(from, from + count);
}
