/** `little` and `big` for multi-byte numbers; `none` where NumPy writes `|`. */
export type ByteOrder = "little" | "big" | "none";

/** NumPy kinds, by their full names; `str` is UCS-4 (NumPy `U`), `bytes` is NumPy `S`. */
export type ScalarKind =
  | "bool"
  | "int"
  | "uint"
  | "float"
  | "complex"
  | "bytes"
  | "str"
  | "void"
  | "datetime"
  | "timedelta";

/** Unit of datetime64 and timedelta64: `count` steps of `name`; `generic` has no unit. */
export interface TimeUnit {
  readonly name: "Y" | "M" | "W" | "D" | "h" | "m" | "s" | "ms" | "us" | "ns" | "ps" | "fs" | "as" | "generic";
  readonly count: number;
}

export interface ScalarDType {
  readonly kind: ScalarKind;
  /** Bytes an item. */
  readonly itemsize: number;
  readonly byteOrder: ByteOrder;
  /** Only for datetime and timedelta. */
  readonly unit?: TimeUnit;
}

export interface Field {
  readonly name: string;
  /** NumPy's field title, if there is one. */
  readonly title?: string;
  readonly dtype: DType;
  /** Bytes from the start of the item. */
  readonly offset: number;
}

export interface StructDType {
  readonly kind: "struct";
  readonly itemsize: number;
  readonly fields: readonly Field[];
  /** True if NumPy made it with `align=True`; only the text form shows it. */
  readonly aligned: boolean;
}

/** A dtype with a shape of its own, as in `('<f8', (4,))`. */
export interface SubarrayDType {
  readonly kind: "subarray";
  readonly itemsize: number;
  readonly base: DType;
  readonly shape: readonly number[];
}

export type DType = ScalarDType | StructDType | SubarrayDType;
