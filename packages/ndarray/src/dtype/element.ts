import { CatervaError } from "../errors.ts";
import { product } from "../shape.ts";
import { decodeFloat16 } from "./float16.ts";
import type { DType, ScalarDType, StructDType, SubarrayDType } from "./types.ts";

export interface Complex {
  readonly re: number;
  readonly im: number;
}

/** A datetime64 or timedelta64: steps of the dtype's unit, since 1970-01-01T00:00 for the former; {@link NOT_A_TIME} is NaT. */
export interface TimeCount {
  readonly count: bigint;
}

/** The count that NumPy calls NaT. */
export const NOT_A_TIME = -(2n ** 63n);

/** A struct's item by field name. */
export interface ElementRecord {
  readonly [field: string]: Element;
}

/**
 * One item. 8-byte integers are bigints; bytes are without the trailing zeros (NumPy `S`), void ones are all there;
 * sub-arrays are nested lists.
 */
export type Element =
  | number
  | bigint
  | boolean
  | string
  | Uint8Array
  | Complex
  | TimeCount
  | ElementRecord
  | readonly Element[];

/** Reads the item at a byte offset that is known to lie within the view. */
type ReadAt = (view: DataView, offset: number) => Element;

/**
 * A function that reads item `index` of C-order data, in either byte order.
 * It throws index.out_of_range where there is no such item.
 */
export function elementReader(dtype: DType): (data: Uint8Array, index: number) => Element {
  const readAt = readerOf(dtype);
  let bytes: Uint8Array | undefined;
  let view: DataView = new DataView(new ArrayBuffer(0));
  return (data, index) => {
    if (data !== bytes) {
      bytes = data;
      view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    }
    const offset = index * dtype.itemsize;
    if (!Number.isSafeInteger(index) || index < 0 || offset + dtype.itemsize > data.byteLength) {
      throw new CatervaError("index.out_of_range", `There is no item ${index} in ${data.byteLength} bytes.`);
    }
    return readAt(view, offset);
  };
}

function readerOf(dtype: DType): ReadAt {
  if (dtype.kind === "struct") return structReader(dtype);
  if (dtype.kind === "subarray") return subarrayReader(dtype);
  return scalarReader(dtype);
}

function structReader(dtype: StructDType): ReadAt {
  const fields = dtype.fields.map((field) => ({ ...field, read: readerOf(field.dtype) }));
  return (view, offset) => {
    const entries = fields.map(({ name, offset: start, read }) => [name, read(view, offset + start)] as const);
    return Object.fromEntries(entries);
  };
}

function subarrayReader(dtype: SubarrayDType): ReadAt {
  const read = readerOf(dtype.base);
  const size = dtype.base.itemsize;
  const nest = (view: DataView, offset: number, axis: number): Element => {
    const extent = dtype.shape[axis];
    if (extent === undefined) return read(view, offset);
    const stride = size * product(dtype.shape.slice(axis + 1));
    return Array.from({ length: extent }, (_, index) => nest(view, offset + index * stride, axis + 1));
  };
  // An item without bytes may still have a huge shape: there is nothing in it to show.
  return (view, offset) => (dtype.itemsize === 0 ? [] : nest(view, offset, 0));
}

function scalarReader(dtype: ScalarDType): ReadAt {
  const little = dtype.byteOrder !== "big";
  switch (dtype.kind) {
    case "bool":
      return (view, offset) => view.getUint8(offset) !== 0;
    case "int":
      return intReader(dtype.itemsize, little);
    case "uint":
      return uintReader(dtype.itemsize, little);
    case "float":
      return floatReader(dtype.itemsize, little);
    case "complex":
      return complexReader(dtype.itemsize, little);
    case "datetime":
    case "timedelta":
      return (view, offset) => ({ count: view.getBigInt64(offset, little) });
    case "bytes":
      return (view, offset) => withoutTrailingZeros(bytesAt(view, offset, dtype.itemsize));
    case "void":
      return (view, offset) => bytesAt(view, offset, dtype.itemsize);
    case "str":
      return (view, offset) => readText(view, offset, dtype.itemsize, little);
  }
}

function intReader(size: number, little: boolean): ReadAt {
  if (size === 1) return (view, offset) => view.getInt8(offset);
  if (size === 2) return (view, offset) => view.getInt16(offset, little);
  if (size === 4) return (view, offset) => view.getInt32(offset, little);
  return (view, offset) => view.getBigInt64(offset, little);
}

function uintReader(size: number, little: boolean): ReadAt {
  if (size === 1) return (view, offset) => view.getUint8(offset);
  if (size === 2) return (view, offset) => view.getUint16(offset, little);
  if (size === 4) return (view, offset) => view.getUint32(offset, little);
  return (view, offset) => view.getBigUint64(offset, little);
}

function floatReader(size: number, little: boolean): (view: DataView, offset: number) => number {
  if (size === 2) return (view, offset) => decodeFloat16(view.getUint16(offset, little));
  if (size === 4) return (view, offset) => view.getFloat32(offset, little);
  if (size === 8) return (view, offset) => view.getFloat64(offset, little);
  return (view, offset) => readExtended(view, offset, little);
}

function complexReader(size: number, little: boolean): ReadAt {
  const half = size / 2;
  const read = floatReader(half, little);
  return (view, offset) => ({ re: read(view, offset), im: read(view, offset + half) });
}

/**
 * NumPy's float128 is x86's 80-bit format in 16 bytes: 64 bits of mantissa with its leading one, 15 of exponent, sign.
 * The nearest double is given: digits beyond its 53 bits are lost.
 */
function readExtended(view: DataView, offset: number, little: boolean): number {
  const mantissa = view.getBigUint64(little ? offset : offset + 8, little);
  const head = view.getUint16(little ? offset + 8 : offset + 6, little);
  const exponent = head & 0x7fff;
  const sign = head & 0x8000 ? -1 : 1;
  if (exponent === 0x7fff) return BigInt.asUintN(63, mantissa) === 0n ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  // Two steps, for 2 ** power alone would underflow where the product does not.
  const power = exponent - 16383 - 63;
  return sign * Number(mantissa) * 2 ** Math.trunc(power / 2) * 2 ** (power - Math.trunc(power / 2));
}

function bytesAt(view: DataView, offset: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + offset, length);
}

function withoutTrailingZeros(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}

/** UCS-4 without the trailing zeros; what is no code point becomes U+FFFD. */
function readText(view: DataView, offset: number, itemsize: number, little: boolean): string {
  let end = itemsize;
  while (end > 0 && view.getUint32(offset + end - 4, little) === 0) end -= 4;
  let text = "";
  for (let at = 0; at < end; at += 4) {
    const code = view.getUint32(offset + at, little);
    const valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    text += valid ? String.fromCodePoint(code) : "\ufffd";
  }
  return text;
}
