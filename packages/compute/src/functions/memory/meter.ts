import { CatervaError } from "@caterva2/ndarray";
import type { EvaluateOptions } from "../../evaluate/budget.ts";
import { Turns } from "../../evaluate/turns.ts";

/** Steps of a function over one piece: parts of expressions and statements that are carried out. */
export const MAX_STEPS = 1_000_000;

/** Bytes of a result where nobody says how many are allowed. */
export const DEFAULT_MAX_BYTES = 2 ** 30;

/** Bytes of the arrays of a run together: some sixteen of the largest pieces. */
const MOST_BYTES = 2 ** 28;

/** Steps after which the time and the wish to go on are looked at. */
const LOOK = 256;

/** Knows the arrays that a function can still name. */
export interface Holder {
  namedBytes(): number;
}

/**
 * What one run of a function uses up: steps, and the bytes of its arrays. Whether the run is still wanted is asked now
 * and then, also where a function computes nothing but numbers.
 */
export class Meter {
  readonly options: EvaluateOptions;
  /** Of all arrays of the run that are in use. */
  readonly maxBytes: number;
  #steps = 0;
  #bytes = 0;
  readonly #turns = new Turns();
  #holder: Holder | undefined;
  /** Of each call that runs, the bytes made by the statement it is at: they may be in use without a name. */
  readonly #made: number[] = [];

  constructor(options: EvaluateOptions) {
    this.options = options;
    this.maxBytes = Math.min(options.maxBytes ?? DEFAULT_MAX_BYTES, MOST_BYTES);
  }

  set holder(holder: Holder) {
    this.#holder = holder;
  }

  /** Before a piece: its steps are counted from 0. */
  restart(): void {
    this.#steps = 0;
    this.#bytes = 0;
    this.#made.length = 0;
  }

  /** Calls that run, one within the other. */
  get calls(): number {
    return this.#made.length;
  }

  enterCall(): void {
    this.#made.push(0);
  }

  leaveCall(): void {
    this.#made.pop();
  }

  enterStatement(): void {
    if (this.#made.length > 0) this.#made[this.#made.length - 1] = 0;
  }

  /** Counts steps; true if {@link look} is due. @throws limit.exceeded */
  step(count = 1): boolean {
    const before = this.#steps;
    this.#steps += count;
    if (this.#steps > MAX_STEPS) {
      throw new CatervaError(
        "limit.exceeded",
        `The function takes more than ${MAX_STEPS} steps: does a loop of it end? Compute with whole arrays instead of items.`,
      );
    }
    return Math.floor(before / LOOK) !== Math.floor(this.#steps / LOOK);
  }

  /** @throws request.cancelled, and what the progress callback throws */
  async look(): Promise<void> {
    this.options.onProgress?.(this.#steps, 0);
    await this.#turns.yield();
    if (this.options.signal?.aborted) throw new CatervaError("request.cancelled", "The computation was cancelled.");
  }

  /**
   * Counts the bytes of a new array. When the sum passes the bound, what is still in use is looked up.
   * @throws expression.too_large
   */
  allocate(bytes: number): void {
    const last = this.#made.length - 1;
    if (last >= 0) this.#made[last] = (this.#made[last] ?? 0) + bytes;
    this.#bytes += bytes;
    if (this.#bytes <= this.maxBytes) return;
    this.#bytes = this.#made.reduce((total, made) => total + made, this.#holder?.namedBytes() ?? 0);
    if (this.#bytes > this.maxBytes) {
      throw new CatervaError(
        "expression.too_large",
        `The arrays of the function need more than ${this.maxBytes} bytes together: compute in smaller parts.`,
      );
    }
  }
}
