import { type NumericType, sizeOf } from "../types.ts";
import { bytesOf, type Column, makeColumn, viewColumn } from "./columns.ts";

/** The items of bytes of any alignment: a view where they are aligned, else a copy. */
export function columnOf(type: NumericType, bytes: Uint8Array, count: number): Column {
  const size = sizeOf(type);
  const { buffer, byteOffset } = bytes;
  if (buffer instanceof ArrayBuffer && byteOffset % size === 0) return viewColumn(type, buffer, byteOffset, count);
  const copy = makeColumn(type, count);
  bytesOf(copy).set(bytes.subarray(0, count * size));
  return copy;
}
