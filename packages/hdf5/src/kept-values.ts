import { isCatervaError } from "@caterva2/ndarray";

export interface KeptLimits<V> {
  /** Most values. */
  readonly entries: number;
  /** Most of what `weigh` says, together; the newest value is kept even if it alone weighs more. */
  readonly weight?: number;
  /** Bytes, roughly. */
  weigh?(value: V): number;
}

interface Kept<V> {
  readonly promise: Promise<V>;
  weight: number;
}

/**
 * Values made once and kept, the most recently used within limits. One that fails is made again the next time; one whose
 * maker was cancelled is made by the next who waits for it, since only the maker's client has left.
 */
export class KeptValues<K, V> {
  readonly #limits: KeptLimits<V>;
  readonly #values = new Map<K, Kept<V>>();
  #weight = 0;

  constructor(limits: KeptLimits<V>) {
    this.#limits = limits;
  }

  /** What all values weigh together. */
  get weight(): number {
    return this.#weight;
  }

  of(key: K, make: () => Promise<V>): Promise<V> {
    const known = this.get(key);
    if (known !== undefined) {
      return known.catch((error: unknown) => {
        if (isCatervaError(error, "request.cancelled")) return this.of(key, make);
        throw error;
      });
    }
    const kept: Kept<V> = { promise: make(), weight: 0 };
    this.#values.set(key, kept);
    kept.promise.then(
      (value) => this.#weigh(key, kept, value),
      () => this.#drop(key, kept),
    );
    this.#evict();
    return kept.promise;
  }

  /** The value of a key if it is kept; it counts as used. */
  get(key: K): Promise<V> | undefined {
    const known = this.#values.get(key);
    if (known === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, known);
    return known.promise;
  }

  #weigh(key: K, kept: Kept<V>, value: V): void {
    if (this.#values.get(key) !== kept) return;
    kept.weight = this.#limits.weigh?.(value) ?? 0;
    this.#weight += kept.weight;
    this.#evict();
  }

  #drop(key: K, kept: Kept<V>): void {
    if (this.#values.get(key) !== kept) return;
    this.#values.delete(key);
    this.#weight -= kept.weight;
  }

  #evict(): void {
    const { entries, weight = Number.POSITIVE_INFINITY } = this.#limits;
    for (const [key, kept] of this.#values) {
      const fits = this.#values.size <= entries && this.#weight <= weight;
      if (fits || this.#values.size === 1) return;
      this.#drop(key, kept);
    }
  }
}
