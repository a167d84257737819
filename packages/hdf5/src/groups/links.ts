import { recordFields } from "../format/b-tree-v2.ts";
import { readDense } from "../format/dense.ts";
import { FieldReader, textOf } from "../format/fields.ts";
import type { Metadata } from "../format/metadata.ts";
import { MESSAGE, type Message } from "../format/object-header.ts";
import { readSymbolTable } from "./symbol-table.ts";
import type { Link, LinkTarget } from "./types.ts";

const DENSE = { orderBytes: 8, recordType: 5, owner: "a group" };

/** The links of a group, in any of the format's three forms. */
export async function readLinks(metadata: Metadata, messages: readonly Message[]): Promise<Link[]> {
  const links: Link[] = [];
  for (const { type, data } of messages) {
    const fields = new FieldReader(data, metadata.widths);
    if (type === MESSAGE.symbolTable) links.push(...(await readSymbolTable(metadata, fields)));
    else if (type === MESSAGE.link) links.push(parseLink(fields));
    else if (type === MESSAGE.linkInfo) links.push(...(await readDenseLinks(metadata, fields)));
  }
  return links;
}

/** True for object headers of groups. */
export function isGroup(messages: readonly Message[]): boolean {
  return messages.some(
    ({ type }) => type === MESSAGE.symbolTable || type === MESSAGE.linkInfo || type === MESSAGE.link,
  );
}

async function readDenseLinks(metadata: Metadata, info: FieldReader): Promise<Link[]> {
  const dense = await readDense(metadata, info, DENSE);
  if (dense === undefined) return [];
  const links: Link[] = [];
  for (const record of dense.records) {
    const fields = recordFields(metadata, record);
    fields.skip(4);
    links.push(parseLink(new FieldReader(await dense.heap.object(fields.rest()), metadata.widths)));
  }
  return links;
}

function parseLink(fields: FieldReader): Link {
  fields.skip(1);
  const flags = fields.u8();
  const type = flags & 8 ? fields.u8() : 0;
  if (flags & 4) fields.skip(8);
  if (flags & 16) fields.skip(1);
  const name = textOf(fields.bytes(fields.uint(1 << (flags & 3))));
  return { name, target: parseTarget(fields, type) };
}

function parseTarget(fields: FieldReader, type: number): LinkTarget {
  if (type === 0) return { kind: "hard", address: fields.someAddress("a link") };
  if (type === 1) return { kind: "soft", path: textOf(fields.bytes(fields.u16le())) };
  return { kind: "external" };
}
