import type { ByteOrder, DType, Field, ScalarKind } from "@caterva2/ndarray";
import { formatDType, product } from "@caterva2/ndarray";
import { unsupported } from "../format/malformed.ts";
import { type Convert, packMembers, shiftBits, trimTexts } from "./converters.ts";
import type { FloatType, Hdf5Type, IntegerType } from "./types.ts";
import { isNumpyFloat, widenFloats, widerFloat } from "./widen-float.ts";

/**
 * The NumPy dtype of a datatype, and how items get from the file's form into it; without `convert` they are the
 * same bytes. `convert` reads `count` items of `type.size` bytes and writes as many of `dtype.itemsize`.
 */
export interface Mapping {
  readonly dtype: DType;
  readonly convert: Convert | undefined;
}

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
        convert: type.padding === "null" ? undefined : trimTexts(type.size, type.padding),
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

function mapFloat(type: FloatType): Mapping {
  const { exponent, mantissa, size } = type;
  if (type.vax) throw unsupported("it holds floating-point numbers of a VAX");
  const isExtended = size === 16 && exponent.size === 15 && mantissa.size === 64;
  if (isExtended || isNumpyFloat(type)) return { dtype: scalar("float", size, orderOf(type)), convert: undefined };
  const wider = widerFloat(type);
  if (wider === undefined) {
    throw unsupported(`it holds floating-point numbers of ${size * 8} bits in a form that NumPy does not have`);
  }
  const dtype = scalar("float", wider, type.bigEndian ? "big" : "little");
  return { dtype, convert: (source, count) => widenFloats(type, wider, source, count) };
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
  const members = parts.map(({ offset, type: { size }, mapping }, index) => ({
    from: offset,
    to: fields[index]?.offset ?? 0,
    sizeFrom: size,
    sizeTo: mapping.dtype.itemsize,
    convert: mapping.convert,
  }));
  const same = itemsize === type.size && members.every(({ from, to, convert }) => convert === undefined && from === to);
  return { dtype, convert: same ? undefined : packMembers(type.size, itemsize, members) };
}
