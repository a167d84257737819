import { AsyncLocalStorage } from "node:async_hooks";
import type { ChunkCodec } from "@caterva2/blosc2";
import { CatervaError } from "@caterva2/ndarray";

/** Jobs that one thread may have in hand at once. */
const SLOTS = 16;

/**
 * The HTTP thread's side: one word of shared memory for each job that a thread has in hand. A message would come
 * too late, since a worker that decodes reads none.
 */
export class CancelSlots {
  readonly memory = new SharedArrayBuffer(SLOTS * Int32Array.BYTES_PER_ELEMENT);
  readonly #words = new Int32Array(this.memory);
  readonly #free = Array.from({ length: SLOTS }, (_, slot) => slot);

  /** A slot for a job that begins; undefined if all are taken: that job cannot be cancelled. */
  take(): number | undefined {
    const slot = this.#free.pop();
    if (slot !== undefined) Atomics.store(this.#words, slot, 0);
    return slot;
  }

  cancel(slot: number): void {
    Atomics.store(this.#words, slot, 1);
  }

  giveBack(slot: number): void {
    this.#free.push(slot);
  }
}

/** The worker's side: knows whether the job on whose behalf something runs has been cancelled. */
export class Cancellation {
  readonly #words: Int32Array;
  readonly #slot = new AsyncLocalStorage<number | undefined>();

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  /** Runs a job; whatever it calls, also later, can be stopped through its slot. */
  run<T>(slot: number | undefined, job: () => Promise<T>): Promise<T> {
    return this.#slot.run(slot, job);
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
