/** Milliseconds after which a computation lets others (the message that cancels it) have the thread. */
const TURN = 30;

/** Gives the thread to others now and then. */
export class Turns {
  #since = performance.now();

  /** Settles at once, or when others have had their turn. */
  async yield(): Promise<void> {
    if (performance.now() - this.#since <= TURN) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    this.#since = performance.now();
  }
}
