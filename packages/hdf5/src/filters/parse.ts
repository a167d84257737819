import { type FieldReader, textOf } from "../format/fields.ts";
import { malformed } from "../format/malformed.ts";
import { filterName } from "./names.ts";
import type { FilterStep } from "./types.ts";

const MAX_STEPS = 32;

/** Reads a filter pipeline message; the steps are in the order of writing. */
export function parseFilters(fields: FieldReader): FilterStep[] {
  const version = fields.u8();
  const count = fields.u8();
  if (version !== 1 && version !== 2) throw malformed(`a filter pipeline of version ${version}`);
  if (count > MAX_STEPS) throw malformed(`a pipeline of ${count} filters`);
  if (version === 1) fields.skip(6);
  return Array.from({ length: count }, () => parseStep(fields, version));
}

function parseStep(fields: FieldReader, version: number): FilterStep {
  const id = fields.u16le();
  const nameLength = version === 1 || id >= 256 ? fields.u16le() : 0;
  const flags = fields.u16le();
  const count = fields.u16le();
  const start = fields.position;
  const name = filterName(id, textOf(fields.bytes(nameLength)).replace(/\0.*$/s, ""));
  if (version === 1) fields.align8(start);
  const values = Array.from({ length: count }, () => fields.u32le());
  if (version === 1 && count % 2 === 1) fields.skip(4);
  return { id, name, optional: (flags & 1) !== 0, values };
}
