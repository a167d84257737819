import { CatervaError } from "@caterva2/ndarray";

/** Lets a few at a time do what costs much; so many may wait, further ones are turned away. */
export class Gate {
  readonly #waiting: (() => void)[] = [];
  readonly #maxWaiting: number;
  #free: number;

  constructor(places: number, maxWaiting: number) {
    this.#free = places;
    this.#maxWaiting = maxWaiting;
  }

  /** @throws server.busy when too many wait already, and whatever `work` throws */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    if (this.#waiting.length >= this.#maxWaiting) {
      throw new CatervaError("server.busy", "Too many sign-ins wait to be checked; try again soon.");
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** A place that becomes free goes to who waited longest, never through the counter. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
