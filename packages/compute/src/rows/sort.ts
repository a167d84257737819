import {
  type ArraySource,
  applyGather,
  CatervaError,
  extractField,
  type GatherSelection,
  joinBytes,
  type NDArray,
  product,
  wholeSelection,
} from "@caterva2/ndarray";
import { invalidExpression } from "../language/refuse.ts";
import { fieldSource } from "./field-source.ts";
import { eachMatch, type FilterOptions, picked } from "./filter.ts";
import { orderOf } from "./radix-order.ts";

/** A structured array of one dimension; with `gather`, a page of it costs only the blocks that hold its rows. */
export interface RowSource extends ArraySource {
  gather?(selection: GatherSelection): Promise<NDArray>;
}

/** A field to sort by. */
export interface SortKey {
  readonly field: string;
  readonly descending: boolean;
}

/** Which rows, and in which order. */
export interface RowQuery {
  /** Only rows for which this is true. */
  readonly filter?: string | undefined;
  /** The first one counts most; none: the array's own order. */
  readonly by: readonly SortKey[];
  /** The array's own order read backwards, where there are no keys. */
  readonly backwards?: boolean;
}

/** Rows that are found at most. */
const MAX_ROWS = 50_000_000;

/**
 * The numbers of the rows that a query finds, in its order. In either direction ties keep their order, and NaN and NaT
 * come last. The array is read once, and kept of it are the fields to sort by.
 * @throws dataset.wrong_kind, field.unknown, expression.invalid, expression.too_large
 */
export async function findRows(
  array: ArraySource,
  query: RowQuery,
  options: FilterOptions = {},
): Promise<Uint32Array<ArrayBuffer>> {
  if (array.shape.length !== 1 || array.dtype.kind !== "struct") {
    throw new CatervaError("dataset.wrong_kind", "Only arrays of one dimension with fields can be sorted.");
  }
  const columns = query.by.map(({ field }) => new Column(array, field));
  const found = new Numbers();
  const maxBytes = options.maxBytes ?? 2 ** 30;
  for await (const { start, rows, places } of eachMatch(array, query.filter, options)) {
    found.add(start, places);
    for (const column of columns) column.add(rows, places);
    const bytes = columns.reduce((sum, column) => sum + column.bytes, 0);
    if (found.length > MAX_ROWS || bytes > maxBytes) {
      const message = `More than ${Math.min(MAX_ROWS, found.length)} rows cannot be sorted: filter them first.`;
      throw new CatervaError("expression.too_large", message);
    }
  }
  const numbers = found.all();
  if (columns.length === 0) return query.backwards ? numbers.reverse() : numbers;
  const order = orderOf(
    columns.map((column, at) => ({ items: column.all(), descending: query.by[at]?.descending === true })),
    numbers.length,
    () => options.onProgress?.(found.length, 0),
  );
  for (const [place, row] of order.entries()) order[place] = numbers[row] ?? 0;
  return order;
}

/** Rows by their numbers, in that order. @throws index.out_of_range */
export async function gatherRows(array: RowSource, rows: ArrayLike<number>): Promise<NDArray> {
  const points = { axes: [0], shape: [rows.length], coordinates: [Array.from(rows)] };
  const selection: GatherSelection = { axes: [undefined], points, resultPosition: 0 };
  if (array.gather !== undefined) return array.gather(selection);
  return applyGather(await array.read(wholeSelection(array.shape)), selection);
}

/** The numbers of rows, which grow. */
class Numbers {
  #numbers = new Uint32Array(1024);
  length = 0;

  add(start: number, places: Uint32Array): void {
    const length = this.length + places.length;
    if (length > this.#numbers.length) {
      const larger = new Uint32Array(Math.max(length, 2 * this.#numbers.length));
      larger.set(this.#numbers.subarray(0, this.length));
      this.#numbers = larger;
    }
    for (let index = 0; index < places.length; index += 1) {
      this.#numbers[this.length + index] = start + (places[index] ?? 0);
    }
    this.length = length;
  }

  all(): Uint32Array<ArrayBuffer> {
    return this.#numbers.slice(0, this.length);
  }
}

/** A field of the rows that were found. */
class Column {
  readonly #name: string;
  readonly #parts: Uint8Array[] = [];
  readonly #source: ArraySource;
  bytes = 0;

  constructor(array: ArraySource, name: string) {
    this.#name = name;
    this.#source = fieldSource(array, name);
    if (this.#source.shape.length !== 1) throw invalidExpression(`the field ${name} holds arrays: they have no order`);
  }

  add(rows: NDArray, places: Uint32Array): void {
    const field = extractField(rows, this.#name);
    const all = places.length === product(rows.shape);
    const part = all ? field.data : picked(field.data, places, field.dtype.itemsize);
    this.bytes += part.length;
    this.#parts.push(part);
  }

  all(): NDArray {
    const { dtype } = this.#source;
    return { dtype, shape: [this.bytes / dtype.itemsize], data: joinBytes(this.#parts) };
  }
}
