import { copyBox } from "@caterva2/ndarray";
import type { ChunkAccess } from "../schunk/chunk-access.ts";
import type { ChunkLayout } from "../schunk/chunk-layout.ts";
import type { ChunkStore } from "../schunk/chunk-store.ts";
import { fillPattern } from "../schunk/read-bytes.ts";
import type { Geometry } from "./geometry.ts";

/** Boxes by their ranks, made when they are asked for. */
interface BoxPlan<Box> {
  readonly count: number;
  box(index: number): Box;
}

/** What is wanted of one chunk, as boxes that each lie in one block. */
export interface ChunkRequest<Box extends { readonly block: number }> {
  readonly nchunk: number;
  /** Bytes of blocks that are read in all chunks together. */
  readonly volume: number;
  /** Plans the boxes. Called only when the chunk has content of its own. */
  plan(): BoxPlan<Box>;
  /** Copies what is wanted of a block; may be called twice, when only the second time counts. */
  takeBlock(box: Box, bytes: Uint8Array): void;
  /** Takes a chunk of zeros. */
  takeZeros?(): void;
  /** Takes a chunk that is one item over and over. */
  takeItem(item: Uint8Array): void;
}

/** Boxes that are planned at a time: hostile geometries have blocks without number. */
const BATCH = 4096;

/**
 * Reads one chunk as far as it is wanted. Without `takeZeros` the result starts as zeros: none are copied. A promise only
 * when there was something to wait for.
 */
export function readChunk<Box extends { readonly block: number }>(
  store: ChunkStore,
  geometry: Geometry,
  request: ChunkRequest<Box>,
): Promise<void> | undefined {
  const access = store.access(request.nchunk);
  if (access instanceof Promise) return access.then((found) => readAccess(store, geometry, request, found));
  return readAccess(store, geometry, request, access);
}

function readAccess<Box extends { readonly block: number }>(
  store: ChunkStore,
  geometry: Geometry,
  request: ChunkRequest<Box>,
  access: ChunkAccess,
): Promise<void> | undefined {
  if (access.kind === "zeros") {
    request.takeZeros?.();
    return undefined;
  }
  const item = access.kind === "pattern" ? itemOf(access.pattern, geometry.itemsize) : undefined;
  if (item !== undefined) {
    request.takeItem(item);
    return undefined;
  }
  const plan = request.plan();
  if (hasBlocks(access, geometry)) return readBlocks(store, request, access.layout, plan, 0);
  return store.decodeChunk(request.nchunk).then((content) => {
    const { blockBytes } = geometry;
    for (let index = 0; index < plan.count; index += 1) {
      const box = plan.box(index);
      request.takeBlock(box, content.subarray(box.block * blockBytes, (box.block + 1) * blockBytes));
    }
  });
}

/** Reads the boxes from `start` on. */
function readBlocks<Box extends { readonly block: number }>(
  store: ChunkStore,
  request: ChunkRequest<Box>,
  layout: ChunkLayout,
  plan: BoxPlan<Box>,
  start: number,
): Promise<void> | undefined {
  for (let first = start; first < plan.count; first += BATCH) {
    const boxes: Box[] = [];
    for (let index = first; index < Math.min(plan.count, first + BATCH); index += 1) boxes.push(plan.box(index));
    const wait = store.visitBlocks(request.nchunk, layout, boxes, request.takeBlock, request.volume);
    if (wait !== undefined) return wait.then(() => readBlocks(store, request, layout, plan, first + BATCH));
  }
  return undefined;
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
