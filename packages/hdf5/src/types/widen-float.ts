import type { FloatType } from "./types.ts";

/** A floating-point format of NumPy, with what a smaller one must stay within to fit. */
interface NumpyFloat {
  readonly size: number;
  readonly exponent: number;
  readonly mantissa: number;
}

const FORMATS: readonly NumpyFloat[] = [
  { size: 2, exponent: 5, mantissa: 10 },
  { size: 4, exponent: 8, mantissa: 23 },
  { size: 8, exponent: 11, mantissa: 52 },
];

/** True for the format that NumPy has for the size. */
export function isNumpyFloat({ size, sign, exponent, mantissa, normalization }: FloatType): boolean {
  const known = FORMATS.find((format) => format.size === size);
  if (known === undefined || normalization !== "implied") return false;
  const fits = exponent.size === known.exponent && mantissa.size === known.mantissa;
  const isPlaced = mantissa.at === 0 && exponent.at === mantissa.size && sign === size * 8 - 1;
  return fits && isPlaced && exponent.bias === 2 ** (known.exponent - 1) - 1;
}

/** The size of the smallest format of NumPy that holds every number of another one: what h5py chooses. */
export function widerFloat({ size, exponent, mantissa, normalization }: FloatType): 2 | 4 | 8 | undefined {
  if (size > 4 || normalization !== "implied") return undefined;
  const found = FORMATS.find((format) => {
    const bias = 2 ** (format.exponent - 1) - 1;
    const largest = 2 ** exponent.size - exponent.bias - 1;
    return mantissa.size <= format.mantissa && largest <= bias + 1 && 1 - exponent.bias >= 1 - bias;
  });
  return found?.size as 2 | 4 | 8 | undefined;
}

/** Reads numbers of any floating-point format of up to 4 bytes, and writes them in a wider one, which holds them exactly. */
export function widenFloats(type: FloatType, wider: 2 | 4 | 8, source: Uint8Array, count: number): Uint8Array {
  const { size, bigEndian, sign, exponent, mantissa } = type;
  const target = new Uint8Array(count * wider);
  const view = new DataView(target.buffer);
  const little = !bigEndian;
  const special = 2 ** exponent.size - 1;
  const unit = 2 ** mantissa.size;
  for (let item = 0; item < count; item += 1) {
    const bits = bitsAt(source, item * size, size, bigEndian);
    const isNegative = ((bits >>> sign) & 1) === 1;
    const power = bitField(bits, exponent.at, exponent.size);
    const fraction = bitField(bits, mantissa.at, mantissa.size);
    const at = item * wider;
    if (power === special && fraction !== 0) {
      putNaN(target, at, wider, bigEndian, isNegative);
      continue;
    }
    const normal = power === 0 ? fraction / unit : 1 + fraction / unit;
    const value = power === special ? Number.POSITIVE_INFINITY : normal * 2 ** (Math.max(1, power) - exponent.bias);
    put(view, at, wider, isNegative ? -value : value, little);
  }
  return target;
}

function bitsAt(bytes: Uint8Array, at: number, size: number, bigEndian: boolean): number {
  let bits = 0;
  for (let index = 0; index < size; index += 1) {
    bits |= (bytes[at + (bigEndian ? size - 1 - index : index)] ?? 0) << (8 * index);
  }
  return bits;
}

function bitField(bits: number, at: number, size: number): number {
  return size === 0 ? 0 : (bits >>> at) & (2 ** size - 1);
}

/** All bits of the mantissa, as the library makes them. */
function putNaN(target: Uint8Array, at: number, size: number, bigEndian: boolean, isNegative: boolean): void {
  target.fill(0xff, at, at + size);
  if (!isNegative) target[at + (bigEndian ? 0 : size - 1)] = 0x7f;
}

function put(view: DataView, at: number, size: 2 | 4 | 8, value: number, little: boolean): void {
  if (size === 8) view.setFloat64(at, value, little);
  else if (size === 4) view.setFloat32(at, value, little);
  else view.setFloat16(at, value, little);
}
