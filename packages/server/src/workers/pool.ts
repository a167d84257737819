import { availableParallelism, totalmem } from "node:os";
import { CatervaError } from "@caterva2/ndarray";
import type { Caller, SharedWork } from "@caterva2/repository";
import { cutMemory, defaultMemory, type MemoryCut, type MemoryUse, THREAD_PARTS } from "../memory/cut.ts";
import { usageOf } from "../memory/thread.ts";
import { FairQueue } from "./fair-queue.ts";
import type { ContentStream, Job, JobName, JobTypes } from "./jobs.ts";
import { Reductions } from "./reductions.ts";
import { blockMemory, blocksInUse } from "./shared-blocks.ts";
import { type JobControl, JobThread } from "./thread.ts";

/** `light` jobs take about a millisecond; they never wait behind all the `heavy` ones. */
export type Lane = "light" | "heavy";

export interface PoolOptions {
  readonly stateDirectory: string;
  /** Threads for heavy jobs; one more takes light ones alone. Default: one a processor. */
  readonly threads?: number;
  /** Jobs that wait at most, of all and of one owner; more are refused with `server.busy`. */
  readonly maxWaiting?: number;
  readonly maxWaitingOfOne?: number;
  /** Bytes that all threads together keep to be faster the next time; default: {@link defaultMemory}. */
  readonly memory?: number | undefined;
  /** The module that each thread runs; tests bring their own. */
  readonly program?: URL;
  /** For faults of a worker itself. */
  readonly onFault?: (error: unknown) => void;
}

/** For whom a job runs. */
export interface Client extends JobControl {
  /** A user, or an address: owners take turns when jobs wait. */
  readonly owner: string;
  /** Number of the request: an owner's older requests go first, the jobs of a request with them. Default: last. */
  readonly since?: number | undefined;
}

interface Waiting {
  readonly lane: Lane;
  readonly owner: string;
  readonly start: (thread: JobThread) => Promise<unknown>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
  readonly abandon: () => void;
}

const WORKER_PROGRAM = new URL("./worker.ts", import.meta.url);

/** Light jobs that one thread interleaves: while one waits for the disk another decodes. */
const LIGHT_DEPTH = 4;

/** Threads that fail one after the other before they are ready: the fault is not of a job, so waiting is no use. */
const MAX_FAILED_STARTS = 3;

/**
 * Runs jobs of {@link JobTypes} on worker threads in two lanes; owners take turns. Threads start when there is
 * work for them. One that dies takes only its own jobs with it and is replaced.
 */
