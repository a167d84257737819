import { type FilterOptions, filterRows, findRows, gatherRows, type RowSource } from "@caterva2/compute";
import {
  applySelection,
  CatervaError,
  type NDArray,
  parseDType,
  parseSliceText,
  product,
  type Selection,
  type StructDType,
} from "@caterva2/ndarray";
import { tooLarge } from "./fetch-array.ts";
import type { FetchPlan } from "./fetch-request.ts";
import type { RepositoryLimits } from "./types.ts";

type RowsPlan = Extract<FetchPlan, { kind: "rows" }>;

/** Rows that were found; `total`: of all that there are to find, if that is known. */
export interface RowsAnswer {
  readonly rows: NDArray;
  readonly total: number | undefined;
}

const NUMBER = parseDType("<i8");

/** Finds, sorts and numbers rows. What a query has found is kept under a key that names the version of the array. */
export class RowFinder {
  readonly #limits: RepositoryLimits;
  readonly #options: FilterOptions;
  readonly #most: number;
  readonly #orders = new Map<string, Uint32Array>();

  /** @param most bytes of the row numbers that are kept, so that next pages are found at once */
  constructor(limits: RepositoryLimits, options: FilterOptions, most: number) {
    this.#limits = limits;
    this.#options = options;
    this.#most = most;
  }

  /** Bytes of the row numbers that are kept. */
  get keptBytes(): number {
    let bytes = 0;
    for (const order of this.#orders.values()) bytes += order.byteLength;
    return bytes;
  }

  /**
   * @param version names the array and its version; of one without nothing is kept
   * @throws dataset.wrong_kind, field.unknown, expression.invalid, expression.too_large, limit.exceeded
   */
  async fetch(array: RowSource, plan: RowsPlan, version: string | undefined): Promise<RowsAnswer> {
    const ownOrder = plan.by.length === 0 && !plan.backwards;
    const known = version !== undefined && this.#orders.has(keyOf(plan, version));
    const limit = ownOrder && !plan.total && !known ? lastRow(plan.slice) : undefined;
    if (
      plan.filter !== undefined &&
      ownOrder &&
      (limit !== undefined || plan.slice === "" || array.shape.length !== 1)
    ) {
      return this.#firstRows(array, plan, plan.filter, limit);
    }
    const order = await this.#orderOf(array, plan, version);
    const selection = plan.slice === "" ? undefined : parseSliceText(plan.slice, [order.length]);
    const wanted = selection === undefined ? order : chosen(order, selection);
    const bytes = product([wanted.length, array.dtype.itemsize]);
    if (bytes > this.#limits.answerBytes) throw tooLarge(bytes, this.#limits);
    const rows = numbered(await gatherRows(array, wanted), wanted, plan.rows);
    return { rows: withoutAxis(rows, selection), total: order.length };
  }

  /** Rows in the array's own order: reading ends with the last one that is wanted. */
  async #firstRows(array: RowSource, plan: RowsPlan, filter: string, limit: number | undefined): Promise<RowsAnswer> {
    const found = await filterRows(array, filter, limit === undefined ? this.#options : { ...this.#options, limit });
    const rows = numbered(found.rows, found.positions, plan.rows);
    const total = limit === undefined || found.positions.length < limit ? found.positions.length : undefined;
    return { rows: plan.slice === "" ? rows : applySelection(rows, parseSliceText(plan.slice, rows.shape)), total };
  }

  async #orderOf(array: RowSource, { filter, by, backwards }: RowsPlan, version: string | undefined) {
    const find = () => findRows(array, { filter, by, backwards }, this.#options);
    if (version === undefined) return find();
    const key = keyOf({ filter, by, backwards }, version);
    const order = this.#orders.get(key) ?? (await find());
    this.#orders.delete(key);
    this.#orders.set(key, order);
    this.#forget();
    return order;
  }

  #forget(): void {
    let bytes = this.keptBytes;
    for (const [key, order] of this.#orders) {
      // The newest stays, however large: its next page is asked for at once.
      if (bytes <= this.#most || this.#orders.size === 1) break;
      bytes -= order.byteLength;
      this.#orders.delete(key);
    }
  }
}

function keyOf({ filter, by, backwards }: Pick<RowsPlan, "filter" | "by" | "backwards">, version: string): string {
  return JSON.stringify([version, filter, by, backwards]);
}

/** How many rows a slice text such as `100:200` needs, if the text says it; a negative number counts from the end. */
function lastRow(slice: string): number | undefined {
  const range = /^\s*\d*\s*:\s*(\d+)\s*(?::\s*\d+\s*)?$/.exec(slice);
  const index = /^\s*(\d+)\s*$/.exec(slice);
  if (range?.[1] !== undefined) return Number(range[1]);
  return index?.[1] === undefined ? undefined : Number(index[1]) + 1;
}

function chosen(order: Uint32Array, [axis]: Selection): Uint32Array {
  if (axis === undefined) return order;
  if (axis.kind === "index") return order.slice(axis.index, axis.index + 1);
  if (axis.step === 1) return order.subarray(axis.start, axis.start + axis.count);
  return Uint32Array.from({ length: axis.count }, (_, at) => order[axis.start + at * axis.step] ?? 0);
}

/** An index drops its axis. */
function withoutAxis(rows: NDArray, selection: Selection | undefined): NDArray {
  return selection?.[0]?.kind === "index" ? { ...rows, shape: [] } : rows;
}

/** The rows with one field more, their numbers in the array. @throws request.invalid if there is a field of that name */
function numbered(rows: NDArray, numbers: ArrayLike<number>, name: string | undefined): NDArray {
  const { dtype } = rows;
  if (name === undefined || dtype.kind !== "struct") return rows;
  if (dtype.fields.some((field) => field.name === name || field.title === name)) {
    throw new CatervaError(
      "request.invalid",
      `There is a field ${name} already: call that of the row numbers otherwise.`,
    );
  }
  const size = dtype.itemsize;
  const wider: StructDType = {
    ...dtype,
    itemsize: size + NUMBER.itemsize,
    fields: [...dtype.fields, { name, dtype: NUMBER, offset: size }],
    aligned: false,
  };
  const data = new Uint8Array(numbers.length * wider.itemsize);
  const view = new DataView(data.buffer);
  for (let row = 0; row < numbers.length; row += 1) {
    const at = row * wider.itemsize;
    data.set(rows.data.subarray(row * size, (row + 1) * size), at);
    view.setBigInt64(at + size, BigInt(numbers[row] ?? 0), true);
  }
  return { dtype: wider, shape: rows.shape, data };
}
