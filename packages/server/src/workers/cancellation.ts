import { AsyncLocalStorage } from "node:async_hooks";
import type { ChunkCodec } from "@caterva2/blosc2";
import { CatervaError } from "@caterva2/ndarray";

/** Jobs that one thread may have in hand at once. */
const SLOTS = 16;

/** Of each job the items it has counted, then of each the word that cancels it. */
function slotsOf(memory: SharedArrayBuffer): { readonly counts: BigInt64Array; readonly words: Int32Array } {
  return {
    counts: new BigInt64Array(memory, 0, SLOTS),
    words: new Int32Array(memory, SLOTS * BigInt64Array.BYTES_PER_ELEMENT, SLOTS),
  };
}

/**
 * The HTTP thread's side: a few words of shared memory for each job that a thread has in hand. A message would come
 * too late, since a worker that decodes reads none.
 */
export class CancelSlots {
  readonly memory = new SharedArrayBuffer(SLOTS * (BigInt64Array.BYTES_PER_ELEMENT + Int32Array.BYTES_PER_ELEMENT));
  readonly #words = slotsOf(this.memory).words;
  readonly #counts = slotsOf(this.memory).counts;
  readonly #free = Array.from({ length: SLOTS }, (_, slot) => slot);

  /** A slot for a job that begins; undefined if all are taken: that job cannot be cancelled. */
  take(): number | undefined {
    const slot = this.#free.pop();
    if (slot === undefined) return undefined;
    Atomics.store(this.#words, slot, 0);
    Atomics.store(this.#counts, slot, 0n);
    return slot;
  }

  cancel(slot: number): void {
    Atomics.store(this.#words, slot, 1);
  }

  /** Items that the job has counted since this was asked last. */
  counted(slot: number): number {
    return Number(Atomics.exchange(this.#counts, slot, 0n));
  }

  giveBack(slot: number): void {
    this.#free.push(slot);
  }
}

/** The worker's side: knows whether the job on whose behalf something runs has been cancelled, and tells how far it is. */
export class Cancellation {
  readonly #words: Int32Array;
  readonly #counts: BigInt64Array;
  readonly #slot = new AsyncLocalStorage<number | undefined>();

  constructor(memory: SharedArrayBuffer) {
    ({ words: this.#words, counts: this.#counts } = slotsOf(memory));
  }

  /** Runs a job; whatever it calls, also later, can be stopped through its slot. */
  run<T>(slot: number | undefined, job: () => Promise<T>): Promise<T> {
    return this.#slot.run(slot, job);
  }

  /** Counts items of the present job. */
  count(items: number): void {
    const slot = this.#slot.getStore();
    if (slot !== undefined) Atomics.add(this.#counts, slot, BigInt(items));
  }

  /** @throws request.cancelled if nobody waits for the present job any more */
  check(): void {
    const slot = this.#slot.getStore();
    if (slot !== undefined && Atomics.load(this.#words, slot) !== 0) {
      throw new CatervaError("request.cancelled", "The client left before the answer.");
    }
  }
}

/** A codec that stops between chunks and blocks once the present job is cancelled. */
export function stoppable(codec: ChunkCodec, cancellation: Cancellation): ChunkCodec {
  return {
    memory: codec.memory,
    heldBytes: () => codec.heldBytes?.() ?? 0,
    prepare: (header) => codec.prepare(header),
    prepareEncoding: (name) => codec.prepareEncoding(name),
    ofArray: (cut) => stoppable(codec.ofArray(cut), cancellation),
    decodeChunk(chunk, maxBytes, target) {
      cancellation.check();
      return codec.decodeChunk(chunk, maxBytes, target);
    },
    decodeBlock(header, index, bytes, context) {
      cancellation.check();
      return codec.decodeBlock(header, index, bytes, context);
    },
    encodeChunk(data, params) {
      cancellation.check();
      return codec.encodeChunk(data, params);
    },
    encodeBlock(data, params) {
      cancellation.check();
      return codec.encodeBlock(data, params);
    },
    encodeBlocks(blocks, params) {
      cancellation.check();
      return codec.encodeBlocks(blocks, params);
    },
  };
}
