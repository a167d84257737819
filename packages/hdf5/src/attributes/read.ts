import { type CatervaError, product } from "@caterva2/ndarray";
import { type Dataspace, parseDataspace } from "../dataset/dataspace.ts";
import { attempt, isProblem } from "../format/attempt.ts";
import { readDense } from "../format/dense.ts";
import { FieldReader, textOf } from "../format/fields.ts";
import { malformed } from "../format/malformed.ts";
import type { Metadata } from "../format/metadata.ts";
import { MESSAGE, type Message } from "../format/object-header.ts";
import type { SharedMessages } from "../format/shared-message.ts";
import { parseType } from "../types/parse.ts";
import type { Hdf5Type } from "../types/types.ts";

const DENSE = { orderBytes: 2, recordType: 8, owner: "attributes" };

/** An attribute as it is stored. */
export interface StoredAttribute {
  readonly type: Hdf5Type;
  readonly space: Dataspace;
  /** `product(shape)` items of the file's form. */
  readonly data: Uint8Array;
}

/** An attribute, or what is wrong with it; the name is undefined where not even that can be read. */
export interface FoundAttribute {
  readonly name: string | undefined;
  readonly stored: StoredAttribute | CatervaError;
}

type Bytes = () => Promise<Uint8Array>;

/** Finds the attributes of an object, wherever they are. One that is damaged does not keep the others from being read. */
export async function findAttributes(
  metadata: Metadata,
  shared: SharedMessages,
  messages: readonly Message[],
): Promise<FoundAttribute[]> {
  const places: (Bytes | CatervaError)[] = [];
  for (const message of messages) {
    if (message.type === MESSAGE.attribute) places.push(() => shared.dataOf(message));
    if (message.type !== MESSAGE.attributeInfo) continue;
    const info = new FieldReader(message.data, metadata.widths);
    const dense = await attempt(() => densePlaces(metadata, shared, info));
    if (isProblem(dense)) places.push(dense);
    else for (const place of dense) places.push(place);
  }
  const found: FoundAttribute[] = [];
  for (const place of places) {
    const bytes = isProblem(place) ? place : await attempt(place);
    if (isProblem(bytes)) found.push({ name: undefined, stored: bytes });
    else found.push(await parseAttribute(new FieldReader(bytes, metadata.widths), shared));
  }
  return found;
}

async function densePlaces(metadata: Metadata, shared: SharedMessages, info: FieldReader): Promise<Bytes[]> {
  const dense = await readDense(metadata, info, DENSE);
  if (dense === undefined) return [];
  return dense.records.map((record) => async () => {
    const fields = new FieldReader(record, metadata.widths);
    const id = fields.bytes(8);
    const isShared = (fields.u8() & 2) !== 0;
    return isShared ? shared.fromTable(MESSAGE.attribute, id) : dense.heap.object(id);
  });
}

/** The parts of an attribute message, the name first: what is wrong with the others is told under it. */
async function parseAttribute(fields: FieldReader, shared: SharedMessages): Promise<FoundAttribute> {
  let name: string | undefined;
  const stored = await attempt(async () => {
    const version = fields.u8();
    if (version < 1 || version > 3) throw malformed(`an attribute of version ${version}`);
    const flags = version === 1 ? 0 : fields.u8();
    if (version === 1) fields.skip(1);
    const sizes = [fields.u16le(), fields.u16le(), fields.u16le()] as const;
    if (version === 3) fields.skip(1);
    const part = (size: number): Uint8Array => {
      const start = fields.position;
      const bytes = fields.bytes(size);
      if (version === 1) fields.align8(start);
      return bytes;
    };
    name = textOf(part(sizes[0])).replace(/\0.*$/s, "");
    const typeBytes = part(sizes[1]);
    const spaceBytes = part(sizes[2]);
    const typeData = flags & 1 ? await shared.resolve(MESSAGE.datatype, typeBytes) : typeBytes;
    const spaceData = flags & 2 ? await shared.resolve(MESSAGE.dataspace, spaceBytes) : spaceBytes;
    const type = parseType(fields.over(typeData));
    const space = parseDataspace(fields.over(spaceData));
    const data = space.isNull ? new Uint8Array() : fields.bytes(product([...space.shape, type.size]));
    return { type, space, data };
  });
  return { name, stored };
}
