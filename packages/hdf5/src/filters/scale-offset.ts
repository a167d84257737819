import { unsupported } from "../format/malformed.ts";
import { BitReader, putInteger } from "./bit-reader.ts";
import { checkSize, corrupt } from "./corrupt.ts";
import type { FilterDecoder } from "./types.ts";

/** Bits a number, the size of the minimum, and the minimum in room for 16 bytes. */
const HEAD = 21;
const FLOAT_CLASS = 1;

interface Scaling {
  readonly kind: number;
  readonly factor: number;
  readonly count: number;
  readonly type: number;
  readonly size: number;
  readonly bigEndian: boolean;
  /** Numbers that were never written are stored as all ones. */
  readonly fill: bigint | undefined;
}

/** The scale-offset filter: numbers as their distance from the smallest, floats after a decimal scaling. */
export const scaleOffset: FilterDecoder = (bytes, { values, maxBytes }) => {
  const scaling = parseScaling(values);
  const { count, size } = scaling;
  if (![1, 2, 4, 8].includes(size)) throw corrupt("numbers of an impossible size");
  checkSize(count * size, maxBytes);
  if (bytes.length < HEAD) throw corrupt("it is too short");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = view.getUint32(0, true);
  const minimum = view.getBigUint64(5, true);
  const packed = bytes.subarray(HEAD);
  if (width > size * 8) throw corrupt("numbers of an impossible width");
  if (width === size * 8) {
    if (packed.length < count * size) throw corrupt("numbers are missing");
    return packed.slice(0, count * size);
  }
  const restore = scaling.type === FLOAT_CLASS ? floatRestorer(scaling, minimum) : (raw: bigint) => raw + minimum;
  const target = new Uint8Array(count * size);
  const reader = new BitReader(packed);
  const missing = (1n << BigInt(width)) - 1n;
  for (let item = 0; item < count; item += 1) {
    const raw = reader.take(width);
    const isFill = scaling.fill !== undefined && width > 0 && raw === missing;
    putInteger(target, item * size, size, scaling.bigEndian, isFill ? (scaling.fill ?? 0n) : restore(raw));
  }
  return target;
};

function parseScaling(values: readonly number[]): Scaling {
  const [kind = 0, factor = 0, count = 0, type = 0, size = 0, , order = 0, hasFill = 0, low = 0, high = 0] = values;
  const fill = hasFill === 1 ? BigInt(low) | (BigInt(high) << 32n) : undefined;
  return { kind, factor: factor | 0, count, type, size, bigEndian: order === 1, fill };
}

function floatRestorer({ kind, factor, size }: Scaling, minimum: bigint): (raw: bigint) => bigint {
  if (kind !== 0 || size < 4) throw unsupported("the scale-offset filter with another than decimal scaling of floats");
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, minimum, true);
  const scale = 10 ** factor;
  if (size === 8) {
    const start = view.getFloat64(0, true);
    return (raw) => {
      view.setFloat64(0, Number(raw) / scale + start, true);
      return view.getBigUint64(0, true);
    };
  }
  // The library computes in single precision, step by step.
  const start = view.getFloat32(0, true);
  const divisor = Math.fround(scale);
  return (raw) => {
    view.setFloat32(0, Math.fround(Math.fround(Math.fround(Number(raw)) / divisor) + start), true);
    return BigInt(view.getUint32(0, true));
  };
}
