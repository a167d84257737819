import type { ConstantValue } from "../kernel/program.ts";
import { refuse } from "../language/refuse.ts";
import type { ElementType } from "./element-type.ts";

/** All types, so that one that casts safely to another stands before it. */
const ORDER: readonly ElementType[] = [
  ...(["bool", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"] as const),
  ...(["f2", "f4", "f8", "c8", "c16"] as const),
];

const INTEGER_BYTES = { i1: 1, i2: 2, i4: 4, i8: 8, u1: 1, u2: 2, u4: 4, u8: 8 } as const;
type IntegerType = keyof typeof INTEGER_BYTES;

export function isIntegerType(type: ElementType): type is IntegerType {
  return Object.hasOwn(INTEGER_BYTES, type);
}

export function isComplexType(type: ElementType): boolean {
  return type === "c8" || type === "c16";
}

export function isFloatType(type: ElementType): boolean {
  return type === "f2" || type === "f4" || type === "f8";
}

/** NumPy's `can_cast(from, to, "safe")`. */
export function castsSafely(from: ElementType, to: ElementType): boolean {
  if (from === to || from === "bool") return true;
  if (to === "bool") return false;
  if (isIntegerType(from)) return integerCasts(from, to);
  if (isIntegerType(to)) return false;
  if (isComplexType(from)) return to === "c16" && from === "c8";
  const width = isComplexType(to) ? Number(to.slice(1)) / 2 : Number(to.slice(1));
  return width >= Number(from.slice(1));
}

function integerCasts(from: IntegerType, to: ElementType): boolean {
  const size = INTEGER_BYTES[from];
  const signed = from.startsWith("i");
  if (isIntegerType(to)) {
    const wide = INTEGER_BYTES[to];
    if (to.startsWith("i")) return signed ? wide >= size : wide > size;
    return !signed && wide >= size;
  }
  const width = isComplexType(to) ? Number(to.slice(1)) / 2 : Number(to.slice(1));
  // 8 bits fit binary16, 16 bits binary32; NumPy calls 64 bits in a double safe.
  return width >= Math.min(8, size * 2);
}

/** NumPy 2's `result_type` of arrays' types. */
export function promote(types: readonly ElementType[]): ElementType {
  return types.reduce((a, b) => ORDER.find((type) => castsSafely(a, type) && castsSafely(b, type)) ?? "c16");
}

/** A Python number in a text: it has no width of its own and takes that of the arrays (NEP 50). */
export type WeakNumber =
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "complex"; readonly re: number; readonly im: number };

/** The type that a Python number takes beside arrays whose types promote to `strong` (undefined: there are none). */
export function weakType(kind: WeakNumber["kind"], strong: ElementType | undefined): ElementType {
  const exact = strong === undefined || strong === "bool" || isIntegerType(strong);
  if (kind === "integer") return strong === undefined || strong === "bool" ? "i8" : strong;
  if (kind === "float") return exact ? "f8" : strong;
  if (exact || strong === "f8" || strong === "c16") return "c16";
  return "c8";
}

const BITS = (type: IntegerType) => BigInt(INTEGER_BYTES[type] * 8);

/** The lowest and highest number of an integer type. */
export function integerRange(type: IntegerType): readonly [bigint, bigint] {
  const bits = BITS(type);
  return type.startsWith("i") ? [-(1n << (bits - 1n)), (1n << (bits - 1n)) - 1n] : [0n, (1n << bits) - 1n];
}

export function fitsInteger(value: bigint, type: IntegerType): boolean {
  const [low, high] = integerRange(type);
  return value >= low && value <= high;
}

/** What is left of an integer in the bits of a type. */
export function wrappedInteger(value: bigint, type: IntegerType): bigint {
  const bits = INTEGER_BYTES[type] * 8;
  return type.startsWith("i") ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
}

/**
 * A Python number as a constant of a type, f2 as the f4 it is computed in.
 * @throws Refusal for an integer that the type cannot hold
 */
export function constantOf(number: WeakNumber, type: ElementType): ConstantValue {
  if (isComplexType(type)) {
    if (number.kind === "complex") return { re: rounded(number.re, type), im: rounded(number.im, type) };
    return { re: rounded(Number(number.value), type), im: 0 };
  }
  if (number.kind === "complex") return refuse("a complex number where a real one is needed");
  if (type === "bool") return Number(number.value) !== 0;
  if (!isIntegerType(type)) return rounded(Number(number.value), type);
  if (number.kind === "float") return refuse(`${number.value} where an integer is needed`);
  if (!fitsInteger(number.value, type)) {
    return refuse(`the integer ${shownInteger(number.value)} does not fit ${type}: write it as a float, or cast`);
  }
  return INTEGER_BYTES[type] === 8 ? number.value : Number(number.value);
}

function shownInteger(value: bigint): string {
  const text = value.toString();
  return text.length > 24 ? `${text.slice(0, 21)}...` : text;
}

function rounded(value: number, type: ElementType): number {
  if (type === "f4" || type === "c8") return Math.fround(value);
  return type === "f2" ? Math.f16round(value) : value;
}
