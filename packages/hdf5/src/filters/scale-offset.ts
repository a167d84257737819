import { unsupported } from "../format/malformed.ts";
import { BitReader } from "./bit-reader.ts";
import { checkSize, corrupt } from "./corrupt.ts";
import { putInteger } from "./put-integer.ts";
import type { FilterDecoder } from "./types.ts";

/** Bits a number, the size of the minimum, and the minimum in room for 16 bytes. */
const HEAD = 21;
const FLOAT_CLASS = 1;

/** 64 bits. */
interface Pair {
  readonly low: number;
  readonly high: number;
}

interface Scaling {
  readonly kind: number;
  readonly factor: number;
  readonly count: number;
  readonly type: number;
  readonly size: number;
  readonly bigEndian: boolean;
  /** Numbers that were never written are stored as all ones. */
  readonly fill: Pair | undefined;
}

/** Writes one number, given the bits that are stored for it. */
type Restore = (at: number, low: number, high: number) => void;

/** The scale-offset filter: numbers as their distance from the smallest, floats after a decimal scaling. */
export const scaleOffset: FilterDecoder = (bytes, { values, maxBytes }) => {
  const scaling = parseScaling(values);
  const { count, size, bigEndian, fill } = scaling;
  if (![1, 2, 4, 8].includes(size)) throw corrupt("numbers of an impossible size");
  checkSize(count * size, maxBytes);
  if (bytes.length < HEAD) throw corrupt("it is too short");
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEAD);
  const width = head.getUint32(0, true);
  const packed = bytes.subarray(HEAD);
  if (width > size * 8) throw corrupt("numbers of an impossible width");
  if (width === size * 8) {
    if (packed.length < count * size) throw corrupt("numbers are missing");
    return packed.slice(0, count * size);
  }
  const target = new Uint8Array(count * size);
  const restore = scaling.type === FLOAT_CLASS ? floats(scaling, head, target) : integers(scaling, head, target);
  const reader = new BitReader(packed);
  const missing = { low: (2 ** Math.min(32, width) - 1) >>> 0, high: width > 32 ? 2 ** (width - 32) - 1 : 0 };
  for (let item = 0; item < count; item += 1) {
    const high = width > 32 ? reader.take(width - 32) : 0;
    const low = reader.take(Math.min(32, width));
    const isFill = fill !== undefined && width > 0 && low === missing.low && high === missing.high;
    if (isFill) putInteger(target, item * size, size, bigEndian, fill.low, fill.high);
    else restore(item * size, low, high);
  }
  return target;
};

function parseScaling(values: readonly number[]): Scaling {
  const [kind = 0, factor = 0, count = 0, type = 0, size = 0, , order = 0, hasFill = 0, low = 0, high = 0] = values;
  const fill = hasFill === 1 ? { low, high } : undefined;
  return { kind, factor: factor | 0, count, type, size, bigEndian: order === 1, fill };
}

function integers({ size, bigEndian }: Scaling, head: DataView, target: Uint8Array): Restore {
  const least = { low: head.getUint32(5, true), high: head.getUint32(9, true) };
  return (at, low, high) => {
    const sum = low + least.low;
    putInteger(target, at, size, bigEndian, sum | 0, (high + least.high + (sum >= 2 ** 32 ? 1 : 0)) | 0);
  };
}

function floats({ kind, factor, size, bigEndian }: Scaling, head: DataView, target: Uint8Array): Restore {
  if (kind !== 0 || size < 4) throw unsupported("the scale-offset filter with another than decimal scaling of floats");
  const view = new DataView(target.buffer);
  const scale = 10 ** factor;
  if (size === 8) {
    const start = head.getFloat64(5, true);
    return (at, low, high) => view.setFloat64(at, (high * 2 ** 32 + low) / scale + start, !bigEndian);
  }
  // The library computes in single precision, step by step.
  const start = head.getFloat32(5, true);
  const divisor = Math.fround(scale);
  return (at, low) => {
    view.setFloat32(at, Math.fround(Math.fround(Math.fround(low) / divisor) + start), !bigEndian);
  };
}
