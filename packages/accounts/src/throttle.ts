export interface ThrottleLimits {
  /** Attempts in a row. */
  readonly attempts: number;
  /** After so many milliseconds one more attempt is granted. */
  readonly refillMs: number;
  /** Keys that are remembered; the ones longest unseen are forgotten first. */
  readonly maxKeys: number;
}

interface Bucket {
  /** Attempts left at `at`. */
  left: number;
  at: number;
  /** Whether a refusal since the last success or grant was told already. */
  told: boolean;
}

/** Refused: when to try again, and whether this is the first refusal in a row (worth a line in the log). */
export interface Refusal {
  readonly retryAfterMs: number;
  readonly first: boolean;
}

/** Counts attempts by key in buckets that fill up again with time. Memory is bounded by `maxKeys`. */
export class Throttle {
  readonly #limits: ThrottleLimits;
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(limits: ThrottleLimits, now: () => number) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Takes one attempt; undefined when there was one left. */
  take(key: string): Refusal | undefined {
    const bucket = this.#bucket(key);
    if (bucket.left >= 1) {
      bucket.left -= 1;
      bucket.told = false;
      return undefined;
    }
    const first = !bucket.told;
    bucket.told = true;
    return { retryAfterMs: Math.ceil((1 - bucket.left) * this.#limits.refillMs), first };
  }

  /** The attempt succeeded: it does not count. */
  giveBack(key: string): void {
    const bucket = this.#bucket(key);
    bucket.left = Math.min(this.#limits.attempts, bucket.left + 1);
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** The bucket of a key as it is now, moved to the end of the line. */
  #bucket(key: string): Bucket {
    const { attempts, refillMs, maxKeys } = this.#limits;
    const now = this.#now();
    const known = this.#buckets.get(key);
    const bucket = known ?? { left: attempts, at: now, told: false };
    bucket.left = Math.min(attempts, bucket.left + Math.max(0, now - bucket.at) / refillMs);
    bucket.at = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > maxKeys) {
      const oldest = this.#buckets.keys().next().value;
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return bucket;
  }
}
