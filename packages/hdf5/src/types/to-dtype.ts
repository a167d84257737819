import type { ByteOrder, DType, Field, ScalarKind } from "@caterva2/ndarray";
import { formatDType, product } from "@caterva2/ndarray";
import { unsupported } from "../format/malformed.ts";
import type { FloatType, Hdf5Type, IntegerType } from "./types.ts";

/**
 * The NumPy dtype of a datatype, and how items get from the file's form into it; without `convert` they are the
 * same bytes. `convert` reads `count` items of `type.size` bytes and writes as many of `dtype.itemsize`.
 */
export interface Mapping {
  readonly dtype: DType;
  readonly convert: Convert | undefined;
}

export type Convert = (source: Uint8Array, count: number) => Uint8Array;

/** python-blosc2 writes dtype texts that no client can open again beyond this length. */
const MAX_DTYPE_TEXT = 2000;

/** @throws hdf5.unsupported for what NumPy or Blosc2 cannot hold, saying what it is */
export function mapType(type: Hdf5Type): Mapping {
  const mapping = mapAny(type);
  if (mapping.dtype.kind === "struct" && formatDType(mapping.dtype).length > MAX_DTYPE_TEXT) {
    throw unsupported("its compound type has too many fields for a Blosc2 header");
  }
  return mapping;
}

function mapAny(type: Hdf5Type): Mapping {
  switch (type.class) {
    case "integer":
      return mapInteger(type);
    case "bitfield":
      return mapInteger({ ...type, class: "integer", signed: false });
    case "float":
      return mapFloat(type);
    case "string":
      return {
        dtype: scalar("bytes", type.size, "none"),
        convert: type.padding === "space" ? stripSpaces(type.size) : undefined,
      };
    case "opaque":
      return { dtype: opaqueDType(type.size, type.tag), convert: undefined };
    case "enum":
      return mapEnum(type);
    case "compound":
      return isComplex(type) ? mapComplex(type.members[0]?.type, type.size) : mapCompound(type);
    case "complex":
      return mapComplex(type.base, type.size);
    case "array":
      return mapArray(type);
    case "vlen":
      throw unsupported(type.text ? "it holds texts of variable length" : "it holds lists of variable length");
    case "reference":
      throw unsupported("it holds references");
    case "time":
      throw unsupported("it is of HDF5's time type, which NumPy does not have");
  }
}

function scalar(kind: ScalarKind, itemsize: number, byteOrder: ByteOrder): DType {
  return { kind, itemsize, byteOrder };
}

/** h5py marks the dtypes that it stores as opaque bytes by their tag. */
function opaqueDType(size: number, tag: string): DType {
  const match = /^NUMPY:[<>|]?([mM])8\[(\d*)(Y|M|W|D|h|m|s|ms|us|ns|ps|fs|as)\]$/.exec(tag);
  if (match === null || size !== 8) return scalar("void", size, "none");
  const kind = match[1] === "M" ? "datetime" : "timedelta";
  const unit = { name: match[3] as "s", count: match[2] ? Number(match[2]) : 1 };
  return { kind, itemsize: 8, byteOrder: tag.includes(">") ? "big" : "little", unit };
}

function orderOf(type: { size: number; bigEndian: boolean }): ByteOrder {
  if (type.size === 1) return "none";
  return type.bigEndian ? "big" : "little";
}

function mapInteger(type: IntegerType): Mapping {
  if (![1, 2, 4, 8].includes(type.size)) throw unsupported(`it holds integers of ${type.size * 8} bits`);
  const dtype = scalar(type.signed ? "int" : "uint", type.size, orderOf(type));
  const whole = type.bitOffset === 0 && type.precision === type.size * 8;
  return { dtype, convert: whole ? undefined : shiftBits(type) };
}

/** Moves the bits that count to the bottom and fills those above, by the sign if there is one. */
function shiftBits(type: IntegerType): Convert {
  const { size, bitOffset, precision, signed } = type;
  const little = !type.bigEndian;
  return (source, count) => {
    const target = new Uint8Array(count * size);
    const from = new DataView(source.buffer, source.byteOffset, source.byteLength);
    const to = new DataView(target.buffer);
    for (let at = 0; at < target.length; at += size) {
      const raw = readBits(from, at, size, little) >> BigInt(bitOffset);
      const value = signed ? BigInt.asIntN(precision, raw) : BigInt.asUintN(precision, raw);
      writeBits(to, at, size, little, value);
    }
    return target;
  };
}

function readBits(view: DataView, at: number, size: number, little: boolean): bigint {
  if (size === 8) return view.getBigUint64(at, little);
  if (size === 4) return BigInt(view.getUint32(at, little));
  return BigInt(size === 2 ? view.getUint16(at, little) : view.getUint8(at));
}

function writeBits(view: DataView, at: number, size: number, little: boolean, value: bigint): void {
  if (size === 8) view.setBigInt64(at, BigInt.asIntN(64, value), little);
  else if (size === 4) view.setInt32(at, Number(BigInt.asIntN(32, value)), little);
  else if (size === 2) view.setInt16(at, Number(BigInt.asIntN(16, value)), little);
  else view.setInt8(at, Number(BigInt.asIntN(8, value)));
}

/** Size, exponent and mantissa bits of the formats that NumPy has; of x87's, the mantissa has its leading one. */
const IEEE: Readonly<Record<number, readonly [exponent: number, mantissa: number]>> = {
  2: [5, 10],
  4: [8, 23],
  8: [11, 52],
};

