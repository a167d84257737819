import { product } from "@caterva2/ndarray";
import type { FieldReader } from "../format/fields.ts";
import { malformed } from "../format/malformed.ts";

const MAX_RANK = 32;

/** The extent of a dataset or attribute. */
export interface Dataspace {
  /** Empty for a scalar. */
  readonly shape: readonly number[];
  /** Largest extents; undefined where there is no limit. */
  readonly maxShape: readonly (number | undefined)[];
  /** No item at all, not even one. */
  readonly isNull: boolean;
}

export function parseDataspace(fields: FieldReader): Dataspace {
  const version = fields.u8();
  const rank = fields.u8();
  const flags = fields.u8();
  if (version !== 1 && version !== 2) throw malformed(`a dataspace of version ${version}`);
  if (rank > MAX_RANK) throw malformed(`a dataspace of ${rank} dimensions`);
  const type = version === 2 ? fields.u8() : 1;
  if (version === 1) fields.skip(5);
  const shape = Array.from({ length: rank }, () => fields.length());
  const maxShape = flags & 1 ? Array.from({ length: rank }, () => fields.extent()) : shape;
  product(shape);
  return { shape, maxShape, isNull: type === 2 };
}
