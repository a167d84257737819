import { copyBox, cStrides, formatDType, product } from "@caterva2/ndarray";
import { storedBlocks } from "../chunk/blocks-apart.ts";
import { parseChunkHeader } from "../chunk/header.ts";
import type { ChunkHeader, EncodeParams } from "../chunk/types.ts";
import { sameNumbers } from "../same-numbers.ts";
import { MOST_BLOCKS, MOST_OF_RUNS } from "../schunk/change-blocks.ts";
import { isZero } from "../schunk/encode-parts.ts";
import type { B2ndEdit } from "./edit.ts";
import { type Geometry, geometryOf } from "./geometry.ts";
import type { B2ndArray } from "./types.ts";

/** Encoded blocks by chunk and block of the array that they are for. */
export type TakenBlocks = ReadonlyMap<number, ReadonlyMap<number, Uint8Array>>;

/** A block of one array that is a block of another, along one axis. */
interface Cell {
  /** Parts of the numbers of chunk and block, there and here. */
  readonly from: { readonly chunk: number; readonly block: number };
  readonly to: { readonly chunk: number; readonly block: number };
  /** Items of the array: less than the block has at an edge. */
  readonly extent: number;
}

const NONE: TakenBlocks = new Map();

/**
 * Blocks of `array` that can stand in `edit` as they are stored, if the array is put there with its first item at
 * `start`: those whose borders are borders there too, encoded as `edit` would encode them. The caller has read all of
 * the array: what is taken has been decoded. Padding of blocks at an edge is looked at, too: it must be zeros.
 */
export async function takeBlocks(edit: B2ndEdit, array: B2ndArray, start: readonly number[]): Promise<TakenBlocks> {
  const params = sharedParams(edit, array);
  if (params === undefined) return NONE;
  const from = geometryOf(array, array.dtype.itemsize);
  const axes = edit.geometry.shape.map((_, axis) => cellsAlong(axis, from, edit.geometry, start[axis] ?? 0));
  const lengths = axes.map((cells) => cells.length);
  const [count, steps] = [product(lengths), cStrides(lengths, 1)];
  if (count > MOST_BLOCKS) return NONE;
  const taken = new Map<number, Map<number, Uint8Array>>();
  const chunks = new Map<number, StoredChunk | undefined>();
  for (let index = 0; index < count; index += 1) {
    const cells = axes.flatMap((list, axis) => list[Math.floor(index / (steps[axis] ?? 1)) % list.length] ?? []);
    const source = sum(cells, ({ from }) => from.chunk);
    if (!chunks.has(source)) chunks.set(source, await storedChunk(array, source, params));
    const block = sum(cells, ({ from }) => from.block);
    const bytes = blockOf(edit, chunks.get(source), block, cells);
    if (bytes === undefined) continue;
    const target = { chunk: sum(cells, ({ to }) => to.chunk), block: sum(cells, ({ to }) => to.block) };
    const blocks = taken.get(target.chunk) ?? new Map<number, Uint8Array>();
    taken.set(target.chunk, blocks.set(target.block, bytes));
  }
  return taken;
}

/** How blocks of both are encoded; undefined where that differs. */
function sharedParams({ schunk, dtype, geometry }: B2ndEdit, array: B2ndArray): EncodeParams | undefined {
  const alike =
    !schunk.variable &&
    array.schunk.nchunks > 0 &&
    formatDType(dtype) === formatDType(array.dtype) &&
    dtype.itemsize === array.dtype.itemsize &&
    sameNumbers(geometry.blocks, array.blocks) &&
    schunk.blocksize === geometry.blockBytes;
  if (!alike) return undefined;
  const params = schunk.encodeParams(schunk.blocksize);
  return array.schunk.cparams.clevel === params.clevel ? params : undefined;
}

/** The blocks along an axis that have the same borders in both arrays. */
function cellsAlong(axis: number, from: Geometry, to: Geometry, start: number): Cell[] {
  const along = ({ shape, chunks, blocks, chunkSteps, blockSteps }: Geometry) => ({
    shape: shape[axis] ?? 0,
    chunk: chunks[axis] ?? 1,
    block: blocks[axis] ?? 1,
    steps: { chunk: chunkSteps[axis] ?? 0, block: blockSteps[axis] ?? 0 },
  });
  const cellAt = ({ shape, chunk, block, steps }: ReturnType<typeof along>, position: number) => {
    const within = position % chunk;
    return {
      place: { chunk: Math.floor(position / chunk) * steps.chunk, block: (within / block) * steps.block },
      isBorder: within % block === 0,
      extent: Math.min(block, chunk - within, shape - position),
    };
  };
  const [source, target] = [along(from), along(to)];
  const cells: Cell[] = [];
  for (let position = 0; position < source.shape; ) {
    const [there, here] = [cellAt(source, position), cellAt(target, start + position)];
    const { extent } = there;
    if (here.isBorder && here.extent === extent) cells.push({ from: there.place, to: here.place, extent });
    position += extent;
  }
  return cells;
}

interface StoredChunk {
  readonly header: ChunkHeader;
  readonly blocks: readonly Uint8Array[];
}

async function storedChunk(array: B2ndArray, nchunk: number, params: EncodeParams): Promise<StoredChunk | undefined> {
  const bytes = await array.schunk.chunkBytes(nchunk);
  const header = parseChunkHeader(bytes);
  const blocks = storedBlocks(header, bytes, params);
  return blocks && { header, blocks };
}

/** A block that can be taken. One that may be a single value over and over is encoded anew: a chunk of such has a form of its own. */
function blockOf(
  { geometry, schunk }: B2ndEdit,
  chunk: StoredChunk | undefined,
  block: number,
  cells: readonly Cell[],
): Uint8Array | undefined {
  const bytes = chunk?.blocks[block];
  if (chunk === undefined || bytes === undefined || bytes.length <= MOST_OF_RUNS * schunk.typesize) return undefined;
  const { blocks, itemStrides, blockBytes, itemsize } = geometry;
  const shape = cells.map(({ extent }) => extent);
  if (sameNumbers(shape, blocks)) return bytes;
  const content = schunk.codec.decodeBlock(chunk.header, block, bytes, {}).slice();
  const places = { sourceOffset: 0, sourceStrides: itemStrides, targetOffset: 0, targetStrides: itemStrides };
  copyBox({ source: new Uint8Array(blockBytes), target: content, ...places, shape, itemsize });
  return isZero(content) ? bytes : undefined;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}
