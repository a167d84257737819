import { EvaluationMemory } from "@caterva2/compute";

const MOST_MEMORIES = 100;

/**
 * What computations keep for the next of the same text over the same versions of the same files. The keys say all of
 * that, so nothing here is ever out of date; the least lately used goes first.
 */
export class Memories {
  readonly #memories = new Map<string, EvaluationMemory>();

  readonly #most: number;

  /** @param most bytes that are kept of all expressions together */
  constructor(most: number) {
    this.#most = most;
  }

  get keptBytes(): number {
    let bytes = 0;
    for (const memory of this.#memories.values()) bytes += memory.bytes;
    return bytes;
  }

  of(key: string): EvaluationMemory {
    const memory = this.#memories.get(key) ?? new EvaluationMemory();
    this.#memories.delete(key);
    this.#memories.set(key, memory);
    this.#forget();
    return memory;
  }

  #forget(): void {
    let bytes = this.keptBytes;
    for (const [key, memory] of this.#memories) {
      if (bytes <= this.#most && this.#memories.size <= MOST_MEMORIES) break;
      bytes -= memory.bytes;
      this.#memories.delete(key);
    }
  }
}
