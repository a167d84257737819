import { copyBox } from "@caterva2/ndarray";
import type { IntegerType } from "./types.ts";

/** Reads `count` items in the file's form and gives as many in NumPy's. */
export type Convert = (source: Uint8Array, count: number) => Uint8Array;

/** Moves the bits that count to the bottom and fills those above, by the sign if there is one. */
export function shiftBits(type: IntegerType): Convert {
  const { size } = type;
  return (source, count) => {
    const target = new Uint8Array(count * size);
    const from = new DataView(source.buffer, source.byteOffset, source.byteLength);
    const to = new DataView(target.buffer);
    for (let at = 0; at < target.length; at += size) {
      if (size === 8) shiftLong(type, from, to, at);
      else shiftShort(type, from, to, at);
    }
    return target;
  };
}

function shiftShort(
  { size, bitOffset, precision, signed, bigEndian }: IntegerType,
  from: DataView,
  to: DataView,
  at: number,
) {
  const little = !bigEndian;
  const raw = size === 4 ? from.getInt32(at, little) : size === 2 ? from.getInt16(at, little) : from.getInt8(at);
  const high = raw << (32 - bitOffset - precision);
  const value = signed ? high >> (32 - precision) : high >>> (32 - precision);
  if (size === 4) to.setInt32(at, value, little);
  else if (size === 2) to.setInt16(at, value, little);
  else to.setInt8(at, value);
}

function shiftLong({ bitOffset, precision, signed, bigEndian }: IntegerType, from: DataView, to: DataView, at: number) {
  const raw = from.getBigUint64(at, !bigEndian) >> BigInt(bitOffset);
  to.setBigInt64(at, signed ? BigInt.asIntN(precision, raw) : BigInt.asUintN(precision, raw), !bigEndian);
}

/** Ends texts at their first zero; or takes the spaces off that they are filled up with. */
export function trimTexts(size: number, padding: "zero" | "space"): Convert {
  return (source, count) => {
    const target = source.slice(0, count * size);
    for (let start = 0; start < target.length; start += size) {
      const end = start + size;
      target.fill(0, padding === "zero" ? firstZero(target, start, end) : afterLastText(target, start, end), end);
    }
    return target;
  };
}

function firstZero(bytes: Uint8Array, start: number, end: number): number {
  const zero = bytes.indexOf(0, start);
  return zero < 0 ? end : Math.min(zero, end);
}

function afterLastText(bytes: Uint8Array, start: number, end: number): number {
  let last = end;
  while (last > start && (bytes[last - 1] === 0x20 || bytes[last - 1] === 0)) last -= 1;
  return last;
}

/** A member of a compound: where it is in the file's form and in ours, in bytes. */
export interface PackedMember {
  readonly from: number;
  readonly to: number;
  readonly sizeFrom: number;
  readonly sizeTo: number;
  readonly convert: Convert | undefined;
}

/** Puts the members of compounds one after the other, each converted on its own. */
export function packMembers(from: number, to: number, members: readonly PackedMember[]): Convert {
  return (source, count) => {
    const target = new Uint8Array(count * to);
    for (const member of members) {
      if (member.convert === undefined) {
        copyColumn(source, member.from, from, target, member.to, to, count, member.sizeTo);
        continue;
      }
      const column = new Uint8Array(count * member.sizeFrom);
      copyColumn(source, member.from, from, column, 0, member.sizeFrom, count, member.sizeFrom);
      const converted = member.convert(column, count);
      copyColumn(converted, 0, member.sizeTo, target, member.to, to, count, member.sizeTo);
    }
    return target;
  };
}

/** One member of every compound; places and steps in bytes. */
function copyColumn(
  source: Uint8Array,
  sourceOffset: number,
  sourceStep: number,
  target: Uint8Array,
  targetOffset: number,
  targetStep: number,
  count: number,
  itemsize: number,
): void {
  const [sourceStrides, targetStrides] = [[sourceStep], [targetStep]];
  copyBox({ source, sourceOffset, sourceStrides, target, targetOffset, targetStrides, shape: [count], itemsize });
}
