import { cStrides, product } from "@caterva2/ndarray";
import { malformed } from "../format/malformed.ts";
import { type ChunkTable, ChunkTableBuilder, type StoredChunk } from "./chunk-table.ts";

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
  readonly grid: ChunkGrid;
  /** Chunks along each axis, now and at the largest extent. */
  readonly counts: readonly number[];
  readonly maxCounts: readonly number[];
  readonly #rows = new ChunkTableBuilder();
  readonly #steps: readonly number[];
  readonly #position: number[];

  constructor(grid: ChunkGrid) {
    const { shape, maxShape, chunks } = grid;
    this.grid = grid;
    this.counts = shape.map((extent, axis) => Math.ceil(extent / (chunks[axis] ?? 1)));
    this.maxCounts = maxShape.map((extent, axis) => Math.ceil((extent ?? shape[axis] ?? 0) / (chunks[axis] ?? 1)));
    this.#steps = cStrides(this.counts, 1);
    this.#position = shape.map(() => 0);
    product(this.counts);
  }

  table(): ChunkTable {
    return this.#rows.table();
  }

  /** Adds the chunk at a position in chunks. */
  put(position: readonly number[], chunk: StoredChunk): void {
    let number = 0;
    for (let axis = 0; axis < position.length; axis += 1) {
      const index = position[axis] ?? 0;
      if (index >= (this.counts[axis] ?? 0)) return;
      number += index * (this.#steps[axis] ?? 0);
    }
    this.#rows.add(number, chunk);
  }

  /** Adds the chunk at a position in items. */
  putAt(offsets: readonly number[], chunk: StoredChunk): void {
    for (let axis = 0; axis < offsets.length; axis += 1) {
      const index = (offsets[axis] ?? 0) / (this.grid.chunks[axis] ?? 1);
      if (!Number.isInteger(index)) throw malformed("a chunk that is not on the grid");
      this.#position[axis] = index;
    }
    this.put(this.#position, chunk);
  }

  /**
   * Adds entry `index` of an index that runs over the largest extent in C order, with axis `first` slowest and the
   * others in their order.
   */
  putEntry(index: number, chunk: StoredChunk, first = 0): void {
    let rest = index;
    for (let axis = this.#position.length - 1; axis >= 0; axis -= 1) {
      if (axis === first) continue;
      const count = Math.max(1, this.maxCounts[axis] ?? 1);
      this.#position[axis] = rest % count;
      rest = Math.floor(rest / count);
    }
    if (first < this.#position.length) this.#position[first] = rest;
    this.put(this.#position, chunk);
  }
}
