import { kindOf, type NumericType, sizeOf } from "../types.ts";

export type NumberColumn =
  | Int8Array<ArrayBuffer>
  | Uint8Array<ArrayBuffer>
  | Int16Array<ArrayBuffer>
  | Uint16Array<ArrayBuffer>
  | Int32Array<ArrayBuffer>
  | Uint32Array<ArrayBuffer>
  | Float32Array<ArrayBuffer>
  | Float64Array<ArrayBuffer>;
export type BigColumn = BigInt64Array<ArrayBuffer> | BigUint64Array<ArrayBuffer>;

/** The items of one value: numbers (complex ones as pairs) or bigints. */
export type Column = NumberColumn | BigColumn;

type ColumnConstructor = new (buffer: ArrayBuffer, offset?: number, length?: number) => Column;

const COLUMNS = {
  bool: Uint8Array,
  i1: Int8Array,
  i2: Int16Array,
  i4: Int32Array,
  i8: BigInt64Array,
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  u8: BigUint64Array,
  f4: Float32Array,
  f8: Float64Array,
  c8: Float32Array,
  c16: Float64Array,
} as const satisfies Record<NumericType, ColumnConstructor>;

/** Room for `count` items. */
export function makeColumn(type: NumericType, count: number): Column {
  const Constructor: ColumnConstructor = COLUMNS[type];
  return new Constructor(new ArrayBuffer(count * sizeOf(type)));
}

/** A view of `count` items of a buffer; `offset` (bytes) must be aligned. */
export function viewColumn(type: NumericType, buffer: ArrayBuffer, offset: number, count: number): Column {
  const Constructor: ColumnConstructor = COLUMNS[type];
  // c16 is aligned to its parts.
  return new Constructor(buffer, offset, count * partsOf(type));
}

export function isBig(column: Column): column is BigColumn {
  return column instanceof BigInt64Array || column instanceof BigUint64Array;
}

export function bytesOf(column: Column): Uint8Array<ArrayBuffer> {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

/** Numbers in a column for each item: a complex item has two. */
export function partsOf(type: NumericType): 1 | 2 {
  return kindOf(type) === "complex" ? 2 : 1;
}

export function numbers(column: Column): NumberColumn {
  if (isBig(column)) throw new TypeError("a column of bigints where numbers are needed");
  return column;
}

export function bigs(column: Column): BigColumn {
  if (!isBig(column)) throw new TypeError("a column of numbers where bigints are needed");
  return column;
}
