import { kindOf, type NumericType, sizeOf } from "../types.ts";
import { bigs, type Column, isBig, numbers, partsOf } from "./columns.ts";

/** Converts `count` items, as NumPy's `astype`; see `KernelNode` for floats that an integer type cannot hold. */
export function castColumn(from: NumericType, source: Column, to: NumericType, into: Column, count: number): void {
  const [step, width] = [partsOf(from), partsOf(to)];
  if (isBig(into)) {
    const convert = to === "i8" ? floatToInt64 : floatToUint64;
    for (let k = 0; k < count; k++) {
      const value = source[k * step] ?? 0;
      into[k] = typeof value === "bigint" ? value : convert(value);
    }
    return;
  }
  const target = numbers(into);
  if (isBig(source)) {
    for (let k = 0; k < count; k++) target[k * width] = fromBig(source[k] ?? 0n, to);
  } else {
    const convert = numberCast(from, to);
    for (let k = 0; k < count; k++) target[k * width] = convert(source[k * step] ?? 0);
    if (step === 2) castImaginary(source, to, target, count);
  }
  if (width === 2 && step === 1) for (let k = 0; k < count; k++) target[2 * k + 1] = 0;
}

/** The imaginary part goes along to a complex type, and makes a bool true. */
function castImaginary(source: Column, to: NumericType, target: Column, count: number): void {
  const [from, into] = [numbers(source), numbers(target)];
  for (let k = 0; k < count; k++) {
    const value = from[2 * k + 1] ?? 0;
    if (partsOf(to) === 2) into[2 * k + 1] = value;
    else if (to === "bool" && value !== 0) into[k] = 1;
  }
}

function fromBig(value: bigint, to: NumericType): number {
  if (to === "bool") return value === 0n ? 0 : 1;
  if (kindOf(to) === "float" || kindOf(to) === "complex")
    return Number(to === "f4" || to === "c8" ? sticky(value) : value);
  return Number(BigInt.asIntN(sizeOf(to) * 8, value));
}

/** Rounding to a double and then to a single would round twice: fold the bits below a double into one that stays. */
function sticky(value: bigint): bigint {
  const size = value < 0n ? -value : value;
  if (size < 2n ** 53n) return value;
  const folded = (size & ~0xfffn) | (size & 0xfffn ? 0x800n : 0n);
  return value < 0n ? -folded : folded;
}

function numberCast(from: NumericType, to: NumericType): (x: number) => number {
  if (to === "bool") return (x) => (x === 0 ? 0 : 1);
  const inexact = kindOf(from) === "float" || kindOf(from) === "complex";
  if (!inexact || kindOf(to) === "float" || kindOf(to) === "complex") return (x) => x;
  return to === "u4" ? floatToUint32 : floatToInt32;
}

function floatToInt32(x: number): number {
  return x > -2147483649 && x < 2147483648 ? Math.trunc(x) : -2147483648;
}

/** Through 64 bits; storing keeps the low half. */
function floatToUint32(x: number): number {
  return Math.abs(x) < 2 ** 63 ? Math.trunc(x) : 0;
}

function floatToInt64(x: number): bigint {
  return x >= -(2 ** 63) && x < 2 ** 63 ? BigInt(Math.trunc(x)) : -(2n ** 63n);
}

function floatToUint64(x: number): bigint {
  return x > -(2 ** 63) && x < 2 ** 64 ? BigInt(Math.trunc(x)) : 2n ** 63n;
}

/** One constant in every item. */
export function fillColumn(
  type: NumericType,
  into: Column,
  value: number | bigint | boolean | { readonly re: number; readonly im: number },
): void {
  if (typeof value === "object") {
    const target = numbers(into);
    for (let k = 0; k < target.length; k += 2) {
      target[k] = value.re;
      target[k + 1] = value.im;
    }
  } else if (type === "i8" || type === "u8") bigs(into).fill(BigInt(value));
  else numbers(into).fill(Number(value));
}