export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #threads: JobThread[] = [];
  readonly #general: number;
  readonly #maxWaiting: number;
  readonly #maxWaitingOfOne: number;
  readonly #waiting: Record<Lane, FairQueue<Waiting>> = { light: new FairQueue(), heavy: new FairQueue() };
  readonly #memory: MemoryCut;
  readonly #blocks: SharedArrayBuffer;
  readonly #reductions: Reductions;
  #started = 0;
  #failedStarts = 0;
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#general = Math.max(1, options.threads ?? availableParallelism());
    const threads = this.#general + 1;
    this.#memory = cutMemory(options.memory ?? defaultMemory(threads, machineBytes()), threads);
    this.#blocks = blockMemory(this.#memory.blocks);
    this.#reductions = new Reductions(this.#memory.reductions);
    this.#maxWaiting = options.maxWaiting ?? 1024;
    this.#maxWaitingOfOne = options.maxWaitingOfOne ?? this.#maxWaiting / 2;
  }

  /** Starts the first threads ahead of the first jobs. */
  warmUp(): void {
    this.#startThread("light");
    this.#startThread("heavy");
  }

  /** How many jobs wait in a lane. */
  waiting(lane: Lane): number {
    return this.#waiting[lane].size;
  }

  /** How many threads there are, by whether they have a job in hand. */
  threads(): { readonly busy: number; readonly idle: number } {
    const busy = this.#threads.filter((thread) => thread.busy.light + thread.busy.heavy > 0).length;
    return { busy, idle: this.#threads.length - busy };
  }

  /** What all threads keep, and may keep. */
  memory(): MemoryUse {
    const { thread } = this.#memory;
    const parts = THREAD_PARTS.map((part) => {
      const bytes = this.#threads.reduce((sum, { usage }) => sum + usageOf(usage, part), 0);
      return [part, { bytes, limit: thread[part] * (this.#general + 1) }] as const;
    });
    const blocks = { bytes: blocksInUse(this.#blocks), limit: this.#blocks.byteLength };
    const reductions = { bytes: this.#reductions.bytes, limit: this.#memory.reductions };
    return { blocks, reductions, ...Object.fromEntries(parts) };
  }

  /** Runs one job. A client that leaves drops or stops it: `request.cancelled`. @throws server.busy */
  run<J extends JobName>(
    name: J,
    args: JobTypes[J]["args"],
    lane: Lane,
    client?: Client,
  ): Promise<JobTypes[J]["answer"]> {
    // A name and its own arguments are a Job; the generic form cannot be narrowed to the union.
    const job = { name, args } as unknown as Job;
    const start = (thread: JobThread) => thread.run(job, client);
    return this.#enqueue(lane, client, start) as Promise<JobTypes[J]["answer"]>;
  }

  /** Opens the content of a file; with `lent`, a piece is valid only until the next is asked for. Whoever does not read it to its end must call `return` of its iterator. */
  content(caller: Caller, path: string, client?: Client, lent = false): Promise<ContentStream> {
    return this.#enqueue("heavy", client, (thread) => thread.open(caller, path, lent)) as Promise<ContentStream>;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const error = new CatervaError("server.busy", "The server is stopping.");
    this.#refuseWaiting(error);
    await Promise.all(this.#threads.splice(0).map((thread) => thread.close()));
  }

  #enqueue(lane: Lane, client: Client | undefined, start: Waiting["start"]): Promise<unknown> {
    const owner = client?.owner ?? "";
    if (this.#isFull(owner)) {
      return Promise.reject(new CatervaError("server.busy", "The server has too much to do; try again soon."));
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const abandon = () => this.#abandon(waiting);
    const waiting: Waiting = { lane, owner, start, resolve, reject, signal: client?.signal, abandon };
    waiting.signal?.addEventListener("abort", abandon, { once: true });
    this.#waiting[lane].push(owner, waiting, client?.since ?? Number.POSITIVE_INFINITY);
    this.#pump();
    return promise;
  }

  #isFull(owner: string): boolean {
    const { light, heavy } = this.#waiting;
    const own = light.sizeOf(owner) + heavy.sizeOf(owner);
    return this.#closed || light.size + heavy.size >= this.#maxWaiting || own >= this.#maxWaitingOfOne;
  }

  #abandon(waiting: Waiting): void {
    if (!this.#waiting[waiting.lane].remove(waiting.owner, waiting)) return;
    waiting.reject(new CatervaError("request.cancelled", "The client left before the answer."));
  }

  #refuseWaiting(error: CatervaError): void {
    for (const queue of Object.values(this.#waiting)) for (const waiting of queue.drain()) waiting.reject(error);
  }

  /** Hands out what can be started now, and starts a thread where that would help. */
  #pump(): void {
    for (const lane of ["light", "heavy"] as const) {
      const queue = this.#waiting[lane];
      while (queue.size > 0) {
        const thread = this.#freeThread(lane);
        if (thread === undefined) {
          this.#startThread(lane);
          break;
        }
        const waiting = queue.shift();
        if (waiting !== undefined) this.#start(waiting, thread);
      }
    }
  }

  #start(waiting: Waiting, thread: JobThread): void {
    waiting.signal?.removeEventListener("abort", waiting.abandon);
    thread.busy[waiting.lane] += 1;
    waiting
      .start(thread)
      .then(waiting.resolve, waiting.reject)
      .finally(() => {
        thread.busy[waiting.lane] -= 1;
        this.#pump();
      });
  }

  /** The least busy thread that may take a job of the lane. A heavy job has its thread for itself. */
  #freeThread(lane: Lane): JobThread | undefined {
    let best: JobThread | undefined;
    for (const thread of this.#threads) {
      const { light, heavy } = thread.busy;
      if (!thread.ready || heavy > 0) continue;
      // While heavy jobs wait, light ones leave the general threads to them: neither lane starves the other.
      if (lane === "light" && !thread.lightOnly && this.#waiting.heavy.size > 0) continue;
      if (lane === "heavy" ? thread.lightOnly || light > 0 : light >= LIGHT_DEPTH) continue;
      if (best === undefined || light < best.busy.light) best = thread;
    }
    return best;
  }

  /** Starts a thread for the lane unless all there may be exist, or one is on its way. */
  #startThread(lane: Lane): void {
    const lightOnly = lane === "light" && !this.#threads.some((thread) => thread.lightOnly);
    const general = this.#threads.filter((thread) => !thread.lightOnly);
    if (this.#closed || this.#threads.some((thread) => !thread.ready && thread.lightOnly === lightOnly)) return;
    if (!lightOnly && general.length >= this.#general) return;
    const { stateDirectory, program = WORKER_PROGRAM } = this.#options;
    this.#started += 1;
    const given = { stateDirectory, blocks: this.#blocks, memory: this.#memory.thread, thread: this.#started };
    const thread: JobThread = new JobThread(program, given, lightOnly, {
      ready: () => {
        this.#failedStarts = 0;
        this.#pump();
      },
      help: (work) => this.#help(work),
      join: (work) => this.#reductions.join(work),
      ended: (error) => this.#ended(thread, error),
    });
    this.#threads.push(thread);
  }

  /** Lets an idle general thread take part in what another does, if nobody waits for it; answers as {@link Crew.help} does. */
  async #help(work: SharedWork): Promise<boolean> {
    if (this.#waiting.heavy.size > 0) return true;
    const thread = this.#freeThread("heavy");
    if (thread === undefined) {
      this.#startThread("heavy");
      return true;
    }
    thread.busy.heavy += 1;
    try {
      await thread.run({ name: "assist", args: [work] });
      return true;
    } catch {
      // The asking thread does alone what is missing, and tells what is wrong if it is not the helper.
      return false;
    } finally {
      thread.busy.heavy -= 1;
      this.#pump();
    }
  }

  #ended(thread: JobThread, error: unknown): void {
    const index = this.#threads.indexOf(thread);
    if (index < 0) return;
    this.#threads.splice(index, 1);
    this.#options.onFault?.(error);
    if (!thread.ready) this.#failedStarts += 1;
    if (this.#failedStarts >= MAX_FAILED_STARTS) {
      const failure = new CatervaError("internal.unexpected", "The server's worker threads do not start.");
      this.#refuseWaiting(failure);
      return;
    }
    this.#pump();
  }
}

/** Memory that this process may have: that of the machine, or of the container it runs in. */
function machineBytes(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}
