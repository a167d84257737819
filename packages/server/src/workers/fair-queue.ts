interface Place<T> {
  readonly item: T;
  readonly rank: number;
}

/**
 * Things that wait: owners by turns, so that nobody waits behind all of another's; within an owner those of the lowest
 * rank first, and then first come first served.
 */
export class FairQueue<T> {
  /** In the order in which the owners get their next turn. None is empty. */
  readonly #waiting = new Map<string, Place<T>[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** How many an owner has waiting. */
  sizeOf(owner: string): number {
    return this.#waiting.get(owner)?.length ?? 0;
  }

  push(owner: string, item: T, rank = 0): void {
    const places = this.#waiting.get(owner) ?? [];
    const before = places.findLastIndex((place) => place.rank <= rank);
    places.splice(before + 1, 0, { item, rank });
    this.#waiting.set(owner, places);
    this.#size += 1;
  }

  /** The oldest of the owner whose turn it is. */
  shift(): T | undefined {
    for (const [owner, places] of this.#waiting) {
      const place = places.shift();
      this.#waiting.delete(owner);
      if (places.length > 0) this.#waiting.set(owner, places);
      this.#size -= 1;
      return place?.item;
    }
    return undefined;
  }

  /** Takes one out; false if it does not wait (any more). */
  remove(owner: string, item: T): boolean {
    const places = this.#waiting.get(owner) ?? [];
    const index = places.findIndex((place) => place.item === item);
    if (index < 0) return false;
    places.splice(index, 1);
    if (places.length === 0) this.#waiting.delete(owner);
    this.#size -= 1;
    return true;
  }

  /** Takes all out. */
  drain(): T[] {
    const all = [...this.#waiting.values()].flat().map(({ item }) => item);
    this.#waiting.clear();
    this.#size = 0;
    return all;
  }
}
