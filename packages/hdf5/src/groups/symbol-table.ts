import { type FieldReader, textOf } from "../format/fields.ts";
import { readLocalHeap } from "../format/local-heap.ts";
import { malformed } from "../format/malformed.ts";
import type { Metadata } from "../format/metadata.ts";
import { NodeBudget } from "../format/node-budget.ts";
import type { Link } from "./types.ts";

/** Marks a soft link in a symbol table entry. */
const SOFT_LINK = 2;
const MAX_LEVEL = 32;

/** Takes one link, or fails for it alone. */
type Take = (read: () => Promise<Link | undefined>) => Promise<void>;

/** Where an old-style group's links are. */
interface Table {
  readonly metadata: Metadata;
  readonly nameAt: (offset: number) => Uint8Array;
  readonly budget: NodeBudget;
  readonly take: Take;
}

/** The links of an old-style group: a B-tree of nodes of symbol table entries, with names in a local heap. */
export async function readSymbolTable(metadata: Metadata, message: FieldReader, take: Take): Promise<void> {
  const tree = message.someAddress("a group's B-tree");
  const nameAt = await readLocalHeap(metadata, message.someAddress("a group's heap"));
  const table: Table = { metadata, nameAt, budget: new NodeBudget(metadata, "a group's B-tree"), take };
  await visitNode(table, tree, MAX_LEVEL);
}

async function visitNode(table: Table, address: number, above: number): Promise<void> {
  const { metadata, budget } = table;
  const { offset, length } = metadata.widths;
  const head = await metadata.fields(address, 8);
  head.signature("TREE");
  if (head.u8() !== 0) throw malformed("a B-tree of another kind where a group's should be");
  const level = head.u8();
  if (level >= above) throw malformed("a group's B-tree of impossible depth");
  const size = head.u16le() * (length + offset);
  budget.take(address, 8 + size);
  const fields = await metadata.fields(address + 8 + 2 * offset, size);
  while (fields.remaining > 0) {
    fields.skip(length);
    const child = fields.someAddress("a group's B-tree node");
    if (level > 0) await visitNode(table, child, level);
    else await visitSymbols(table, child);
  }
}

async function visitSymbols({ metadata, budget, nameAt, take }: Table, address: number): Promise<void> {
  const { offset } = metadata.widths;
  const head = await metadata.fields(address, 8);
  head.signature("SNOD");
  head.skip(2);
  const size = head.u16le() * (2 * offset + 24);
  budget.take(address, 8 + size);
  const fields = await metadata.fields(address + 8, size);
  while (fields.remaining > 0) {
    const entry = fields.over(fields.bytes(2 * offset + 24));
    await take(async () => parseEntry(entry, nameAt));
  }
}

function parseEntry(fields: FieldReader, nameAt: Table["nameAt"]): Link | undefined {
  const name = textOf(nameAt(fields.uint(fields.widths.offset)));
  const header = fields.address();
  const cache = fields.u32le();
  fields.skip(4);
  if (cache === SOFT_LINK) return { name, target: { kind: "soft", path: textOf(nameAt(fields.u32le())) } };
  return header === undefined ? undefined : { name, target: { kind: "hard", address: header } };
}
