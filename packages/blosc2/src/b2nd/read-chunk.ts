import { copyBox } from "@caterva2/ndarray";
import type { ChunkAccess, ChunkStore } from "../schunk/chunk-store.ts";
import { fillPattern } from "../schunk/read-bytes.ts";
import type { Geometry } from "./geometry.ts";

/** What is wanted of one chunk, as boxes that each lie in one block. */
export interface ChunkRequest<Box extends { readonly block: number }> {
  readonly nchunk: number;
  /** Bytes of blocks that are read in all chunks together. */
  readonly volume: number;
  /** Plans the boxes. Called only when the chunk has content of its own. */
  plan(): { readonly count: number; box(index: number): Box };
  /** Copies what is wanted of a block; may be called twice, when only the second time counts. */
  takeBlock(box: Box, bytes: Uint8Array): void;
  /** Takes a chunk of zeros. */
  takeZeros?(): void;
  /** Takes a chunk that is one item over and over. */
  takeItem(item: Uint8Array): void;
}

/** Boxes that are planned at a time: hostile geometries have blocks without number. */
const BATCH = 4096;

/** Reads one chunk as far as it is wanted. Without `takeZeros` the result starts as zeros: none are copied. */
export async function readChunk<Box extends { readonly block: number }>(
  store: ChunkStore,
  geometry: Geometry,
  request: ChunkRequest<Box>,
): Promise<void> {
  const found = store.access(request.nchunk);
  const access = found instanceof Promise ? await found : found;
  if (access.kind === "zeros") return request.takeZeros?.();
  const item = access.kind === "pattern" ? itemOf(access.pattern, geometry.itemsize) : undefined;
  if (item !== undefined) return request.takeItem(item);
  const layout = hasBlocks(access, geometry) ? access.layout : undefined;
  const content = layout === undefined ? await store.decodeChunk(request.nchunk) : undefined;
  const { blockBytes } = geometry;
  const plan = request.plan();
  for (let start = 0; start < plan.count; start += BATCH) {
    const boxes: Box[] = [];
    for (let index = start; index < Math.min(plan.count, start + BATCH); index += 1) boxes.push(plan.box(index));
    if (layout !== undefined) {
      const wait = store.visitBlocks(request.nchunk, layout, boxes, request.takeBlock, request.volume);
      if (wait !== undefined) await wait;
      continue;
    }
    for (const box of boxes) {
      const bytes = content?.subarray(box.block * blockBytes, (box.block + 1) * blockBytes);
      if (bytes !== undefined) request.takeBlock(box, bytes);
    }
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
