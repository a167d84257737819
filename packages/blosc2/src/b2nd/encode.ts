import { CatervaError, combinations, copyBox, cStrides, type NDArray, product, splitRun } from "@caterva2/ndarray";
import type { NamedPart } from "../frame/named-parts.ts";
import { automaticShapes } from "../params/shapes.ts";
import { ChunkWriter, type WriteOptions } from "../schunk/chunk-writer.ts";
import { type Geometry, geometryOf } from "./geometry.ts";
import { encodeB2ndMeta, MAX_RANK } from "./meta.ts";
import { boxOf } from "./plan.ts";

/** How an array is written. */
export interface EncodeB2ndOptions extends WriteOptions {
  /** One extent a dimension. Default: see `automaticShapes`. */
  readonly chunks?: readonly number[];
  /** One extent a dimension, none above the chunk's. Default: see `automaticShapes`. */
  readonly blocks?: readonly number[];
}

const MAX_CHUNK = 0x7fff_ffff - 32;
const MAX_BLOCK = 536_866_816;

/**
 * Writes an array as a contiguous frame that python-blosc2 opens.
 * @throws request.invalid for more than 16 dimensions, shapes of chunks or blocks that cannot be, or metadata that does not fit
 */
export function encodeB2nd(array: NDArray, options: EncodeB2ndOptions): Uint8Array {
  const { shape, dtype } = array;
  if (array.data.length !== product([...shape, dtype.itemsize])) {
    throw invalid("the data have another size than the shape");
  }
  const { geometry, blocksize, chunksize, metalayers } = layOut(array, options);
  const writer = new ChunkWriter(ofArray(options, geometry), { typesize: dtype.itemsize, blocksize });
  addChunks(writer, array, geometry);
  return writer.finish(chunksize, metalayers);
}

/** Options whose codec knows how the blocks are cut. */
export function ofArray<Options extends WriteOptions>(options: Options, { blocks, itemsize }: Geometry): Options {
  return { ...options, codec: options.codec.ofArray(() => ({ blocks, itemsize })) };
}

/** How a new array is cut and described. Sizes in bytes. */
export interface Layout {
  readonly geometry: Geometry;
  readonly blocksize: number;
  readonly chunksize: number;
  readonly metalayers: readonly NamedPart[];
}

/** Lays out a new array. @throws request.invalid as {@link encodeB2nd} */
export function layOut(
  array: Pick<NDArray, "shape" | "dtype">,
  options: Pick<EncodeB2ndOptions, "chunks" | "blocks">,
): Layout {
  const { shape, dtype } = array;
  const { itemsize } = dtype;
  const cut = cutOf(array, options);
  const geometry = geometryOf({ shape, ...cut }, itemsize);
  if (geometry.chunkBytes > MAX_CHUNK || geometry.blockBytes > MAX_BLOCK) throw invalid("the chunks are too large");
  const empty = geometry.nchunks === 0;
  const blocksize = empty ? cutBytes(cut.blocks, cut.blocks, itemsize) : geometry.blockBytes;
  const chunksize = empty ? cutBytes(cut.chunks, cut.blocks, itemsize) : geometry.chunkBytes;
  const content = encodeB2ndMeta({ shape, ...cut, dtype });
  return { geometry, blocksize, chunksize, metalayers: [{ name: "b2nd", content }] };
}

function cutOf(
  { shape, dtype }: Pick<NDArray, "shape" | "dtype">,
  options: Pick<EncodeB2ndOptions, "chunks" | "blocks">,
): { chunks: number[]; blocks: number[] } {
  if (shape.length > MAX_RANK) throw invalid(`it has ${shape.length} dimensions, ${MAX_RANK} are allowed`);
  if (dtype.itemsize === 0) throw invalid("its items have no bytes");
  const { itemsize } = dtype;
  const { chunks, blocks } = automaticShapes({ shape, itemsize, chunks: options.chunks, blocks: options.blocks });
  const lengths = chunks.length === shape.length && blocks.length === shape.length;
  const fits = lengths && shape.every((extent, axis) => fitsAxis(extent, chunks[axis] ?? -1, blocks[axis] ?? -1));
  if (!fits) throw invalid(`chunks of (${chunks}) and blocks of (${blocks}) do not cut a shape of (${shape})`);
  return { chunks, blocks };
}

