import { CatervaError, type DType } from "@caterva2/ndarray";
import { dtypeOf, elementTypeOf } from "../types/element-type.ts";

/** The dtype that a node's items have while they are computed with: native order. Structs stay as they are. */
export function nativeDType(dtype: DType): DType {
  const type = elementTypeOf(dtype);
  if (type !== undefined) return dtypeOf(type);
  return dtype.kind !== "struct" && dtype.kind !== "subarray" && dtype.byteOrder === "big"
    ? { ...dtype, byteOrder: "little" }
    : dtype;
}

/** The items in native order, each bool 0 or 1. A copy if anything changes. */
export function toNative(data: Uint8Array, dtype: DType): Uint8Array {
  if (dtype.kind === "bool") return isOnesAndZeros(data) ? data : data.map((byte) => (byte === 0 ? 0 : 1));
  if (dtype.kind === "struct" || dtype.kind === "subarray" || dtype.byteOrder !== "big") return data;
  const width = dtype.kind === "str" ? 4 : dtype.kind === "complex" ? dtype.itemsize / 2 : dtype.itemsize;
  return swapped(data, width);
}

function isOnesAndZeros(data: Uint8Array): boolean {
  const head = Math.min(data.length, -data.byteOffset & 3);
  const words = new Uint32Array(data.buffer, data.byteOffset + head, (data.length - head) >>> 2);
  let bits = 0;
  for (let index = 0; index < words.length; index += 1) bits |= words[index] ?? 0;
  for (let index = 0; index < head; index += 1) bits |= data[index] ?? 0;
  for (let index = head + words.byteLength; index < data.length; index += 1) bits |= data[index] ?? 0;
  return (bits & 0xfefefefe) === 0;
}

function swapped(data: Uint8Array, width: number): Uint8Array {
  const copy = data.slice();
  for (let start = 0; start + width <= copy.length; start += width) copy.subarray(start, start + width).reverse();
  return copy;
}

type ViewMaker<T> = new (buffer: ArrayBufferLike, offset: number, length: number) => T;

/** The bytes as a typed array, copied only if they are not aligned. */
export function viewAs<T>(make: ViewMaker<T> & { readonly BYTES_PER_ELEMENT: number }, data: Uint8Array): T {
  const size = make.BYTES_PER_ELEMENT;
  if (data.byteLength % size !== 0) throw new CatervaError("internal.unexpected", "Bytes of half an item.");
  const aligned = data.byteOffset % size === 0 ? data : data.slice();
  return new make(aligned.buffer, aligned.byteOffset, aligned.byteLength / size);
}

export function bytesOf(array: { buffer: ArrayBufferLike; byteOffset: number; byteLength: number }): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** binary16 as the f4 that kernels compute in. */
export function widenHalf(data: Uint8Array): Uint8Array {
  return bytesOf(Float32Array.from(viewAs(Float16Array, data)));
}

/** f4 or f8 rounded once to binary16. */
export function narrowToHalf(data: Uint8Array, from: "f4" | "f8"): Uint8Array {
  const items = from === "f4" ? viewAs(Float32Array, data) : viewAs(Float64Array, data);
  return bytesOf(Float16Array.from(items));
}
