import { type FieldReader, textOf } from "../format/fields.ts";
import { readLocalHeap } from "../format/local-heap.ts";
import { malformed } from "../format/malformed.ts";
import type { Metadata } from "../format/metadata.ts";
import type { Link } from "./types.ts";

/** Marks a soft link in a symbol table entry. */
const SOFT_LINK = 2;
const MAX_LEVEL = 32;

/** The links of an old-style group: a B-tree of nodes of symbol table entries, with names in a local heap. */
export async function readSymbolTable(metadata: Metadata, message: FieldReader): Promise<Link[]> {
  const tree = message.someAddress("a group's B-tree");
  const nameAt = await readLocalHeap(metadata, message.someAddress("a group's heap"));
  const links: Link[] = [];
  const seen = new Set<number>();
  const visit = async (address: number, above: number): Promise<void> => {
    if (seen.has(address)) throw malformed("a group's B-tree that leads back to itself");
    seen.add(address);
    const { level, children } = await readGroupNode(metadata, address);
    if (level >= above) throw malformed("a group's B-tree of impossible depth");
    for (const child of children) {
      if (level > 0) await visit(child, level);
      else links.push(...(await readSymbolNode(metadata, child, nameAt, seen)));
    }
  };
  await visit(tree, MAX_LEVEL);
  return links;
}

async function readGroupNode(metadata: Metadata, address: number) {
  const { offset, length } = metadata.widths;
  const head = await metadata.fields(address, 8);
  head.signature("TREE");
  if (head.u8() !== 0) throw malformed("a B-tree of another kind where a group's should be");
  const level = head.u8();
  const count = head.u16le();
  const fields = await metadata.fields(address + 8 + 2 * offset, count * (length + offset));
  const children: number[] = [];
  for (let index = 0; index < count; index += 1) {
    fields.skip(length);
    children.push(fields.someAddress("a group's B-tree node"));
  }
  return { level, children };
}

async function readSymbolNode(
  metadata: Metadata,
  address: number,
  nameAt: (offset: number) => Uint8Array,
  seen: Set<number>,
): Promise<Link[]> {
  if (seen.has(address)) throw malformed("a group that lists its members twice");
  seen.add(address);
  const head = await metadata.fields(address, 8);
  head.signature("SNOD");
  head.skip(2);
  const count = head.u16le();
  const { offset } = metadata.widths;
  const fields = await metadata.fields(address + 8, count * (2 * offset + 24));
  const links: Link[] = [];
  for (let index = 0; index < count; index += 1) {
    const name = textOf(nameAt(fields.uint(offset)));
    const header = fields.address();
    const cache = fields.u32le();
    fields.skip(4);
    const target = fields.u32le();
    fields.skip(12);
    if (cache === SOFT_LINK) links.push({ name, target: { kind: "soft", path: textOf(nameAt(target)) } });
    else if (header !== undefined) links.push({ name, target: { kind: "hard", address: header } });
  }
  return links;
}
