import { CatervaError } from "@caterva2/ndarray";
import type { EvaluationMemory } from "./memory.ts";
import type { ShareParts } from "./share.ts";
import { Turns } from "./turns.ts";

export interface EvaluateOptions {
  readonly signal?: AbortSignal;
  /** Called now and then with the items computed so far, those between included, and how many came since the last call. */
  readonly onProgress?: (items: number, step: number) => void;
  /** Items computed at most in the life of the lazy array. */
  readonly maxItems?: number;
  /** Bytes that the pieces of one step may have together. */
  readonly tileBytes?: number;
  /** Bytes of one array in memory, the result included. */
  readonly maxBytes?: number;
  /** The same will be computed with other numbers: kernels take them as inputs. Default: they are part of kernels. */
  readonly numbersVary?: boolean;
  /** Lets other threads take part in long reductions of lazy arrays. Default: nobody does. */
  readonly share?: ShareParts;
  /** What evaluations of the same text over the same data have kept. Default: nothing yet. */
  readonly memory?: EvaluationMemory;
}

/** What a computation may use, and whether it is still wanted. */
export class Budget {
  readonly #options: EvaluateOptions;
  #items = 0;
  readonly #turns = new Turns();

  constructor(options: EvaluateOptions) {
    this.#options = options;
  }

  get tileBytes(): number {
    return this.#options.tileBytes ?? 2 ** 26;
  }

  get maxBytes(): number {
    return this.#options.maxBytes ?? 2 ** 30;
  }

  /** Between tiles: counts, reports, yields. @throws request.cancelled, limit.exceeded */
  async step(items: number): Promise<void> {
    this.#items += items;
    if (this.#items > (this.#options.maxItems ?? Number.POSITIVE_INFINITY)) {
      throw new CatervaError("limit.exceeded", `The expression needs more than ${this.#options.maxItems} steps.`);
    }
    this.#options.onProgress?.(this.#items, items);
    await this.#turns.yield();
    if (this.#options.signal?.aborted) throw new CatervaError("request.cancelled", "The computation was cancelled.");
  }

  /** Before an array is made. @throws expression.too_large */
  allocate(bytes: number): void {
    if (!(bytes <= this.maxBytes)) {
      throw new CatervaError(
        "expression.too_large",
        `The expression needs ${bytes} bytes at once: ${this.maxBytes} are allowed. Take a slice of the result.`,
      );
    }
  }
}
