import { malformed } from "../format/malformed.ts";
import type { Metadata } from "../format/metadata.ts";
import { NodeBudget } from "../format/node-budget.ts";
import type { ChunkCollector } from "./grid.ts";

const MAX_LEVEL = 32;

/** The chunk index of files before HDF5 1.10, and of all files with the default settings: a version 1 B-tree. */
export async function readBTreeV1(metadata: Metadata, root: number, chunks: ChunkCollector): Promise<void> {
  const budget = new NodeBudget(metadata, "a chunk index");
  const visit = async (address: number, above: number): Promise<void> => {
    const level = await readNode(metadata, address, chunks, above);
    budget.take(address, level.bytes);
    for (const child of level.children) await visit(child, level.number);
  };
  await visit(root, MAX_LEVEL);
}

async function readNode(metadata: Metadata, address: number, chunks: ChunkCollector, above: number) {
  const { offset } = metadata.widths;
  const rank = chunks.grid.chunks.length;
  const head = await metadata.fields(address, 8);
  head.signature("TREE");
  if (head.u8() !== 1) throw malformed("a B-tree of another kind where a chunk index should be");
  const number = head.u8();
  if (number >= above) throw malformed("a chunk index of impossible depth");
  const count = head.u16le();
  const bytes = count * (16 + 8 * rank + offset);
  const fields = await metadata.fields(address + 8 + 2 * offset, bytes);
  const children: number[] = [];
  const offsets = new Array<number>(rank).fill(0);
  for (let index = 0; index < count; index += 1) {
    const size = fields.u32le();
    const mask = fields.u32le();
    if (number > 0) {
      fields.skip(8 * (rank + 1));
      children.push(fields.someAddress("a chunk index"));
      continue;
    }
    for (let axis = 0; axis < rank; axis += 1) offsets[axis] = fields.uint(8);
    fields.skip(8);
    chunks.putAt(offsets, { address: fields.someAddress("a chunk"), size, mask });
  }
  return { number, children, bytes };
}
