import { CatervaError } from "@caterva2/ndarray";

/**
 * Numbers of single precision between two bounds, stored as an image of integers: what the plug-ins j2k and htj2k
 * put before the codestream when they are told to take floats. 64 bytes, little-endian:
 *
 * | 0 | `B2JPF32\0` | 8 | uint16 version, 1 | 10 | uint16 size of this header |
 * | 12 | bits of the integers: 8, 16 or 32 | 13 | what NaN becomes; 0, the only kind: there is none |
 * | 14 | uint16 flags: 4 all numbers are the lower bound | 16 | uint64 bytes that follow |
 * | 24 | float64 lower bound | 32 | float64 upper bound | 40, 48 | smallest and largest number, for information |
 */
export interface FloatFrame {
  readonly bits: number;
  readonly low: number;
  readonly high: number;
  /** All numbers are `low`, and no image follows. */
  readonly constant: boolean;
  readonly image: Uint8Array;
}

const MAGIC = [0x42, 0x32, 0x4a, 0x50, 0x46, 0x33, 0x32, 0] as const;
const HEADER_LENGTH = 64;
const CONSTANT = 4;

/** The frame that a stream starts with; undefined for a plain image. @throws blosc2.unsupported, blosc2.malformed */
export function readFloatFrame(stream: Uint8Array): FloatFrame | undefined {
  if (stream.length < HEADER_LENGTH || MAGIC.some((byte, index) => stream[index] !== byte)) return undefined;
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength);
  const bits = view.getUint8(12);
  const known = view.getUint16(8, true) === 1 && view.getUint16(10, true) === HEADER_LENGTH && view.getUint8(13) === 0;
  if (!known || (bits !== 8 && bits !== 16)) {
    throw new CatervaError(
      "blosc2.unsupported",
      `Images of numbers in ${bits} bits or of a later version are not read.`,
    );
  }
  const length = Number(view.getBigUint64(16, true));
  if (length > stream.length - HEADER_LENGTH) {
    throw new CatervaError("blosc2.malformed", "An image of numbers reaches beyond its block.");
  }
  return {
    bits,
    low: view.getFloat64(24, true),
    high: view.getFloat64(32, true),
    constant: (view.getUint16(14, true) & CONSTANT) !== 0,
    image: stream.subarray(HEADER_LENGTH, HEADER_LENGTH + length),
  };
}

/** The numbers of a frame: `count` of them, from integers of `bits` bits (none when it is constant). */
export function floatsOf(frame: FloatFrame, integers: Uint8Array, count: number): Uint8Array {
  const bytes = new Uint8Array(4 * count);
  const target = new DataView(bytes.buffer);
  const source = new DataView(integers.buffer, integers.byteOffset, integers.byteLength);
  const wide = frame.bits === 16;
  const step = (frame.high - frame.low) / (2 ** frame.bits - 1);
  for (let index = 0; index < count; index += 1) {
    const level = frame.constant ? 0 : wide ? source.getUint16(2 * index, true) : source.getUint8(index);
    target.setFloat32(4 * index, frame.constant ? frame.low : frame.low + level * step, true);
  }
  return bytes;
}
