import { product } from "@caterva2/ndarray";
import { type FieldReader, textOf, widthOf } from "../format/fields.ts";
import { malformed, unsupported } from "../format/malformed.ts";
import type { CompoundMember, Hdf5Type } from "./types.ts";

const MAX_DEPTH = 32;
const MAX_SIZE = 2 ** 31 - 1;

/** Reads a datatype message. @throws hdf5.malformed; hdf5.unsupported for a class that is not known */
export function parseType(fields: FieldReader, depth = 0): Hdf5Type {
  if (depth > MAX_DEPTH) throw malformed("a datatype nested without end");
  const head = fields.u8();
  const bits = fields.uint(3);
  const size = fields.u32le();
  if (size === 0 || size > MAX_SIZE) throw malformed(`a datatype of ${size} bytes`);
  return parseClass({ fields, version: head >> 4, bits, size, depth }, head & 15);
}

interface Head {
  readonly fields: FieldReader;
  readonly version: number;
  /** The 24 bits that mean something else for each class. */
  readonly bits: number;
  readonly size: number;
  readonly depth: number;
}

function parseClass(head: Head, number: number): Hdf5Type {
  const { fields, bits, size } = head;
  switch (number) {
    case 0:
      return { class: "integer", signed: (bits & 8) !== 0, ...parseBits(head) };
    case 1:
      return parseFloatType(head);
    case 2:
      fields.skip(2);
      return { class: "time", size };
    case 3:
      return { class: "string", size, padding: PADDINGS[bits & 15] ?? "null" };
    case 4:
      return { class: "bitfield", ...parseBits(head) };
    case 5:
      return { class: "opaque", size, tag: textOf(fields.bytes(bits & 255)).replace(/\0+$/, "") };
    case 6:
      return parseCompound(head);
    case 7:
      return { class: "reference", size, region: (bits & 15) === 1 || (bits & 15) === 3 };
    case 8:
      return parseEnum(head);
    case 9:
      return { class: "vlen", size, text: (bits & 15) === 1, base: inner(head) };
    case 10:
      return parseArray(head);
    case 11:
      return { class: "complex", size, base: inner(head) };
    default:
      throw unsupported(`its datatype is of the unknown class ${number}`);
  }
}

const NORMALIZATIONS = ["none", "always", "implied"] as const;
const PADDINGS = ["zero", "null", "space"] as const;

function inner(head: Head): Hdf5Type {
  return parseType(head.fields, head.depth + 1);
}

function parseBits({ fields, bits, size }: Head) {
  const bitOffset = fields.u16le();
  const precision = fields.u16le();
  if (precision === 0 || bitOffset + precision > size * 8) throw malformed("a number of impossible precision");
  return { size, bigEndian: (bits & 1) !== 0, bitOffset, precision };
}

function parseFloatType(head: Head): Hdf5Type {
  const { fields, bits } = head;
  const shared = parseBits(head);
  const at = fields.u8();
  const exponentSize = fields.u8();
  const mantissa = { at: fields.u8(), size: fields.u8() };
  const exponent = { at, size: exponentSize, bias: fields.u32le() };
  const normalization = NORMALIZATIONS[(bits >> 4) & 3];
  if (normalization === undefined) throw malformed("a floating-point type of unknown normalization");
  const sign = (bits >> 8) & 255;
  const end = Math.max(at + exponentSize, mantissa.at + mantissa.size, sign + 1);
  if (end > head.size * 8) throw malformed("a floating-point type of impossible fields");
  return { class: "float", vax: (bits & 0x41) === 0x41, normalization, sign, exponent, mantissa, ...shared };
}

/** Names are padded to 8 bytes in the older versions. */
function parseName({ fields, version }: Head): string {
  const start = fields.position;
  const name = textOf(fields.terminated());
  if (version < 3) fields.align8(start);
  return name;
}

function parseCompound(head: Head): Hdf5Type {
  const { fields, version, size } = head;
  const members: CompoundMember[] = [];
  for (let index = 0; index < (head.bits & 0xffff); index += 1) {
    const name = parseName(head);
    const offset = fields.uint(version < 3 ? 4 : widthOf(size));
    const shape = version === 1 ? parseMemberShape(fields) : [];
    const item = inner(head);
    const type = shape.length > 0 ? arrayOf(item, shape) : item;
    if (offset + type.size > size) throw malformed(`the member ${JSON.stringify(name)} lies outside its compound`);
    members.push({ name, offset, type });
  }
  return { class: "compound", size, members };
}

/** In the oldest version arrays are members with up to four dimensions. */
function parseMemberShape(fields: FieldReader): number[] {
  const rank = fields.u8();
  fields.skip(11);
  const extents = [fields.u32le(), fields.u32le(), fields.u32le(), fields.u32le()];
  if (rank > 4) throw malformed("a member of too many dimensions");
  return extents.slice(0, rank);
}

function parseEnum(head: Head): Hdf5Type {
  const base = inner(head);
  if (base.size !== head.size) throw malformed("an enumeration of another size than its base");
  const count = head.bits & 0xffff;
  const names = Array.from({ length: count }, () => parseName(head));
  const values = names.map(() => head.fields.bytes(base.size));
  return { class: "enum", size: head.size, base, names, values };
}

function parseArray(head: Head): Hdf5Type {
  const { fields, version } = head;
  const rank = fields.u8();
  if (version < 3) fields.skip(3);
  const shape = Array.from({ length: rank }, () => fields.u32le());
  if (version < 3) fields.skip(4 * rank);
  const type = arrayOf(inner(head), shape);
  if (type.size !== head.size) throw malformed("an array type of another size than its items");
  return type;
}

function arrayOf(base: Hdf5Type, shape: readonly number[]): Hdf5Type {
  if (shape.length === 0 || shape.length > 32) throw malformed("an array type of impossible shape");
  return { class: "array", base, shape, size: product([...shape, base.size]) };
}