function mapFloat(type: FloatType): Mapping {
  const known = IEEE[type.size];
  const { exponent, mantissa, size } = type;
  const bits = `${size * 8} bits`;
  if (type.vax) throw unsupported("it holds floating-point numbers of a VAX");
  if (size === 16 && exponent.size === 15 && mantissa.size === 64)
    return { dtype: scalar("float", 16, orderOf(type)), convert: undefined };
  if (size === 2 && exponent.size === 8 && mantissa.size === 7) return widenBfloat16(type);
  const standard = known !== undefined && exponent.size === known[0] && mantissa.size === known[1];
  const placed = mantissa.at === 0 && exponent.at === mantissa.size && type.sign === size * 8 - 1;
  if (!standard || !placed || exponent.bias !== 2 ** (exponent.size - 1) - 1) {
    throw unsupported(`it holds floating-point numbers of ${bits} in a form that NumPy does not have`);
  }
  return { dtype: scalar("float", size, orderOf(type)), convert: undefined };
}

/** A bfloat16 is the upper half of a float32. */
function widenBfloat16(type: FloatType): Mapping {
  const little = !type.bigEndian;
  const convert: Convert = (source, count) => {
    const target = new Uint8Array(count * 4);
    for (let item = 0; item < count; item += 1) {
      target[item * 4 + (little ? 2 : 0)] = source[item * 2] ?? 0;
      target[item * 4 + (little ? 3 : 1)] = source[item * 2 + 1] ?? 0;
    }
    return target;
  };
  return { dtype: scalar("float", 4, little ? "little" : "big"), convert };
}

function stripSpaces(size: number): Convert {
  return (source, count) => {
    const target = source.slice(0, count * size);
    for (let start = 0; start < target.length; start += size) {
      let end = start + size;
      while (end > start && (target[end - 1] === 0x20 || target[end - 1] === 0)) end -= 1;
      target.fill(0, end, start + size);
    }
    return target;
  };
}

function mapEnum(type: Hdf5Type & { class: "enum" }): Mapping {
  const isBool =
    type.size === 1 &&
    type.names.length === 2 &&
    [...type.names].sort().join() === "FALSE,TRUE" &&
    type.names.every((name, index) => (type.values[index]?.[0] ?? 0) === (name === "TRUE" ? 1 : 0));
  return isBool ? { dtype: scalar("bool", 1, "none"), convert: undefined } : mapAny(type.base);
}

/** The form in which h5py and others have long stored complex numbers. */
function isComplex(type: Hdf5Type & { class: "compound" }): boolean {
  const [re, im] = type.members;
  if (re === undefined || im === undefined || type.members.length !== 2) return false;
  if (re.name !== "r" || im.name !== "i" || re.type.class !== "float" || im.type.class !== "float") return false;
  const same = re.type.size === im.type.size && re.type.bigEndian === im.type.bigEndian;
  return same && re.offset === 0 && im.offset === re.type.size && type.size === 2 * re.type.size && re.type.size >= 4;
}

function mapComplex(part: Hdf5Type | undefined, size: number): Mapping {
  if (part?.class !== "float" || part.size * 2 !== size || part.size < 4)
    throw unsupported("it holds complex numbers of an unknown form");
  const { dtype, convert } = mapFloat(part);
  if (dtype.kind !== "float" || convert !== undefined) throw unsupported("it holds complex numbers of an unknown form");
  return { dtype: scalar("complex", size, dtype.byteOrder), convert: undefined };
}

function mapArray(type: Hdf5Type & { class: "array" }): Mapping {
  const base = mapAny(type.base);
  const count = product(type.shape);
  const nested = base.dtype.kind === "subarray" ? base.dtype : undefined;
  const inner = nested?.base ?? base.dtype;
  const shape = [...type.shape, ...(nested?.shape ?? [])];
  const { convert } = base;
  const dtype: DType = { kind: "subarray", base: inner, shape, itemsize: count * base.dtype.itemsize };
  return { dtype, convert: convert === undefined ? undefined : (source, items) => convert(source, items * count) };
}

/** Members are packed one after the other: Blosc2 has no offsets. */
function mapCompound(type: Hdf5Type & { class: "compound" }): Mapping {
  if (type.members.length === 0) throw unsupported("it is a compound without members");
  const names = new Set(type.members.map((member) => member.name));
  if (names.size !== type.members.length || names.has(""))
    throw unsupported("its compound has members of the same name");
  const parts = type.members.map((member) => ({ ...member, mapping: mapAny(member.type) }));
  const fields: Field[] = [];
  let itemsize = 0;
  for (const { name, mapping } of parts) {
    fields.push({ name, dtype: mapping.dtype, offset: itemsize });
    itemsize += mapping.dtype.itemsize;
  }
  const dtype: DType = { kind: "struct", itemsize, fields, aligned: false };
  const same =
    itemsize === type.size &&
    parts.every((part, index) => part.mapping.convert === undefined && fields[index]?.offset === part.offset);
  if (same) return { dtype, convert: undefined };
  return { dtype, convert: (source, count) => packMembers(type.size, itemsize, parts, source, count) };
}

interface Part {
  readonly offset: number;
  readonly type: Hdf5Type;
  readonly mapping: Mapping;
}

function packMembers(from: number, to: number, parts: readonly Part[], source: Uint8Array, count: number): Uint8Array {
  const target = new Uint8Array(count * to);
  let start = 0;
  for (const { offset, type, mapping } of parts) {
    const column = new Uint8Array(count * type.size);
    for (let item = 0; item < count; item += 1) {
      const at = item * from + offset;
      column.set(source.subarray(at, at + type.size), item * type.size);
    }
    const values = mapping.convert?.(column, count) ?? column;
    const size = mapping.dtype.itemsize;
    for (let item = 0; item < count; item += 1) {
      target.set(values.subarray(item * size, item * size + size), item * to + start);
    }
    start += size;
  }
  return target;
}
