import { CatervaError } from "@caterva2/ndarray";

/** A stored chunk. */
export interface StoredChunk {
  readonly address: number;
  /** Stored bytes. */
  readonly size: number;
  /** Bit n is set when filter n was left out. */
  readonly mask: number;
}

/** More chunks than this one dataset may not have: some hundred megabytes of index. */
const MAX_CHUNKS = 4_000_000;

/** Where the chunks of a dataset are, by their number in the grid of chunks (C order). Chunks never written are not in it. */
export class ChunkTable {
  readonly #rows = new Map<number, number>();
  readonly #addresses: number[] = [];
  readonly #sizes: number[] = [];
  readonly #masks: number[] = [];

  add(number: number, chunk: StoredChunk): void {
    if (this.#addresses.length >= MAX_CHUNKS) {
      throw new CatervaError("limit.exceeded", `The dataset has more than ${MAX_CHUNKS} chunks.`);
    }
    this.#rows.set(number, this.#addresses.length);
    this.#addresses.push(chunk.address);
    this.#sizes.push(chunk.size);
    this.#masks.push(chunk.mask);
  }

  get(number: number): StoredChunk | undefined {
    const row = this.#rows.get(number);
    if (row === undefined) return undefined;
    return { address: this.#addresses[row] ?? 0, size: this.#sizes[row] ?? 0, mask: this.#masks[row] ?? 0 };
  }

  /** Number of chunks that are stored. */
  get count(): number {
    return this.#rows.size;
  }

  /** Sum of their stored bytes. */
  get storedBytes(): number {
    return this.#sizes.reduce((total, size) => total + size, 0);
  }
}
