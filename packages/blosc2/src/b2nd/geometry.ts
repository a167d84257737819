import { CatervaError, cStrides, product } from "@caterva2/ndarray";
import type { B2ndMeta } from "./meta.ts";

/**
 * How an array is cut: a grid of chunks in C order; each chunk holds whole blocks in C order, padded beyond the
 * chunk and the array's edge; each block holds its items in C order.
 */
export interface Geometry {
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
  readonly itemsize: number;
  /** Chunk numbers between neighbours along each axis. */
  readonly chunkSteps: readonly number[];
  readonly nchunks: number;
  /** Block numbers between neighbours along each axis, within a chunk. */
  readonly blockSteps: readonly number[];
  /** Strides of the items in a block, in bytes. */
  readonly itemStrides: readonly number[];
  readonly blockBytes: number;
  /** Of a chunk with its padding. */
  readonly chunkBytes: number;
}

/** @throws blosc2.malformed for extents that do not fit together, limit.exceeded for products beyond 2^53 - 1. */
export function geometryOf(meta: Pick<B2ndMeta, "shape" | "chunks" | "blocks">, itemsize: number): Geometry {
  const { shape, chunks, blocks } = meta;
  if (product(shape) === 0) return emptyGeometry(meta, itemsize);
  const grid: number[] = [];
  const blockGrid: number[] = [];
  const padded: number[] = [];
  for (const [axis, extent] of shape.entries()) {
    const chunk = chunks[axis] ?? 0;
    const block = blocks[axis] ?? 0;
    if (chunk < 1 || block < 1) {
      throw new CatervaError("blosc2.malformed", `A chunk of ${chunk} and a block of ${block} along axis ${axis}.`);
    }
    grid.push(Math.ceil(extent / chunk));
    blockGrid.push(Math.ceil(chunk / block));
    padded.push(Math.ceil(chunk / block) * block);
  }
  return {
    shape,
    chunks,
    blocks,
    itemsize,
    chunkSteps: cStrides(grid, 1),
    nchunks: product(grid),
    blockSteps: cStrides(blockGrid, 1),
    itemStrides: cStrides(blocks, itemsize),
    blockBytes: product([...blocks, itemsize]),
    chunkBytes: product([...padded, itemsize]),
  };
}

/** An array without items has no chunks, whatever its chunk shape. */
function emptyGeometry(meta: Pick<B2ndMeta, "shape" | "chunks" | "blocks">, itemsize: number): Geometry {
  const zeros = meta.shape.map(() => 0);
  return {
    shape: meta.shape,
    chunks: meta.chunks,
    blocks: meta.blocks,
    itemsize,
    chunkSteps: zeros,
    nchunks: 0,
    blockSteps: zeros,
    itemStrides: zeros,
    blockBytes: 0,
    chunkBytes: 0,
  };
}
