import { type DType, formatDType, type ScalarDType } from "@caterva2/ndarray";
import { isNumericType, type NumericType } from "../kernel/types.ts";

/** A numeric type of arrays: those that kernels work in, and binary16, which is computed in f4 and rounded. */
export type ElementType = NumericType | "f2";

const KINDS = { b: "bool", i: "int", u: "uint", f: "float", c: "complex" } as const;

/** The numeric type of an array's items; undefined for texts, structs, times, float128 and the like. */
export function elementTypeOf(dtype: DType): ElementType | undefined {
  if (dtype.kind === "bool") return "bool";
  const letter = Object.entries(KINDS).find(([, kind]) => kind === dtype.kind)?.[0];
  if (letter === undefined) return undefined;
  const name = `${letter}${dtype.itemsize}`;
  return name === "f2" || isNumericType(name) ? name : undefined;
}

/** The native dtype of a numeric type. */
export function dtypeOf(type: ElementType): DType {
  if (type === "bool") return { kind: "bool", itemsize: 1, byteOrder: "none" };
  const letter = type.slice(0, 1);
  const kind = letter === "i" ? "int" : letter === "u" ? "uint" : letter === "f" ? "float" : "complex";
  const itemsize = Number(type.slice(1));
  return { kind, itemsize, byteOrder: itemsize === 1 ? "none" : "little" };
}

export function itemsizeOf(type: ElementType): number {
  return type === "bool" ? 1 : Number(type.slice(1));
}

/** Texts: NumPy's U (`str`) and S (`bytes`). */
export type TextDType = ScalarDType & { readonly kind: "str" | "bytes" };

export function isText(dtype: DType): dtype is TextDType {
  return dtype.kind === "str" || dtype.kind === "bytes";
}

/** Characters an item of a text type has at most. */
export function textLength(dtype: TextDType): number {
  return dtype.kind === "str" ? dtype.itemsize / 4 : dtype.itemsize;
}

export function textDType(kind: "str" | "bytes", length: number): TextDType {
  return kind === "str"
    ? { kind, itemsize: length * 4, byteOrder: "little" }
    : { kind, itemsize: length, byteOrder: "none" };
}

/** What messages call a dtype. */
export function dtypeName(dtype: DType): string {
  return formatDType(dtype);
}
