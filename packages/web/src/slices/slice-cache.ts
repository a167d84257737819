interface Pending<Value> {
  readonly promise: Promise<Value>;
  readonly controller: AbortController;
  waiters: number;
}

/**
 * Slices by key, up to a number of bytes; the ones used last stay. Whoever asks for the same slice shares one
 * request, which is aborted when nobody waits for it any more.
 */
export class SliceCache<Value> {
  readonly #limit: number;
  readonly #sizeOf: (value: Value) => number;
  readonly #values = new Map<string, Value>();
  readonly #pending = new Map<string, Pending<Value>>();
  #bytes = 0;

  constructor(limit: number, sizeOf: (value: Value) => number) {
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  get(key: string, load: (signal: AbortSignal) => Promise<Value>, signal: AbortSignal): Promise<Value> {
    const known = this.#values.get(key);
    if (known !== undefined) {
      this.#values.delete(key);
      this.#values.set(key, known);
      return Promise.resolve(known);
    }
    const pending = this.#pending.get(key) ?? this.#start(key, load);
    pending.waiters += 1;
    // The next asker may come in the same turn (a slice fetched ahead becomes the one shown): wait for it.
    const leave = () => queueMicrotask(() => this.#leave(key, pending));
    signal.addEventListener("abort", leave, { once: true });
    return pending.promise;
  }

  has(key: string): boolean {
    return this.#values.has(key);
  }

  #start(key: string, load: (signal: AbortSignal) => Promise<Value>): Pending<Value> {
    const controller = new AbortController();
    const promise = load(controller.signal).then(
      (value) => {
        this.#pending.delete(key);
        this.#keep(key, value);
        return value;
      },
      (error: unknown) => {
        this.#pending.delete(key);
        throw error;
      },
    );
    const pending = { promise, controller, waiters: 0 };
    this.#pending.set(key, pending);
    return pending;
  }

  #leave(key: string, pending: Pending<Value>): void {
    pending.waiters -= 1;
    if (pending.waiters > 0 || this.#pending.get(key) !== pending) return;
    this.#pending.delete(key);
    pending.controller.abort();
  }

  #keep(key: string, value: Value): void {
    this.#values.set(key, value);
    this.#bytes += this.#sizeOf(value);
    for (const [oldest, old] of this.#values) {
      if (this.#bytes <= this.#limit || oldest === key) break;
      this.#values.delete(oldest);
      this.#bytes -= this.#sizeOf(old);
    }
  }
}
