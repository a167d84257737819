import { FieldReader, widthOf } from "./fields.ts";
import { malformed } from "./malformed.ts";
import type { Metadata } from "./metadata.ts";

/** Signature, version, type and checksum of a node. */
const OVERHEAD = 10;
const MAX_DEPTH = 16;

interface Tree {
  readonly nodeSize: number;
  readonly recordSize: number;
  /** Bytes of a child's own record count. */
  readonly countWidth: number;
  /** By depth: most records of a node, and bytes of a child's total count. */
  readonly levels: readonly { maxRecords: number; totalWidth: number }[];
}

export interface Records {
  /** What the records are, by the format's number. */
  readonly type: number;
  readonly recordSize: number;
  readonly records: readonly Uint8Array[];
}

/** All records of a version 2 B-tree, each node once. */
export async function readBTreeV2(metadata: Metadata, address: number): Promise<Records> {
  const { offset, length } = metadata.widths;
  const head = await metadata.checked(address, 16 + offset + 2 + length + 4, "a B-tree header");
  head.signature("BTHD");
  head.skip(1);
  const type = head.u8();
  const nodeSize = head.u32le();
  const recordSize = head.u16le();
  const depth = head.u16le();
  head.skip(2);
  const root = head.address();
  const count = head.u16le();
  if (recordSize === 0 || depth > MAX_DEPTH || nodeSize <= OVERHEAD) throw malformed("a B-tree of impossible sizes");
  const records: Uint8Array[] = [];
  const tree = shapeOf(nodeSize, recordSize, depth, offset);
  const seen = new Set<number>();
  const visit = async (node: number, total: number, level: number): Promise<void> => {
    if (seen.has(node)) throw malformed("a B-tree that leads back to itself");
    seen.add(node);
    const { own, children } = await readNode(metadata, tree, node, total, level);
    for (const [index, record] of own.entries()) {
      const child = children[index];
      if (child !== undefined) await visit(child.address, child.count, level - 1);
      records.push(record);
    }
    const last = children[own.length];
    if (last !== undefined) await visit(last.address, last.count, level - 1);
  };
  if (root !== undefined && count > 0) await visit(root, count, depth);
  return { type, recordSize, records };
}

function shapeOf(nodeSize: number, recordSize: number, depth: number, offset: number): Tree {
  const leaf = Math.floor((nodeSize - OVERHEAD) / recordSize);
  const countWidth = widthOf(leaf);
  const levels = [{ maxRecords: leaf, totalWidth: 0 }];
  let total = leaf;
  for (let level = 1; level <= depth; level += 1) {
    const pointer = offset + countWidth + (level > 1 ? (levels[level - 1]?.totalWidth ?? 0) : 0);
    const maxRecords = Math.floor((nodeSize - OVERHEAD - pointer) / (recordSize + pointer));
    if (maxRecords < 1) throw malformed("a B-tree whose nodes hold nothing");
    total = (maxRecords + 1) * total + maxRecords;
    levels.push({ maxRecords, totalWidth: widthOf(total) });
  }
  return { nodeSize, recordSize, countWidth, levels };
}

interface Child {
  readonly address: number;
  readonly count: number;
}

async function readNode(metadata: Metadata, tree: Tree, address: number, count: number, level: number) {
  const { maxRecords } = tree.levels[level] ?? { maxRecords: 0 };
  if (count > maxRecords) throw malformed("a B-tree node of too many records");
  const totalWidth = level > 1 ? (tree.levels[level - 1]?.totalWidth ?? 0) : 0;
  const pointers = level > 0 ? (count + 1) * (metadata.widths.offset + tree.countWidth + totalWidth) : 0;
  const fields = await metadata.checked(address, OVERHEAD + count * tree.recordSize + pointers, "a B-tree node");
  fields.signature(level > 0 ? "BTIN" : "BTLF");
  fields.skip(2);
  const own: Uint8Array[] = [];
  for (let index = 0; index < count; index += 1) own.push(fields.bytes(tree.recordSize));
  const children: Child[] = [];
  for (let index = 0; level > 0 && index <= count; index += 1) {
    children.push({ address: fields.someAddress("a B-tree node"), count: fields.uint(tree.countWidth) });
    fields.skip(totalWidth);
  }
  return { own, children };
}

/** A record as fields. */
export function recordFields(metadata: Metadata, record: Uint8Array): FieldReader {
  return new FieldReader(record, metadata.widths);
}
