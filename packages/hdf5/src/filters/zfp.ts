import { product } from "@caterva2/ndarray";
import { unsupported } from "../format/malformed.ts";
import { corrupt } from "./corrupt.ts";
import type { Decompressors, FilterDecoder, ZfpForm } from "./types.ts";

/**
 * ZFP (H5Z-ZFP): the parameters hold a version of the filter, then the header that ZFP itself writes, bit by bit from the
 * lowest one of each number on: magic number, type and extents (52 bits), and in 12 or 64 bits what was kept of the numbers.
 */
const HEADER = 32;
/** The letters "zfp" and the version of the stream, 5 since 2014. */
const MAGIC = 0x0570667a;
const TYPE = HEADER + 32;
const EXTENTS = TYPE + 4;
const EXTENT_BITS = 48;
const MODE = EXTENTS + EXTENT_BITS;
const SCALARS = ["int32", "int64", "float32", "float64"] as const;

/** Bounds that do not bind: of bits and planes of a cell, and the exponent of the smallest double. */
const MAX_BITS = 16_658;
const MAX_PLANES = 64;
const MIN_EXPONENT = -1074;
/** First numbers of the short modes; what is below the first of them is a number of bits. */
const PRECISIONS = 2048;
const REVERSIBLE = 2176;
const TOLERANCES = 2177;
const LONG = 4095;
/** What is subtracted from the exponent in the long mode. */
const EXPONENT_BIAS = 16_495;

export function zfp(decode: NonNullable<Decompressors["zfp"]>): FilterDecoder {
  return (bytes, { values, maxBytes }) => {
    const form = parseZfp(values);
    const size = product([...form.shape, form.scalar.endsWith("64") ? 8 : 4]);
    if (size > maxBytes) throw corrupt(`its filter promises ${size} bytes`);
    return decode(bytes, form);
  };
}

/** @throws hdf5.unsupported for parameters of another version */
export function parseZfp(values: readonly number[]): ZfpForm {
  if (values[1] !== MAGIC) throw unsupported("it is stored with the filter ZFP (32013) of an unknown version");
  const scalar = SCALARS[bitsOf(values, TYPE, 2)] ?? "int32";
  const rank = bitsOf(values, TYPE + 2, 2) + 1;
  const width = EXTENT_BITS / rank;
  // ZFP counts axes from the fastest on.
  const shape = Array.from({ length: rank }, (_, axis) => bitsOf(values, EXTENTS + width * axis, width) + 1).reverse();
  return { scalar, shape, ...boundsOf(values) };
}

type Bounds = Omit<ZfpForm, "scalar" | "shape">;

function boundsOf(values: readonly number[]): Bounds {
  const any = { minBits: 1, maxBits: MAX_BITS, maxPlanes: MAX_PLANES, minExponent: MIN_EXPONENT, reversible: false };
  const mode = bitsOf(values, MODE, 12);
  if (mode === LONG) return longBounds(values);
  if (mode < PRECISIONS) return { ...any, minBits: mode + 1, maxBits: mode + 1 };
  if (mode < REVERSIBLE) return { ...any, maxPlanes: mode + 1 - PRECISIONS };
  if (mode === REVERSIBLE) return { ...any, reversible: true };
  return { ...any, minExponent: mode - TOLERANCES + MIN_EXPONENT };
}

function longBounds(values: readonly number[]): Bounds {
  const minExponent = bitsOf(values, MODE + 49, 15) - EXPONENT_BIAS;
  return {
    minBits: bitsOf(values, MODE + 12, 15) + 1,
    maxBits: bitsOf(values, MODE + 27, 15) + 1,
    maxPlanes: bitsOf(values, MODE + 42, 7) + 1,
    minExponent: Math.max(minExponent, MIN_EXPONENT),
    reversible: minExponent < MIN_EXPONENT,
  };
}

/** Up to 48 bits from `start` on, the first one lowest; what is not there is 0. */
function bitsOf(values: readonly number[], start: number, count: number): number {
  let result = 0;
  for (let index = 0; index < count; index += 1) {
    const word = values[(start + index) >>> 5] ?? 0;
    result += ((word >>> ((start + index) & 31)) & 1) * 2 ** index;
  }
  return result;
}
