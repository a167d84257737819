import { copyBox } from "@caterva2/ndarray";
import type { ChunkAccess, ChunkStore } from "../schunk/chunk-store.ts";
import { fillPattern } from "../schunk/read-bytes.ts";
import type { Geometry } from "./geometry.ts";

/** What is wanted of one chunk. */
export interface ChunkRequest {
  readonly nchunk: number;
  /** The wanted blocks, ascending. Called only when the chunk has blocks of its own. */
  blocks(): readonly number[];
  /** Takes what it wants of the block that is the `rank`-th of `blocks()`. */
  takeBlock(rank: number, bytes: Uint8Array): void;
  /** Takes a chunk that is one item over and over. */
  takeItem(item: Uint8Array): void;
}

/** Reads one chunk as far as it is wanted. The result starts as zeros: zeros are not copied. */
export async function readChunk(store: ChunkStore, geometry: Geometry, request: ChunkRequest): Promise<void> {
  const found = store.access(request.nchunk);
  const access = found instanceof Promise ? await found : found;
  if (access.kind === "zeros") return;
  const item = access.kind === "pattern" ? itemOf(access.pattern, geometry.itemsize) : undefined;
  if (item !== undefined) return request.takeItem(item);
  if (hasBlocks(access, geometry)) {
    let rank = 0;
    return store.visitBlocks(access.layout, request.blocks(), (_, bytes) => {
      request.takeBlock(rank, bytes);
      rank += 1;
    });
  }
  const content = await store.decodeChunk(request.nchunk);
  const { blockBytes } = geometry;
  for (const [rank, block] of request.blocks().entries()) {
    request.takeBlock(rank, content.subarray(block * blockBytes, (block + 1) * blockBytes));
  }
}

/** True if the chunk's blocks are the array's: editors may leave a chunk with blocks of another size. */
function hasBlocks(access: ChunkAccess, geometry: Geometry): access is Extract<ChunkAccess, { kind: "blocks" }> {
  return access.kind === "blocks" && access.layout.header.blocksize === geometry.blockBytes;
}

/** One item of a repeated pattern, if items and pattern fit each other. */
function itemOf(pattern: Uint8Array, itemsize: number): Uint8Array | undefined {
  if (pattern.length === 0 || itemsize % pattern.length !== 0) return undefined;
  const item = new Uint8Array(itemsize);
  fillPattern(item, pattern, 0);
  return item;
}

/** Fills a box of the result with one item. */
export function fillBox(
  target: Uint8Array,
  targetOffset: number,
  targetStrides: readonly number[],
  shape: readonly number[],
  item: Uint8Array,
): void {
  const sourceStrides = shape.map(() => 0);
  copyBox({
    source: item,
    sourceOffset: 0,
    sourceStrides,
    target,
    targetOffset,
    targetStrides,
    shape,
    itemsize: item.length,
  });
}