function fitsAxis(extent: number, chunk: number, block: number): boolean {
  const least = extent === 0 ? 0 : 1;
  const counts = Number.isInteger(chunk) && Number.isInteger(block);
  return counts && block >= Math.min(least, chunk) && chunk >= least && block <= chunk && chunk <= 0x7fff_ffff;
}

/** Bytes of a chunk of an array without items, 0 where its shape has a 0. */
function cutBytes(extents: readonly number[], blocks: readonly number[], itemsize: number): number {
  const padded = extents.map((extent, axis) => {
    const block = blocks[axis] ?? 0;
    return block === 0 ? 0 : Math.ceil(extent / block) * block;
  });
  return product([...padded, itemsize]);
}

function addChunks(writer: ChunkWriter, array: NDArray, geometry: Geometry): void {
  const { shape, chunks, chunkBytes, itemsize } = geometry;
  const strides = cStrides(shape, itemsize);
  const inPlace = isRun(shape, chunks) && isInPlace(geometry);
  const buffer = { bytes: new Uint8Array(0) };
  for (let nchunk = 0; nchunk < geometry.nchunks; nchunk += 1) {
    const origin = chunkOrigin(geometry, nchunk);
    const extent = chunkExtent(geometry, origin);
    const offset = origin.reduce((total, start, axis) => total + start * (strides[axis] ?? 0), 0);
    if (inPlace && extent.every((count, axis) => count === chunks[axis])) {
      writer.add(array.data.subarray(offset, offset + chunkBytes));
      continue;
    }
    if (buffer.bytes.length === 0) buffer.bytes = new Uint8Array(chunkBytes);
    else buffer.bytes.fill(0);
    fillChunk(buffer.bytes, { data: array.data, offset, strides, extent }, geometry);
    writer.add(buffer.bytes);
  }
}

/** Items along each axis of the chunk at `origin`, without its padding; 0 or less beyond the array. */
export function chunkExtent({ chunks, shape }: Geometry, origin: readonly number[]): number[] {
  return origin.map((start, axis) => Math.min(chunks[axis] ?? 1, (shape[axis] ?? 1) - start));
}

/** Position of a chunk's first item in the array. */
export function chunkOrigin(geometry: Geometry, nchunk: number): number[] {
  let rest = nchunk;
  return geometry.chunkSteps.map((step, axis) => {
    const cell = Math.floor(rest / step);
    rest -= cell * step;
    return cell * (geometry.chunks[axis] ?? 1);
  });
}

/** The part of an array that one chunk holds. */
export interface ChunkSource {
  readonly data: Uint8Array;
  readonly offset: number;
  readonly strides: readonly number[];
  /** Items along each axis, less than the chunk's at the array's edge. */
  readonly extent: readonly number[];
}

/** Copies a part of an array into a chunk, block by block. */
export function fillChunk(chunk: Uint8Array, source: ChunkSource, geometry: Geometry): void {
  const { blocks, blockBytes, itemStrides, itemsize } = geometry;
  const cuts = source.extent.map((count, axis) => {
    return splitRun({ cell: 0, start: 0, count, first: 0 }, 1, blocks[axis] ?? 1);
  });
  const cells = combinations(cuts);
  for (let index = 0; index < cells.count; index += 1) {
    // The array is what a selection of it would be copied to: here the copy goes the other way.
    const box = boxOf(geometry, cells.at(index), source.strides);
    copyBox({
      source: source.data,
      sourceOffset: source.offset + box.targetOffset,
      sourceStrides: source.strides,
      target: chunk,
      targetOffset: box.block * blockBytes,
      targetStrides: itemStrides,
      shape: box.shape,
      itemsize,
    });
  }
}

/** True if a box of that shape is one run of an array's memory: ones, then anything, then whole axes. */
function isRun(outer: readonly number[], box: readonly number[]): boolean {
  let axis = 0;
  while (axis < box.length && box[axis] === 1) axis += 1;
  return box.every((extent, index) => index <= axis || extent === outer[index]);
}

/** Whether a chunk has its items in the order of its array: its blocks are runs, and none is padded. */
export function isInPlace(geometry: Geometry): boolean {
  return isRun(geometry.chunks, geometry.blocks) && isWholeBlocks(geometry);
}

function isWholeBlocks({ chunks, blocks }: Geometry): boolean {
  return chunks.every((extent, axis) => extent % (blocks[axis] ?? 1) === 0);
}

export function invalid(reason: string): CatervaError {
  return new CatervaError("request.invalid", `The array cannot be written: ${reason}.`);
}
