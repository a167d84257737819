import { malformed } from "./malformed.ts";
import type { Metadata } from "./metadata.ts";

/**
 * Keeps the walk of a tree finite and linear in the file: no node is visited twice, and all together are not larger
 * than the file, as they would be if they lay over each other.
 */
export class NodeBudget {
  readonly #seen = new Set<number>();
  readonly #what: string;
  #left: number;

  constructor(metadata: Metadata, what: string) {
    this.#left = metadata.source.size;
    this.#what = what;
  }

  /** Counts a node of `bytes` bytes. @throws hdf5.malformed */
  take(address: number, bytes: number): void {
    if (this.#seen.has(address)) throw malformed(`${this.#what} that leads back to itself`);
    this.#seen.add(address);
    this.#left -= bytes;
    if (this.#left < 0) throw malformed(`${this.#what} that is larger than the file`);
  }
}
