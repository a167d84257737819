import { product } from "@caterva2/ndarray";
import type { StoredAttribute } from "../attributes/read.ts";
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
/** Bytes of a dataset that is read as a value. */
const MAX_SMALL = 64 * 1024;

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

/** Finds the message of a type, wherever its data are. */
type Find = (type: number) => Promise<FieldReader | undefined>;

function finder(metadata: Metadata, shared: SharedMessages, messages: readonly Message[]): Find {
  return async (type) => {
    const message = messages.find((one) => one.type === type);
    return message === undefined ? undefined : new FieldReader(await shared.dataOf(message), metadata.widths);
  };
}

async function need(find: Find, type: number, what: string): Promise<FieldReader> {
  const fields = await find(type);
  if (fields === undefined) throw malformed(`a dataset without ${what}`);
  return fields;
}

/** @throws hdf5.unsupported for what cannot be served, saying why */
export async function readFacts(
  metadata: Metadata,
  shared: SharedMessages,
  messages: readonly Message[],
): Promise<DatasetFacts> {
  const find = finder(metadata, shared, messages);
  if (messages.some((one) => one.type === MESSAGE.externalFiles)) {
    throw unsupported("its data are in other files, which are never read");
  }
  const type = parseType(await need(find, MESSAGE.datatype, "a datatype"));
  const mapping = mapType(type);
  const space = parseDataspace(await need(find, MESSAGE.dataspace, "an extent"));
  if (space.shape.length > MAX_RANK)
    throw unsupported(`it has ${space.shape.length} dimensions; Blosc2 has at most 16`);
  product([...space.shape, type.size, mapping.dtype.itemsize]);
  const layout = parseLayout(await need(find, MESSAGE.layout, "a layout"));
  checkChunks(layout, space, type);
  const pipeline = await find(MESSAGE.filters);
  const filters = pipeline === undefined ? [] : parseFilters(pipeline);
  const fill = await readFill(find);
  return { type, mapping, space, layout, filters, fill: fill?.length === type.size ? fill : undefined };
}

/** A small dataset that is not in chunks, in the form of an attribute; undefined for all others. */
export async function readSmall(
  metadata: Metadata,
  shared: SharedMessages,
  messages: readonly Message[],
): Promise<StoredAttribute | undefined> {
  const find = finder(metadata, shared, messages);
  if (!isDataset(messages) || messages.some((one) => one.type === MESSAGE.externalFiles)) return undefined;
  const type = parseType(await need(find, MESSAGE.datatype, "a datatype"));
  const space = parseDataspace(await need(find, MESSAGE.dataspace, "an extent"));
  const layout = parseLayout(await need(find, MESSAGE.layout, "a layout"));
  const bytes = product([...space.shape, type.size]);
  if (bytes > MAX_SMALL || space.isNull) return undefined;
  if (layout.kind === "compact" && layout.data.length >= bytes)
    return { type, space, data: layout.data.subarray(0, bytes) };
  if (layout.kind !== "contiguous" || layout.address === undefined) return undefined;
  return { type, space, data: await metadata.bytes(layout.address, bytes) };
}

function checkChunks(layout: Layout, space: Dataspace, type: Hdf5Type): void {
  if (layout.kind !== "chunked") return;
  const fits = layout.chunks.length === space.shape.length && layout.itemsize === type.size;
  if (!fits) throw malformed("chunks that do not fit the dataset");
}

async function readFill(find: Find): Promise<Uint8Array | undefined> {
  const fields = await find(MESSAGE.fillValue);
  if (fields !== undefined) return parseFillValue(fields);
  const old = await find(MESSAGE.oldFillValue);
  return old === undefined ? undefined : parseOldFillValue(old);
}
