import { attempt, isProblem } from "../format/attempt.ts";
import { type Dense, readDense } from "../format/dense.ts";
import { FieldReader, textOf } from "../format/fields.ts";
import type { Metadata } from "../format/metadata.ts";
import { MESSAGE, type Message } from "../format/object-header.ts";
import { readSymbolTable } from "./symbol-table.ts";
import type { Link, LinkTarget, Members } from "./types.ts";

const DENSE = { orderBytes: 8, recordType: 5, owner: "a group" };

/** The links of a group, in any of the format's three forms. What is damaged does not hide the rest. */
export async function readLinks(metadata: Metadata, messages: readonly Message[]): Promise<Members> {
  const links = new Map<string, Link>();
  const problems: string[] = [];
  const take = async (read: () => Promise<Link | undefined> | Link): Promise<void> => {
    const link = await attempt(read);
    if (isProblem(link)) problems.push(link.message);
    else if (link !== undefined) links.set(link.name, link);
  };
  for (const { type, data } of messages) {
    const fields = new FieldReader(data, metadata.widths);
    if (type === MESSAGE.link) await take(() => parseLink(fields));
    if (type !== MESSAGE.symbolTable && type !== MESSAGE.linkInfo) continue;
    // What was taken before the damage stays.
    const done = await attempt(async () => {
      if (type === MESSAGE.symbolTable) return readSymbolTable(metadata, fields, take);
      const dense = await readDense(metadata, fields, DENSE);
      if (dense === undefined) return;
      for (const record of dense.records) await take(() => denseLink(metadata, dense, record));
    });
    if (isProblem(done)) problems.push(done.message);
  }
  return { links, problems };
}

/** True for object headers of groups. */
export function isGroup(messages: readonly Message[]): boolean {
  return messages.some(
    ({ type }) => type === MESSAGE.symbolTable || type === MESSAGE.linkInfo || type === MESSAGE.link,
  );
}

async function denseLink(metadata: Metadata, dense: Dense, record: Uint8Array): Promise<Link> {
  // A hash of the name stands before the place in the heap.
  return parseLink(new FieldReader(await dense.heap.object(record.subarray(4)), metadata.widths));
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
