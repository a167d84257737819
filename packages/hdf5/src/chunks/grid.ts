import { cStrides, product } from "@caterva2/ndarray";
import { malformed } from "../format/malformed.ts";
import { ChunkTable, type StoredChunk } from "./chunk-table.ts";

/** How a dataset is cut into chunks. */
export interface ChunkGrid {
  readonly shape: readonly number[];
  readonly maxShape: readonly (number | undefined)[];
  readonly chunks: readonly number[];
  /** Bytes of a whole chunk before any filter. */
  readonly chunkBytes: number;
}

/** Collects chunks from an index. Those outside the present extent, left from a larger one, are passed over. */
export class ChunkCollector {
  readonly table = new ChunkTable();
  readonly grid: ChunkGrid;
  /** Chunks along each axis, now and at the largest extent. */
  readonly counts: readonly number[];
  readonly maxCounts: readonly number[];
  readonly #steps: readonly number[];

  constructor(grid: ChunkGrid) {
    const { shape, maxShape, chunks } = grid;
    this.grid = grid;
    this.counts = shape.map((extent, axis) => Math.ceil(extent / (chunks[axis] ?? 1)));
    this.maxCounts = maxShape.map((extent, axis) => Math.ceil((extent ?? shape[axis] ?? 0) / (chunks[axis] ?? 1)));
    this.#steps = cStrides(this.counts, 1);
    product(this.counts);
  }

  /** Adds the chunk at a position in chunks. */
  put(position: readonly number[], chunk: StoredChunk): void {
    let number = 0;
    for (const [axis, index] of position.entries()) {
      if (index >= (this.counts[axis] ?? 0)) return;
      number += index * (this.#steps[axis] ?? 0);
    }
    this.table.add(number, chunk);
  }

  /** Adds the chunk at a position in items. */
  putAt(offsets: readonly number[], chunk: StoredChunk): void {
    const position = offsets.map((offset, axis) => offset / (this.grid.chunks[axis] ?? 1));
    if (!position.every(Number.isInteger)) throw malformed("a chunk that is not on the grid");
    this.put(position, chunk);
  }

  /** The position of entry `index` of an array index that runs over `counts` in C order. */
  unravel(index: number, counts: readonly number[]): number[] {
    const position = new Array<number>(counts.length).fill(0);
    let rest = index;
    for (let axis = counts.length - 1; axis > 0; axis -= 1) {
      const count = Math.max(1, counts[axis] ?? 1);
      position[axis] = rest % count;
      rest = Math.floor(rest / count);
    }
    position[0] = rest;
    return position;
  }
}
