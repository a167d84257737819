/** Values made once and kept, the most recently used `limit` of them. One that fails is made again the next time. */
export class KeptValues<K, V> {
  readonly #limit: number;
  readonly #values = new Map<K, Promise<V>>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  of(key: K, make: () => Promise<V>): Promise<V> {
    const known = this.#values.get(key);
    if (known !== undefined) {
      this.#values.delete(key);
      this.#values.set(key, known);
      return known;
    }
    const value = make();
    this.#values.set(key, value);
    value.catch(() => this.#values.delete(key));
    const oldest = this.#values.keys().next().value;
    if (this.#values.size > this.#limit && oldest !== undefined) this.#values.delete(oldest);
    return value;
  }
}
