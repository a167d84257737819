import { product } from "@caterva2/ndarray";
import { parseFilters } from "../filters/parse.ts";
import type { FilterStep } from "../filters/types.ts";
import { FieldReader } from "../format/fields.ts";
import { malformed, unsupported } from "../format/malformed.ts";
import type { Metadata } from "../format/metadata.ts";
import { MESSAGE, type Message } from "../format/object-header.ts";
import type { SharedMessages } from "../format/shared-message.ts";
import { parseType } from "../types/parse.ts";
import { type Mapping, mapType } from "../types/to-dtype.ts";
import type { Hdf5Type } from "../types/types.ts";
import { type Dataspace, parseDataspace } from "./dataspace.ts";
import { parseFillValue, parseOldFillValue } from "./fill-value.ts";
import { type Layout, parseLayout } from "./layout.ts";

/** More dimensions Blosc2 does not have. */
const MAX_RANK = 16;

/** What the header of a dataset says. */
export interface DatasetFacts {
  readonly type: Hdf5Type;
  readonly mapping: Mapping;
  readonly space: Dataspace;
  readonly layout: Layout;
  readonly filters: readonly FilterStep[];
  /** One item in the file's form. */
  readonly fill: Uint8Array | undefined;
}

/** True for object headers of datasets. */
export function isDataset(messages: readonly Message[]): boolean {
  return messages.some(({ type }) => type === MESSAGE.layout);
}

/** @throws hdf5.unsupported for what cannot be served, saying why */
export async function readFacts(
  metadata: Metadata,
  shared: SharedMessages,
  messages: readonly Message[],
): Promise<DatasetFacts> {
  const fieldsOf = async (type: number): Promise<FieldReader | undefined> => {
    const message = messages.find((one) => one.type === type);
    return message === undefined ? undefined : new FieldReader(await shared.dataOf(message), metadata.widths);
  };
  const need = async (type: number, what: string): Promise<FieldReader> => {
    const fields = await fieldsOf(type);
    if (fields === undefined) throw malformed(`a dataset without ${what}`);
    return fields;
  };
  if (messages.some((one) => one.type === MESSAGE.externalFiles)) {
    throw unsupported("its data are in other files, which are never read");
  }
  const type = parseType(await need(MESSAGE.datatype, "a datatype"));
  const mapping = mapType(type);
  const space = parseDataspace(await need(MESSAGE.dataspace, "an extent"));
  if (space.shape.length > MAX_RANK)
    throw unsupported(`it has ${space.shape.length} dimensions; Blosc2 has at most 16`);
  product([...space.shape, type.size, mapping.dtype.itemsize]);
  const layout = parseLayout(await need(MESSAGE.layout, "a layout"));
  checkChunks(layout, space, type);
  const pipeline = await fieldsOf(MESSAGE.filters);
  const filters = pipeline === undefined ? [] : parseFilters(pipeline);
  const fill = await readFill(fieldsOf);
  return { type, mapping, space, layout, filters, fill: fill?.length === type.size ? fill : undefined };
}

function checkChunks(layout: Layout, space: Dataspace, type: Hdf5Type): void {
  if (layout.kind !== "chunked") return;
  const fits = layout.chunks.length === space.shape.length && layout.itemsize === type.size;
  if (!fits) throw malformed("chunks that do not fit the dataset");
}

async function readFill(fieldsOf: (type: number) => Promise<FieldReader | undefined>): Promise<Uint8Array | undefined> {
  const fields = await fieldsOf(MESSAGE.fillValue);
  if (fields !== undefined) return parseFillValue(fields);
  const old = await fieldsOf(MESSAGE.oldFillValue);
  return old === undefined ? undefined : parseOldFillValue(old);
}
