import type { SharedReduction } from "@caterva2/repository";

/** Bytes of the states that are kept for those who come later, and of how many reductions. */
const [MOST_BYTES, MOST_WORKS] = [32 * 1024 * 1024, 64];

/**
 * Reductions that threads have in hand, or had lately. The stamp of a reduction says all that its states depend on, so
 * nothing here is ever out of date; the least lately wanted goes first.
 */
export class Reductions {
  readonly #works = new Map<string, SharedReduction>();
  #bytes = 0;

  /** The same reduction if there is one; else this one is it for those who come later. */
  join(work: SharedReduction): SharedReduction | undefined {
    const { stamp, place, parts, stateBytes } = work;
    const key = JSON.stringify([stamp, place, parts, stateBytes]);
    const known = this.#works.get(key);
    this.#works.delete(key);
    this.#works.set(key, known ?? work);
    if (known !== undefined) return known;
    this.#bytes += work.states.length;
    for (const [oldest, { states }] of this.#works) {
      if (this.#bytes <= MOST_BYTES && this.#works.size <= MOST_WORKS) break;
      this.#works.delete(oldest);
      this.#bytes -= states.length;
    }
    return undefined;
  }
}
