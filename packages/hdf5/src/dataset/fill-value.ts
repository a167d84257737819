import type { FieldReader } from "../format/fields.ts";

/** The bytes of one item where nothing was written; undefined for zeros. */
export function parseFillValue(fields: FieldReader): Uint8Array | undefined {
  const version = fields.u8();
  if (version >= 3) {
    const flags = fields.u8();
    return flags & 0x20 ? sized(fields) : undefined;
  }
  fields.skip(2);
  const defined = fields.u8() !== 0;
  return version === 1 || defined ? sized(fields) : undefined;
}

/** The message of files before HDF5 1.6. */
export function parseOldFillValue(fields: FieldReader): Uint8Array | undefined {
  return sized(fields);
}

function sized(fields: FieldReader): Uint8Array | undefined {
  const size = fields.remaining >= 4 ? fields.i32le() : 0;
  return size > 0 ? fields.bytes(size) : undefined;
}
