import { Worker } from "node:worker_threads";
import { CatervaError } from "@caterva2/ndarray";
import type { Caller, SharedReduction, SharedWork } from "@caterva2/repository";
import { usageMemory } from "../memory/thread.ts";
import { CancelSlots } from "./cancellation.ts";
import type { ContentStream, FromWorker, Job, ToWorker, WorkerSettings } from "./jobs.ts";
import { fromPlainError } from "./plain-error.ts";
import { releaseBlocks } from "./shared-blocks.ts";

/** Bounds the JavaScript heap of a worker, so that a runaway job ends its thread and not the server. Array data is not part of it. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 1024 };

/** Smaller bytes are copied, which takes no longer. */
const WORTH_MOVING = 64 * 1024;

/** How often it is looked how far a job is, in ms. */
const LOOK_EVERY = 200;

interface Listener {
  ready(): void;
  /** The thread asks for help. Answers as {@link Crew.help} does. */
  help(work: SharedWork): Promise<boolean>;
  /** The thread begins a reduction. Answers as {@link Crew.join} does. */
  join(work: SharedReduction): SharedReduction | undefined;
  ended(error: unknown): void;
}

/** How whoever asked for a job takes part in it. */
export interface JobControl {
  /** Fires when the job is not wanted any more: it is dropped, or stopped. */
  readonly signal?: AbortSignal | undefined;
  /** Told now and then how many items the job has computed since the last time. */
  readonly onItems?: ((items: number) => void) | undefined;
}

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One worker thread and the jobs it has in hand. */
export class JobThread {
  readonly lightOnly: boolean;
  /** Where it tells what it keeps. */
  readonly usage = usageMemory();
  readonly busy = { light: 0, heavy: 0 };
  ready = false;
  readonly #worker: Worker;
  readonly #slots = new CancelSlots();
  readonly #pending = new Map<number, Pending>();
  #nextId = 0;
  #ended = false;

  constructor(
    program: URL,
    given: Omit<WorkerSettings, "cancelSlots" | "usage" | "background">,
    lightOnly: boolean,
    listener: Listener,
  ) {
    this.lightOnly = lightOnly;
    const { usage } = this;
    const workerData: WorkerSettings = { ...given, usage, cancelSlots: this.#slots.memory, background: !lightOnly };
    this.#worker = new Worker(program, { workerData, resourceLimits: RESOURCE_LIMITS });
    this.#worker.on("message", (message: FromWorker) => {
      if (message.kind === "ready") {
        this.ready = true;
        listener.ready();
      } else if (message.kind === "help") {
        const { id } = message;
        void listener.help(message.work).then((complete) => {
          if (!this.#ended) this.#post({ kind: "helped", id, complete });
        });
      } else if (message.kind === "join") {
        this.#post({ kind: "joined", id: message.id, work: listener.join(message.work) });
      } else {
        this.#settle(message);
      }
    });
    let fault: unknown = new Error("A worker thread ended.");
    this.#worker.on("error", (error) => {
      fault = error;
    });
    this.#worker.on("exit", () => {
      this.#ended = true;
      releaseBlocks(given.blocks, given.thread);
      const error = new CatervaError("internal.unexpected", "The thread that worked on this request ended.", {
        cause: fault,
      });
      for (const pending of this.#pending.values()) pending.reject(error);
      this.#pending.clear();
      listener.ended(fault);
    });
  }

  /** Runs a job; once the signal fires it ends with `request.cancelled` at the next chunk or block. */
  async run(job: Job, { signal, onItems }: JobControl = {}): Promise<unknown> {
    const id = this.#newId();
    const slot = (signal ?? onItems) && this.#slots.take();
    if (slot === undefined) return this.#ask({ kind: "job", id, slot, job });
    const cancel = () => this.#slots.cancel(slot);
    const look = () => {
      const items = this.#slots.counted(slot);
      if (items > 0) onItems?.(items);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    const timer = onItems && setInterval(look, LOOK_EVERY).unref();
    try {
      return await this.#ask({ kind: "job", id, slot, job });
    } finally {
      clearInterval(timer);
      signal?.removeEventListener("abort", cancel);
      look();
      this.#slots.giveBack(slot);
    }
  }

  async open(caller: Caller, path: string, lent: boolean): Promise<ContentStream> {
    const id = this.#newId();
    const size = await this.#ask({ kind: "open", id, caller, path, lent });
    if (typeof size !== "number") throw new CatervaError("internal.unexpected", "A worker answered no size.");
    return { size, pieces: this.#pieces(id) };
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  /**
   * The worker makes the next piece while the last one is sent, and never more than that one ahead. An
   * iterator by hand: a generator that never started would not tell the worker that it was given up.
   */
  #pieces(id: number): AsyncIterableIterator<Uint8Array, undefined, undefined> {
    const pull = () => this.#ask({ kind: "pull", id });
    let ahead: Promise<unknown> | undefined;
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => {
        const piece = await (ahead ?? pull());
        if (!(piece instanceof Uint8Array)) return { done: true, value: undefined };
        ahead = pull();
        // Whoever asks for that piece meets its error; one that nobody asks for concerns nobody.
        ahead.catch(() => undefined);
        return { done: false, value: piece };
      },
      return: async () => {
        if (!this.#ended) this.#post({ kind: "close", id });
        return { done: true, value: undefined };
      },
    };
  }

  #newId(): number {
    this.#nextId += 1;
    return this.#nextId;
  }

  #ask(message: ToWorker): Promise<unknown> {
    if (this.#ended) {
      return Promise.reject(new CatervaError("internal.unexpected", "The thread that worked on this request ended."));
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending.set(message.id, { resolve, reject });
    this.#post(message);
    return promise;
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message, message.kind === "job" ? movable(message.job) : []);
  }

  #settle(message: Exclude<FromWorker, { kind: "ready" | "help" | "join" }>): void {
    const pending = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.kind === "error") pending?.reject(fromPlainError(message.error));
    else pending?.resolve(message.kind === "piece" ? message.piece : message.answer);
  }
}

/** Arguments of jobs that give them away: bytes that are all of their memory, and large enough. */
function movable({ name, args }: Job): ArrayBuffer[] {
  if (name !== "plainFrame" && name !== "plainChunk") return [];
  const [, { buffer, byteLength }] = args;
  const whole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return whole && byteLength >= WORTH_MOVING ? [buffer] : [];
}
