import { type FieldReader, widthOf } from "./fields.ts";
import { malformed } from "./malformed.ts";
import type { Metadata } from "./metadata.ts";
import { NodeBudget } from "./node-budget.ts";

/** Signature, version, type and checksum of a node. */
const OVERHEAD = 10;
const MAX_DEPTH = 16;

/** Sizes that the header sets, in bytes. */
interface Shape {
  readonly nodeSize: number;
  readonly recordSize: number;
  /** Of a child's own record count. */
  readonly countWidth: number;
  /** By depth: most records of a node, and bytes of a child's total count. */
  readonly levels: readonly { maxRecords: number; totalWidth: number }[];
}

/** A version 2 B-tree. */
export class BTreeV2 {
  readonly #metadata: Metadata;
  readonly #shape: Shape;
  readonly #root: Child | undefined;
  /** What the records are, by the format's number. */
  readonly type: number;
  readonly recordSize: number;

  private constructor(metadata: Metadata, type: number, shape: Shape, root: Child | undefined) {
    this.#metadata = metadata;
    this.#shape = shape;
    this.#root = root;
    this.type = type;
    this.recordSize = shape.recordSize;
  }

  static async open(metadata: Metadata, address: number): Promise<BTreeV2> {
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
    const shape = shapeOf(nodeSize, recordSize, depth, offset);
    const child = root === undefined || count === 0 ? undefined : { address: root, count };
    return new BTreeV2(metadata, type, shape, child);
  }

  /** Gives every record to `take`, which reads it from fields that end with the record's node. */
  async each(take: (record: FieldReader) => void): Promise<void> {
    if (this.#root === undefined) return;
    const budget = new NodeBudget(this.#metadata, "a B-tree");
    const visit = async (node: Child, level: number): Promise<void> => {
      budget.take(node.address, this.#shape.nodeSize);
      for (const child of await this.#node(node, level, take)) await visit(child, level - 1);
    };
    await visit(this.#root, this.#shape.levels.length - 1);
  }

  /** Takes the records of a node and gives its children. */
  async #node({ address, count }: Child, level: number, take: (record: FieldReader) => void): Promise<Child[]> {
    const { recordSize, countWidth, levels } = this.#shape;
    if (count > (levels[level]?.maxRecords ?? 0)) throw malformed("a B-tree node of too many records");
    const totalWidth = level > 1 ? (levels[level - 1]?.totalWidth ?? 0) : 0;
    const pointers = level > 0 ? (count + 1) * (this.#metadata.widths.offset + countWidth + totalWidth) : 0;
    const size = OVERHEAD + count * recordSize + pointers;
    const fields = await this.#metadata.checked(address, size, "a B-tree node");
    fields.signature(level > 0 ? "BTIN" : "BTLF");
    fields.skip(2);
    for (let index = 1; index <= count; index += 1) {
      take(fields);
      fields.skip(6 + index * recordSize - fields.position);
    }
    const children: Child[] = [];
    for (let index = 0; level > 0 && index <= count; index += 1) {
      children.push({ address: fields.someAddress("a B-tree node"), count: fields.uint(countWidth) });
      fields.skip(totalWidth);
    }
    return children;
  }
}

interface Child {
  readonly address: number;
  readonly count: number;
}

function shapeOf(nodeSize: number, recordSize: number, depth: number, offset: number): Shape {
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
