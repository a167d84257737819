import type { NDArray } from "../array-source.ts";
import { CatervaError } from "../errors.ts";
import { type Element, elementReader } from "./element.ts";
import { roundToFloat16 } from "./float16.ts";
import { formatDType } from "./format.ts";
import type { DType, ScalarDType, StructDType, SubarrayDType } from "./types.ts";

/** Puts one item, read from another dtype, at a byte offset. */
type WriteAt = (view: DataView, offset: number, item: Element) => void;

/**
 * The items of an array as another dtype, by the rules of NumPy's assignment (casting "unsafe"): fractions are cut
 * off, integers wrap, texts are cut or padded, fields go by position. What becomes of NaN and of numbers that an integer
 * does not hold is undefined in C; here they wrap or are 0, in 8 bytes the least integer.
 * @throws dtype.invalid for kinds that do not convert into each other here
 */
export function castArray(array: NDArray, dtype: DType): NDArray {
  if (formatDType(array.dtype) === formatDType(dtype) && array.dtype.itemsize === dtype.itemsize) {
    return { ...array, dtype };
  }
  const read = elementReader(array.dtype);
  const write = writerOf(array.dtype, dtype);
  const count = array.dtype.itemsize === 0 ? 0 : Math.floor(array.data.byteLength / array.dtype.itemsize);
  const data = new Uint8Array(count * dtype.itemsize);
  const view = new DataView(data.buffer);
  for (let index = 0; index < count; index += 1) write(view, index * dtype.itemsize, read(array.data, index));
  return { dtype, shape: array.shape, data };
}

function writerOf(from: DType, to: DType): WriteAt {
  if (from.kind === "struct" && to.kind === "struct") return structWriter(from, to);
  if (from.kind === "subarray" && to.kind === "subarray") return subarrayWriter(from, to);
  if (isScalar(from) && isScalar(to)) return scalarWriter(from, to);
  throw refused(from, to);
}

function isScalar(dtype: DType): dtype is ScalarDType {
  return dtype.kind !== "struct" && dtype.kind !== "subarray";
}

function structWriter(from: StructDType, to: StructDType): WriteAt {
  if (from.fields.length !== to.fields.length) throw refused(from, to);
  const fields = to.fields.map((field, index) => {
    const source = from.fields[index];
    if (source === undefined) throw refused(from, to);
    return { name: source.name, offset: field.offset, write: writerOf(source.dtype, field.dtype) };
  });
  return (view, offset, item) => {
    const record = item as { readonly [field: string]: Element };
    for (const { name, offset: start, write } of fields) write(view, offset + start, record[name] ?? 0);
  };
}

function subarrayWriter(from: SubarrayDType, to: SubarrayDType): WriteAt {
  if (from.shape.length !== to.shape.length || from.shape.some((extent, axis) => extent !== to.shape[axis])) {
    throw refused(from, to);
  }
  const write = writerOf(from.base, to.base);
  const { shape, base } = to;
  const put = (view: DataView, offset: number, item: Element, axis: number): number => {
    if (axis === shape.length) {
      write(view, offset, item);
      return offset + base.itemsize;
    }
    const items = Array.isArray(item) ? (item as readonly Element[]) : [];
    return items.reduce((at: number, part) => put(view, at, part, axis + 1), offset);
  };
  return (view, offset, item) => void put(view, offset, item, 0);
}

function scalarWriter(from: ScalarDType, to: ScalarDType): WriteAt {
  const little = to.byteOrder !== "big";
  if (isNumber(from) && isNumber(to)) return numberWriter(to, little);
  if (from.kind !== to.kind) throw refused(from, to);
  if (from.kind === "datetime" || from.kind === "timedelta") {
    if (from.unit?.name !== to.unit?.name || from.unit?.count !== to.unit?.count) throw refused(from, to);
    return (view, offset, item) => view.setBigInt64(offset, (item as { readonly count: bigint }).count, little);
  }
  if (to.kind === "str") return (view, offset, item) => writeText(view, offset, to.itemsize, String(item), little);
  return (view, offset, item) => {
    const bytes = item as Uint8Array;
    const kept = bytes.subarray(0, to.itemsize);
    new Uint8Array(view.buffer, view.byteOffset + offset, to.itemsize).set(kept);
  };
}

function isNumber({ kind }: ScalarDType): boolean {
  return kind === "bool" || kind === "int" || kind === "uint" || kind === "float" || kind === "complex";
}

function numberWriter(to: ScalarDType, little: boolean): WriteAt {
  const { kind, itemsize } = to;
  if (kind === "bool") return (view, offset, item) => view.setUint8(offset, isTrue(item) ? 1 : 0);
  if (kind === "int" || kind === "uint")
    return (view, offset, item) => setInteger(view, offset, itemsize, item, little);
  if (kind === "float") return (view, offset, item) => setFloat(view, offset, itemsize, realOf(item), little, to);
  const half = itemsize / 2;
  return (view, offset, item) => {
    setFloat(view, offset, half, realOf(item), little, to);
    setFloat(view, offset + half, half, imaginaryOf(item), little, to);
  };
}

function isTrue(item: Element): boolean {
  return realOf(item) !== 0 || imaginaryOf(item) !== 0;
}

function realOf(item: Element): number {
  return typeof item === "object" ? (item as { readonly re: number }).re : Number(item);
}

function imaginaryOf(item: Element): number {
  return typeof item === "object" ? (item as { readonly im: number }).im : 0;
}

/** DataView cuts fractions off and wraps by itself, but not for 8 bytes. */
function setInteger(view: DataView, offset: number, size: number, item: Element, little: boolean): void {
  if (size === 8) {
    const value = typeof item === "bigint" ? item : truncate(realOf(item));
    view.setBigUint64(offset, BigInt.asUintN(64, value), little);
    return;
  }
  const value = typeof item === "bigint" ? Number(BigInt.asUintN(32, item)) : realOf(item);
  if (size === 1) view.setUint8(offset, value);
  else if (size === 2) view.setUint16(offset, value, little);
  else view.setUint32(offset, value, little);
}

function truncate(value: number): bigint {
  return Math.abs(value) < 2 ** 64 ? BigInt(Math.trunc(value)) : -(2n ** 63n);
}

function setFloat(view: DataView, offset: number, size: number, value: number, little: boolean, to: DType): void {
  if (size === 8) view.setFloat64(offset, value, little);
  else if (size === 4) view.setFloat32(offset, value, little);
  else if (size === 2) view.setUint16(offset, float16Bits(value), little);
  else throw new CatervaError("dtype.invalid", `Items cannot be converted to ${formatDType(to)}.`);
}

function float16Bits(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(roundToFloat16(value));
  if (size === Number.POSITIVE_INFINITY) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | (size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | ((size / 2 ** exponent - 1) * 1024);
}

function writeText(view: DataView, offset: number, size: number, text: string, little: boolean): void {
  let at = 0;
  for (const character of text) {
    if (at + 4 > size) return;
    view.setUint32(offset + at, character.codePointAt(0) ?? 0, little);
    at += 4;
  }
}

function refused(from: DType, to: DType): CatervaError {
  return new CatervaError("dtype.invalid", `Items of ${formatDType(from)} cannot be converted to ${formatDType(to)}.`);
}
