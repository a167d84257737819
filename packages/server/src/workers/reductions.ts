import type { SharedReduction } from "@caterva2/repository";

/** Reductions that are kept for those who come later, at most. */
const MOST_WORKS = 64;

/**
 * Reductions that threads have in hand, or had lately. The stamp of a reduction says all that its states depend on, so
 * nothing here is ever out of date; the least lately wanted goes first. One that is larger than the limit stays until the next.
 */
export class Reductions {
  readonly #works = new Map<string, SharedReduction>();
  readonly #limit: number;
  #bytes = 0;

  /** `limit`: bytes of all states. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

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
      if (states === work.states || (this.#bytes <= this.#limit && this.#works.size <= MOST_WORKS)) break;
      this.#works.delete(oldest);
      this.#bytes -= states.length;
    }
    return undefined;
  }
}
