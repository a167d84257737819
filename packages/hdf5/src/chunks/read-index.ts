import { product } from "@caterva2/ndarray";
import { BTreeV2 } from "../format/b-tree-v2.ts";
import { malformed } from "../format/malformed.ts";
import type { Metadata } from "../format/metadata.ts";
import { readBTreeV1 } from "./b-tree-v1.ts";
import type { ChunkTable } from "./chunk-table.ts";
import { entryForm, readEntry } from "./entries.ts";
import { readExtensibleArray } from "./extensible-array.ts";
import { readFixedArray } from "./fixed-array.ts";
import { ChunkCollector, type ChunkGrid } from "./grid.ts";

/** The kinds of chunk index, with what the layout message says of each. */
export type ChunkIndex =
  | {
      readonly kind: "single";
      readonly address: number | undefined;
      readonly filtered: { size: number; mask: number } | undefined;
    }
  | {
      readonly kind: "b-tree-1" | "implicit" | "fixed-array" | "extensible-array" | "b-tree-2";
      readonly address: number | undefined;
    };

/** Reads a whole chunk index. */
export async function readChunkIndex(metadata: Metadata, index: ChunkIndex, grid: ChunkGrid): Promise<ChunkTable> {
  const chunks = new ChunkCollector(grid);
  const { address } = index;
  if (address === undefined || product(grid.shape) === 0) return chunks.table();
  switch (index.kind) {
    case "single":
      chunks.put(
        grid.chunks.map(() => 0),
        { address, size: grid.chunkBytes, mask: 0, ...index.filtered },
      );
      break;
    case "implicit":
      readImplicit(metadata, address, chunks);
      break;
    case "b-tree-1":
      await readBTreeV1(metadata, address, chunks);
      break;
    case "b-tree-2":
      await readTree(metadata, address, chunks);
      break;
    case "fixed-array":
      await readFixedArray(metadata, address, chunks);
      break;
    case "extensible-array":
      await readExtensibleArray(metadata, address, chunks);
  }
  return chunks.table();
}

/** Chunks without filters, all allocated at once: one after the other. */
function readImplicit(metadata: Metadata, address: number, chunks: ChunkCollector): void {
  const { chunkBytes } = chunks.grid;
  const count = product(chunks.maxCounts);
  metadata.position(address, count * chunkBytes);
  for (let index = 0; index < count; index += 1) {
    chunks.putEntry(index, { address: address + index * chunkBytes, size: chunkBytes, mask: 0 });
  }
}

/** The index of datasets with several unlimited axes. */
async function readTree(metadata: Metadata, address: number, chunks: ChunkCollector): Promise<void> {
  const tree = await BTreeV2.open(metadata, address);
  const rank = chunks.grid.chunks.length;
  if (tree.type !== 10 && tree.type !== 11) throw malformed("a chunk index of another kind");
  const form = entryForm(tree.type - 10, tree.recordSize - 8 * rank, metadata.widths.offset, chunks.grid.chunkBytes);
  const position = new Array<number>(rank).fill(0);
  await tree.each((record) => {
    const chunk = readEntry(record, form);
    if (chunk === undefined) throw malformed("a chunk without an address");
    for (let axis = 0; axis < rank; axis += 1) position[axis] = record.uint(8);
    chunks.put(position, chunk);
  });
}
