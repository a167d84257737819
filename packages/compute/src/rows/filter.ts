import { type ArraySource, CatervaError, joinBytes, type NDArray, product, type Selection } from "@caterva2/ndarray";
import { invalidExpression } from "../language/refuse.ts";
import { type LazyOptions, lazyArray } from "../lazy-array.ts";
import { sameShape } from "../types/broadcast.ts";
import { fieldOperands } from "./field-source.ts";

/** Bytes of rows that are looked at in one go. */
const STEP_BYTES = 2 ** 24;

export interface FilterOptions extends LazyOptions {
  /** Stop after that many rows: the rest is not read. */
  readonly limit?: number;
}

/** Rows that a filter found: positions in C order of the array, and the rows themselves, one dimension. */
export interface FoundRows {
  readonly positions: readonly number[];
  readonly rows: NDArray;
}

/**
 * The rows of a structured array for which an expression over its fields is true, in order.
 * @throws dataset.wrong_kind for an array without fields; expression.invalid for a text that is no such condition;
 * expression.too_large when the rows have more than `maxBytes`
 */
export async function filterRows(array: ArraySource, text: string, options: FilterOptions = {}): Promise<FoundRows> {
  const operands = fieldOperands(array);
  if (operands.size === 0) {
    throw new CatervaError("dataset.wrong_kind", "Only arrays with fields can be filtered: this one has none.");
  }
  const mask = lazyArray(text, operands, options);
  if (mask.dtype.kind !== "bool" || !sameShape(mask.shape, array.shape)) {
    throw invalidExpression("a filter must give one boolean for each row");
  }
  const found = new RowCollector(array, options.maxBytes ?? 2 ** 30, options.limit ?? Number.POSITIVE_INFINITY);
  const [rows = 1] = array.shape;
  const step = rowsAtATime(array);
  for (let start = 0; start < rows && !found.full; start += step) {
    const piece = pieceOf(array, start, Math.min(step, rows - start));
    const { data } = await mask.read(piece);
    if (data.includes(1)) await found.take(piece, data, start);
  }
  return found.result();
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

/** Copies the rows that a mask marks. */
class RowCollector {
  readonly #array: ArraySource;
  readonly #maxBytes: number;
  readonly #limit: number;
  readonly #parts: Uint8Array[] = [];
  readonly #positions: number[] = [];

  constructor(array: ArraySource, maxBytes: number, limit: number) {
    this.#array = array;
    this.#maxBytes = maxBytes;
    this.#limit = limit;
  }

  get full(): boolean {
    return this.#positions.length >= this.#limit;
  }

  async take(piece: Selection, mask: Uint8Array, start: number): Promise<void> {
    const { data } = await this.#array.read(piece);
    const size = this.#array.dtype.itemsize;
    const before = start * product(this.#array.shape.slice(1));
    const first = this.#positions.length;
    for (let at = mask.indexOf(1); at !== -1 && !this.full; at = mask.indexOf(1, at + 1)) {
      this.#positions.push(before + at);
    }
    const taken = this.#positions.slice(first);
    const bytes = this.#positions.length * size;
    if (bytes > this.#maxBytes) {
      throw new CatervaError(
        "expression.too_large",
        `The filter finds more than ${this.#maxBytes} bytes of rows: narrow it, or take a slice.`,
      );
    }
    const part = new Uint8Array(taken.length * size);
    for (const [index, position] of taken.entries()) {
      const from = (position - before) * size;
      part.set(data.subarray(from, from + size), index * size);
    }
    this.#parts.push(part);
  }

  result(): FoundRows {
    const data = joinBytes(this.#parts);
    const rows = { dtype: this.#array.dtype, shape: [this.#positions.length], data };
    return { positions: this.#positions, rows };
  }
}
