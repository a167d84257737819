import {
  type ArraySource,
  applyGather,
  CatervaError,
  type GatherSelection,
  type NDArray,
  product,
  wholeSelection,
} from "@caterva2/ndarray";
import { nativeDType, toNative, viewAs } from "../evaluate/native.ts";
import { invalidExpression } from "../language/refuse.ts";
import { elementTypeOf } from "../types/element-type.ts";
import { fieldSource } from "./field-source.ts";
import { type FilterOptions, type FoundRows, filterRows } from "./filter.ts";

/** A structured array of one dimension; with `gather`, a page of it costs only the blocks that hold its rows. */
export interface RowSource extends ArraySource {
  gather?(selection: GatherSelection): Promise<NDArray>;
}

export interface SortRequest {
  /** Fields to sort by, the first one counts most. */
  readonly by: readonly string[];
  readonly descending?: boolean;
  /** Only rows for which this is true. */
  readonly filter?: string;
  /** Rows of the sorted order that are wanted. */
  readonly start: number;
  readonly count: number;
}

export interface SortedPage extends FoundRows {
  /** Rows of the whole order. */
  readonly total: number;
}

/** Rows that are sorted at most. */
const MAX_ROWS = 50_000_000;

/**
 * A page of the rows in the order of some fields, as NumPy's stable argsort: ties keep their order, NaN comes last.
 * `descending` is that order read backwards.
 * @throws dataset.wrong_kind, field.unknown, expression.invalid, expression.too_large
 */
export async function sortedPage(
  array: RowSource,
  request: SortRequest,
  options: FilterOptions = {},
): Promise<SortedPage> {
  if (array.shape.length !== 1 || array.dtype.kind !== "struct") {
    throw new CatervaError("dataset.wrong_kind", "Only arrays of one dimension with fields can be sorted.");
  }
  const found = request.filter === undefined ? undefined : await filterRows(array, request.filter, options);
  const total = found?.positions.length ?? product(array.shape);
  if (total > MAX_ROWS) {
    throw new CatervaError("expression.too_large", `${total} rows cannot be sorted: ${MAX_ROWS} are the most.`);
  }
  const compares: Compare[] = [];
  for (const name of request.by) {
    const field = fieldSource(found === undefined ? array : memorySource(found.rows), name);
    if (field.shape.length !== 1) throw invalidExpression(`the field ${name} holds arrays: they have no order`);
    compares.push(orderOf(await field.read(wholeSelection(field.shape))));
  }
  const order = Uint32Array.from({ length: total }, (_, row) => row);
  order.sort((a, b) => {
    for (const compare of compares) {
      const way = compare(a, b);
      if (way !== 0) return way;
    }
    return a - b;
  });
  if (request.descending) order.reverse();
  const page = [...order.slice(request.start, request.start + request.count)];
  const rows = await pageOf(found === undefined ? array : memorySource(found.rows), page);
  return { total, positions: page.map((row) => found?.positions[row] ?? row), rows };
}

function memorySource(array: NDArray): RowSource {
  return {
    dtype: array.dtype,
    shape: array.shape,
    chunks: undefined,
    read: async () => array,
    gather: async (selection) => applyGather(array, selection),
  };
}

async function pageOf(array: RowSource, rows: readonly number[]): Promise<NDArray> {
  const points = { axes: [0], shape: [rows.length], coordinates: [rows] };
  const selection: GatherSelection = { axes: [undefined], points, resultPosition: 0 };
  if (array.gather !== undefined) return array.gather(selection);
  return applyGather(await array.read(wholeSelection(array.shape)), selection);
}

type Compare = (a: number, b: number) => number;

/** How the items of a column compare. @throws expression.invalid for items without an order */
function orderOf(column: NDArray): Compare {
  const data = toNative(column.data, column.dtype);
  const type = elementTypeOf(column.dtype);
  switch (type) {
    case "i1":
      return ordered(viewAs(Int8Array, data));
    case "i2":
      return ordered(viewAs(Int16Array, data));
    case "i4":
      return ordered(viewAs(Int32Array, data));
    case "i8":
      return ordered(viewAs(BigInt64Array, data));
    case "bool":
    case "u1":
      return ordered(data);
    case "u2":
      return ordered(viewAs(Uint16Array, data));
    case "u4":
      return ordered(viewAs(Uint32Array, data));
    case "u8":
      return ordered(viewAs(BigUint64Array, data));
    case "f2":
      return withNaN(viewAs(Float16Array, data));
    case "f4":
      return withNaN(viewAs(Float32Array, data));
    case "f8":
      return withNaN(viewAs(Float64Array, data));
    default:
      return otherOrder({ ...column, data });
  }
}

function otherOrder(column: NDArray): Compare {
  const dtype = nativeDType(column.dtype);
  switch (dtype.kind) {
    case "str":
      return texts(viewAs(Uint32Array, column.data), dtype.itemsize / 4);
    case "bytes":
    case "void":
      return texts(column.data, dtype.itemsize);
    case "datetime":
    case "timedelta":
      return withNaT(viewAs(BigInt64Array, column.data));
    default:
      throw invalidExpression("rows cannot be sorted by a field of this dtype");
  }
}

function ordered<T extends number | bigint>(items: ArrayLike<T>): Compare {
  return (a, b) => {
    const [x, y] = [items[a] ?? 0, items[b] ?? 0];
    return x < y ? -1 : x > y ? 1 : 0;
  };
}

function withNaN(items: ArrayLike<number>): Compare {
  return (a, b) => {
    const [x, y] = [items[a] ?? 0, items[b] ?? 0];
    if (x < y) return -1;
    if (x > y) return 1;
    return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
  };
}

const NOT_A_TIME = -(2n ** 63n);

function withNaT(items: BigInt64Array): Compare {
  const compare = ordered(items);
  return (a, b) => Number(items[a] === NOT_A_TIME) - Number(items[b] === NOT_A_TIME) || compare(a, b);
}

function texts(points: ArrayLike<number>, width: number): Compare {
  return (a, b) => {
    for (let place = 0; place < width; place += 1) {
      const way = (points[a * width + place] ?? 0) - (points[b * width + place] ?? 0);
      if (way !== 0) return way;
    }
    return 0;
  };
}
