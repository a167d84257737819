/**
 * The types kernels work in: NumPy's codes, native byte order. `f2` and swapped bytes are converted by the caller.
 * A bool is one byte, 0 or 1; a complex number two floats, real part first.
 */
export const NUMERIC_TYPES = {
  bool: { kind: "bool", size: 1 },
  i1: { kind: "int", size: 1 },
  i2: { kind: "int", size: 2 },
  i4: { kind: "int", size: 4 },
  i8: { kind: "int", size: 8 },
  u1: { kind: "uint", size: 1 },
  u2: { kind: "uint", size: 2 },
  u4: { kind: "uint", size: 4 },
  u8: { kind: "uint", size: 8 },
  f4: { kind: "float", size: 4 },
  f8: { kind: "float", size: 8 },
  c8: { kind: "complex", size: 8 },
  c16: { kind: "complex", size: 16 },
} as const satisfies Record<string, { kind: TypeKind; size: number }>;

export type TypeKind = "bool" | "int" | "uint" | "float" | "complex";
export type NumericType = keyof typeof NUMERIC_TYPES;

export function isNumericType(name: string): name is NumericType {
  return Object.hasOwn(NUMERIC_TYPES, name);
}

export function kindOf(type: NumericType): TypeKind {
  return NUMERIC_TYPES[type].kind;
}

/** Bytes of one item. */
export function sizeOf(type: NumericType): number {
  return NUMERIC_TYPES[type].size;
}

export function isInteger(type: NumericType): boolean {
  return kindOf(type) === "int" || kindOf(type) === "uint";
}

/** The float type of the parts of a complex type; other types are their own. */
export function realType(type: NumericType): NumericType {
  return type === "c8" ? "f4" : type === "c16" ? "f8" : type;
}
