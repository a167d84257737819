import { CatervaError } from "@caterva2/ndarray";

/** A stored chunk. */
export interface StoredChunk {
  readonly address: number;
  /** Stored bytes. */
  readonly size: number;
  /** Bit n is set when filter n was left out. */
  readonly mask: number;
}

/** More chunks than this one dataset may not have: a hundred megabytes of index. */
const MAX_CHUNKS = 4_000_000;
/** Bytes of a row. */
const ROW = 28;

/** Where the chunks of a dataset are, by their number in the grid of chunks (C order). Chunks never written are not in it. */
export class ChunkTable {
  /** Ascending. */
  readonly #numbers: Float64Array;
  readonly #addresses: Float64Array;
  readonly #sizes: Float64Array;
  readonly #masks: Uint32Array;
  /** Sum of the stored bytes. */
  readonly storedBytes: number;

  constructor(numbers: Float64Array, addresses: Float64Array, sizes: Float64Array, masks: Uint32Array) {
    this.#numbers = numbers;
    this.#addresses = addresses;
    this.#sizes = sizes;
    this.#masks = masks;
    this.storedBytes = sizes.reduce((total, size) => total + size, 0);
  }

  get(number: number): StoredChunk | undefined {
    const row = this.#row(number);
    if (this.#numbers[row] !== number) return undefined;
    return { address: this.#addresses[row] ?? 0, size: this.#sizes[row] ?? 0, mask: this.#masks[row] ?? 0 };
  }

  /** Whether a filter was left out for any of them. */
  get hasMasks(): boolean {
    return this.#masks.some((mask) => mask !== 0);
  }

  /** Number of chunks that are stored. */
  get count(): number {
    return this.#numbers.length;
  }

  /** The number of the first stored chunk. */
  get first(): number | undefined {
    return this.#numbers[0];
  }

  /** Bytes that the table itself takes. */
  get weight(): number {
    return this.count * ROW;
  }

  #row(number: number): number {
    // Where every chunk is stored, its number is its row.
    if (this.#numbers[number] === number) return number;
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Collects the rows of a table in any order. */
export class ChunkTableBuilder {
  #numbers = new Float64Array(64);
  #addresses = new Float64Array(64);
  #sizes = new Float64Array(64);
  #masks = new Uint32Array(64);
  #count = 0;
  #ascending = true;

  add(number: number, { address, size, mask }: StoredChunk): void {
    const row = this.#count;
    if (row >= MAX_CHUNKS) {
      throw new CatervaError("limit.exceeded", `The dataset has more than ${MAX_CHUNKS} chunks.`);
    }
    if (row === this.#numbers.length) this.#grow();
    if (row > 0 && number <= (this.#numbers[row - 1] ?? 0)) this.#ascending = false;
    this.#numbers[row] = number;
    this.#addresses[row] = address;
    this.#sizes[row] = size;
    this.#masks[row] = mask;
    this.#count = row + 1;
  }

  table(): ChunkTable {
    const numbers = this.#numbers.slice(0, this.#count);
    const columns = [this.#addresses.slice(0, this.#count), this.#sizes.slice(0, this.#count)] as const;
    const masks = this.#masks.slice(0, this.#count);
    if (this.#ascending) return new ChunkTable(numbers, ...columns, masks);
    const order = Uint32Array.from(numbers.keys()).sort((a, b) => (numbers[a] ?? 0) - (numbers[b] ?? 0));
    // A damaged index may name a chunk twice: the first row of it counts.
    const kept = order.filter((row, index) => index === 0 || numbers[row] !== numbers[order[index - 1] ?? 0]);
    const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (row) => column[row] ?? 0);
    return new ChunkTable(
      pick(numbers),
      pick(columns[0]),
      pick(columns[1]),
      Uint32Array.from(kept, (row) => masks[row] ?? 0),
    );
  }

  #grow(): void {
    const rows = 2 * this.#numbers.length;
    this.#numbers = grown(this.#numbers, new Float64Array(rows));
    this.#addresses = grown(this.#addresses, new Float64Array(rows));
    this.#sizes = grown(this.#sizes, new Float64Array(rows));
    this.#masks = grown(this.#masks, new Uint32Array(rows));
  }
}

function grown<T extends Float64Array | Uint32Array>(column: T, larger: T): T {
  larger.set(column);
  return larger;
}
