import { product } from "@caterva2/ndarray";
import { type Dataspace, parseDataspace } from "../dataset/dataspace.ts";
import { recordFields } from "../format/b-tree-v2.ts";
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
  readonly name: string;
  readonly type: Hdf5Type;
  readonly space: Dataspace;
  /** `product(shape)` items of the file's form. */
  readonly data: Uint8Array;
}

/** Reads the attributes of an object, wherever they are. One that cannot be read is left out. */
export async function readAttributes(
  metadata: Metadata,
  shared: SharedMessages,
  messages: readonly Message[],
): Promise<StoredAttribute[]> {
  const stored: Uint8Array[] = [];
  for (const message of messages) {
    if (message.type === MESSAGE.attribute) stored.push(await shared.dataOf(message));
    else if (message.type === MESSAGE.attributeInfo) {
      stored.push(...(await readDenseAttributes(metadata, shared, new FieldReader(message.data, metadata.widths))));
    }
  }
  const attributes: StoredAttribute[] = [];
  for (const bytes of stored) attributes.push(await parseAttribute(new FieldReader(bytes, metadata.widths), shared));
  return attributes;
}

async function readDenseAttributes(
  metadata: Metadata,
  shared: SharedMessages,
  info: FieldReader,
): Promise<Uint8Array[]> {
  const dense = await readDense(metadata, info, DENSE);
  if (dense === undefined) return [];
  const found: Uint8Array[] = [];
  for (const record of dense.records) {
    const fields = recordFields(metadata, record);
    const id = fields.bytes(8);
    const isShared = (fields.u8() & 2) !== 0;
    found.push(isShared ? await shared.fromTable(MESSAGE.attribute, id) : await dense.heap.object(id));
  }
  return found;
}

async function parseAttribute(fields: FieldReader, shared: SharedMessages): Promise<StoredAttribute> {
  const version = fields.u8();
  if (version < 1 || version > 3) throw malformed(`an attribute of version ${version}`);
  const flags = fields.u8();
  const sizes = [fields.u16le(), fields.u16le(), fields.u16le()] as const;
  if (version === 3) fields.skip(1);
  const part = (size: number): Uint8Array => {
    const start = fields.position;
    const bytes = fields.bytes(size);
    if (version === 1) fields.align8(start);
    return bytes;
  };
  const name = textOf(part(sizes[0])).replace(/\0.*$/s, "");
  const typeBytes = part(sizes[1]);
  const spaceBytes = part(sizes[2]);
  const typeData = version > 1 && flags & 1 ? await shared.resolve(MESSAGE.datatype, typeBytes) : typeBytes;
  const spaceData = version > 1 && flags & 2 ? await shared.resolve(MESSAGE.dataspace, spaceBytes) : spaceBytes;
  const type = parseType(fields.over(typeData));
  const space = parseDataspace(fields.over(spaceData));
  const data = space.isNull ? new Uint8Array() : fields.bytes(product([...space.shape, type.size]));
  return { name, type, space, data };
}
