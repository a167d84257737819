import { type ArraySource, CatervaError, joinBytes, type NDArray, product, type Selection } from "@caterva2/ndarray";
import { invalidExpression } from "../language/refuse.ts";
import { type LazyArray, type LazyOptions, lazyArray } from "../lazy-array.ts";
import { sameShape } from "../types/broadcast.ts";
import { fieldOperands, type RowWindow, rowWindow } from "./field-source.ts";

/** Bytes of rows that are looked at in one go. */
const STEP_BYTES = 2 ** 23;

export interface FilterOptions extends LazyOptions {
  /** Stop after that many rows: the rest is not read. */
  readonly limit?: number;
}

/** Rows that a filter found: positions in C order of the array, and the rows themselves, one dimension. */
export interface FoundRows {
  readonly positions: readonly number[];
  readonly rows: NDArray;
}

/** Rows that were read together. */
export interface Match {
  /** Number of the first of them, in C order of the array. */
  readonly start: number;
  readonly rows: NDArray;
  /** Which of them a filter has found; all without one. */
  readonly places: Uint32Array;
}

/**
 * The rows of a structured array for which an expression over its fields is true, in order.
 * @throws as {@link eachMatch}; expression.too_large when the rows have more than `maxBytes`
 */
export async function filterRows(array: ArraySource, text: string, options: FilterOptions = {}): Promise<FoundRows> {
  const { maxBytes = 2 ** 30, limit = Number.POSITIVE_INFINITY } = options;
  const { itemsize } = array.dtype;
  const parts: Uint8Array[] = [];
  const positions: number[] = [];
  for await (const { start, rows, places } of eachMatch(array, text, options)) {
    const taken = places.subarray(0, limit - positions.length);
    for (const place of taken) positions.push(start + place);
    if (positions.length * itemsize > maxBytes) {
      throw new CatervaError(
        "expression.too_large",
        `The filter finds more than ${maxBytes} bytes of rows: narrow it, or take a slice.`,
      );
    }
    parts.push(picked(rows.data, taken, itemsize));
    if (positions.length >= limit) break;
  }
  return { positions, rows: { dtype: array.dtype, shape: [positions.length], data: joinBytes(parts) } };
}

/**
 * Reads an array once, some rows at a time, and says which of them a filter finds.
 * @throws dataset.wrong_kind for an array without fields; expression.invalid for a text that is no such condition
 */
export async function* eachMatch(
  array: ArraySource,
  filter: string | undefined,
  options: LazyOptions,
): AsyncGenerator<Match> {
  const window = rowWindow(array);
  const mask = filter === undefined ? undefined : conditionOf(window, filter, options);
  const [extent = 1, ...inner] = array.shape;
  const step = rowsAtATime(array);
  for (let row = 0; row < extent; row += step) {
    const piece = pieceOf(array, row, Math.min(step, extent - row));
    const rows = await array.read(piece);
    window.hold(row, rows);
    const places = mask ? marked((await mask.read(piece)).data) : everyPlace(product(rows.shape));
    yield { start: row * product(inner), rows, places };
  }
}

function conditionOf(window: RowWindow, text: string, options: LazyOptions): LazyArray {
  const operands = fieldOperands(window);
  if (operands.size === 0) {
    throw new CatervaError("dataset.wrong_kind", "Only arrays with fields can be filtered: this one has none.");
  }
  const mask = lazyArray(text, operands, options);
  if (mask.dtype.kind === "bool" && sameShape(mask.shape, window.shape)) return mask;
  throw invalidExpression("a filter must give one boolean for each row");
}

function marked(mask: Uint8Array): Uint32Array {
  const places = new Uint32Array(mask.length);
  let count = 0;
  for (let place = mask.indexOf(1); place !== -1; place = mask.indexOf(1, place + 1)) {
    places[count] = place;
    count += 1;
  }
  return places.subarray(0, count);
}

function everyPlace(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, place) => place);
}

/** Whole chunks of rows, as many as fit a step. */
function rowsAtATime(array: ArraySource): number {
  const [, ...inner] = array.shape;
  const bytes = Math.max(1, product(inner) * array.dtype.itemsize);
  const chunk = Math.max(1, array.chunks?.[0] ?? 1);
  const fit = Math.max(1, Math.floor(STEP_BYTES / bytes));
  return fit > chunk ? Math.floor(fit / chunk) * chunk : fit;
}

function pieceOf(array: ArraySource, start: number, count: number): Selection {
  return array.shape.map((extent, axis) =>
    axis === 0 ? { kind: "range", start, step: 1, count } : { kind: "range", start: 0, step: 1, count: extent },
  );
}

/** Items by their places. */
export function picked(data: Uint8Array, places: Uint32Array, itemsize: number): Uint8Array {
  const part = new Uint8Array(places.length * itemsize);
  for (let index = 0; index < places.length; index += 1) {
    const from = (places[index] ?? 0) * itemsize;
    for (let byte = 0; byte < itemsize; byte += 1) part[index * itemsize + byte] = data[from + byte] ?? 0;
  }
  return part;
}
