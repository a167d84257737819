import type { NDArray } from "../array-source.ts";
import { decodeFloat16 } from "./float16.ts";

export type NumericArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | Float32Array
  | Float64Array;

type NumericConstructor = new (buffer: ArrayBufferLike, offset: number, length: number) => NumericArray;

const HOST_IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** One row for each kind of number that has a typed array. */
const CONSTRUCTORS = {
  bool1: Uint8Array,
  int1: Int8Array,
  int2: Int16Array,
  int4: Int32Array,
  int8: BigInt64Array,
  uint1: Uint8Array,
  uint2: Uint16Array,
  uint4: Uint32Array,
  uint8: BigUint64Array,
  float4: Float32Array,
  float8: Float64Array,
} as const satisfies Record<string, NumericConstructor>;

/**
 * The items of an array as a typed array in the machine's byte order: a view where the bytes are aligned and in that
 * order, else a copy. float16 becomes float32, bool 0 and 1 of uint8. Undefined for kinds that have no typed array:
 * complex, float128, times, texts, structs, sub-arrays.
 */
export function toTypedArray(array: NDArray): NumericArray | undefined {
  const { dtype, data } = array;
  if (dtype.kind === "struct" || dtype.kind === "subarray") return undefined;
  const little = dtype.byteOrder !== "big";
  if (dtype.kind === "float" && dtype.itemsize === 2) return fromFloat16(data, little);
  const key = `${dtype.kind}${dtype.itemsize}`;
  if (!isKey(key)) return undefined;
  const Constructor: NumericConstructor = CONSTRUCTORS[key];
  const size = dtype.itemsize;
  const native = size === 1 || little === HOST_IS_LITTLE;
  const length = Math.floor(data.byteLength / size);
  if (native && data.byteOffset % size === 0) return new Constructor(data.buffer, data.byteOffset, length);
  const copy = data.slice(0, length * size);
  if (!native) swapBytes(copy, size);
  return new Constructor(copy.buffer, 0, length);
}

function isKey(key: string): key is keyof typeof CONSTRUCTORS {
  return Object.hasOwn(CONSTRUCTORS, key);
}

/** Reverses the bytes of each item in place. */
function swapBytes(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) bytes.subarray(start, start + size).reverse();
}

function fromFloat16(data: Uint8Array, little: boolean): Float32Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Float32Array.from({ length: Math.floor(data.byteLength / 2) }, (_, index) =>
    decodeFloat16(view.getUint16(index * 2, little)),
  );
}
