import { CatervaError } from "@caterva2/ndarray";

/** Between two counts of everything, which take a while. */
const RECOUNT_AFTER_MS = 10_000;

/**
 * What all users' files take together, in bytes. Every write settles its difference here before it happens, so
 * the sum never passes the limit, however many write at once. Without a limit nothing is counted.
 */
export class Ledger {
  readonly #limit: number | undefined;
  readonly #count: () => Promise<number>;
  #used: Promise<void> | undefined;
  #bytes = 0;
  #countedAt = Number.NEGATIVE_INFINITY;

  /** `count` walks through everything; nobody may write meanwhile. */
  constructor(limit: number | undefined, count: () => Promise<number>) {
    this.#limit = limit;
    this.#count = count;
  }

  get isLimited(): boolean {
    return this.#limit !== undefined;
  }

  /** Books a difference. @throws quota.exceeded, and books nothing, if more would be used than may be */
  async settle(difference: number): Promise<void> {
    if (this.#limit === undefined) return;
    await this.#counted();
    if (difference > 0 && this.#bytes + difference > this.#limit) throw exceeded();
    this.#bytes += difference;
  }

  /** Bytes that may still be added. */
  async room(): Promise<number> {
    if (this.#limit === undefined) return Number.POSITIVE_INFINITY;
    await this.#counted();
    return Math.max(0, this.#limit - this.#bytes);
  }

  /** Whether files that came or went by hand should be looked for before a write is refused. */
  get isStale(): boolean {
    return this.isLimited && Date.now() - this.#countedAt > RECOUNT_AFTER_MS;
  }

  /** Counts anew. */
  async recount(): Promise<void> {
    this.#used = undefined;
    await this.#counted();
  }

  /** The first count, whoever asks first. One that fails is tried again by the next. */
  #counted(): Promise<void> {
    this.#used ??= this.#count().then(
      (bytes) => {
        this.#bytes = bytes;
        this.#countedAt = Date.now();
      },
      (error: unknown) => {
        this.#used = undefined;
        throw error;
      },
    );
    return this.#used;
  }
}

/** The words are those that existing clients know. */
export function exceeded(): CatervaError {
  return new CatervaError("quota.exceeded", "Write failed because quota limit has been exceeded.");
}
