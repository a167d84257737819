import { Failure } from "../data/port.ts";

export type JobState = "waiting" | "running" | "done" | "failed" | "cancelled";

/** Something that takes a while. `total` is undefined where nobody knows. */
export interface Job {
  readonly id: number;
  readonly title: string;
  /** The path that comes of it. */
  readonly path: string;
  readonly state: JobState;
  /** What `done` and `total` count: bytes, files, or shares of the work in no unit that says anything to people. */
  readonly measure: "bytes" | "files" | "shares";
  readonly done: number;
  readonly total: number | undefined;
  /** How much is done in a second, over the last few seconds. */
  readonly speed: number | undefined;
  readonly failure: Failure | undefined;
}

/** What a job does: it says how far it is, and of how much if it learns that on the way, and ends when the signal fires. */
export type Work = (progress: (done: number, total?: number) => void, signal: AbortSignal) => Promise<string>;

/** A job that is to be done. */
export interface JobWish {
  readonly title: string;
  /** The path that comes of it. */
  readonly path: string;
  readonly measure?: Job["measure"];
  readonly total?: number | undefined;
  readonly work: Work;
}

interface Entry {
  job: Job;
  readonly work: Work;
  abort: AbortController;
  samples: { readonly at: number; readonly done: number }[];
}

/** Jobs at work at the same time; more would only share the line. */
const AT_A_TIME = 3;
/** Jobs that are remembered once they have ended. */
const REMEMBERED = 50;
/** Time over which the speed is taken, and least time between two updates of the screen, in ms. */
const SPEED_WINDOW = 4000;
const UPDATE_EVERY = 100;

const ENDED: ReadonlySet<JobState> = new Set(["done", "failed", "cancelled"]);

/** The jobs of this page, newest first. */
export class JobStore {
  readonly #entries: Entry[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #now: () => number;
  #snapshot: readonly Job[] = [];
  #nextId = 1;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly get = (): readonly Job[] => this.#snapshot;

  /** Answers the number of the job. */
  add({ title, path, total, measure = "bytes", work }: JobWish): number {
    const job: Job = {
      id: this.#nextId++,
      title,
      path,
      state: "waiting",
      measure,
      done: 0,
      total,
      speed: undefined,
      failure: undefined,
    };
    this.#entries.unshift({ job, work, abort: new AbortController(), samples: [] });
    this.#forgetOld();
    this.#startNext();
    this.#tell();
    return job.id;
  }

  /** Stops a job, or takes one that waits out of the line. */
  cancel(id: number): void {
    const entry = this.#find(id);
    if (entry === undefined || ENDED.has(entry.job.state)) return;
    entry.abort.abort();
    this.#change(entry, { state: "cancelled", speed: undefined });
    this.#startNext();
  }

  /** Does a job that failed or was cancelled again. */
  retry(id: number): void {
    const entry = this.#find(id);
    if (entry === undefined || (entry.job.state !== "failed" && entry.job.state !== "cancelled")) return;
    entry.abort = new AbortController();
    entry.samples = [];
    this.#change(entry, { state: "waiting", done: 0, failure: undefined });
    this.#startNext();
  }

  /** Takes those that have ended off the list. */
  clear(): void {
    for (let index = this.#entries.length - 1; index >= 0; index -= 1) {
      if (ENDED.has(this.#entries[index]?.job.state ?? "done")) this.#entries.splice(index, 1);
    }
    this.#tell();
  }

  #find(id: number): Entry | undefined {
    return this.#entries.find((entry) => entry.job.id === id);
  }

  #startNext(): void {
    const running = this.#entries.filter((entry) => entry.job.state === "running").length;
    const waiting = this.#entries.filter((entry) => entry.job.state === "waiting").reverse();
    for (const entry of waiting.slice(0, Math.max(0, AT_A_TIME - running))) void this.#run(entry);
  }

  async #run(entry: Entry): Promise<void> {
    const { signal } = entry.abort;
    this.#change(entry, { state: "running" });
    const progress = (done: number, total?: number) => {
      if (!signal.aborted) this.#progress(entry, done, total ?? entry.job.total);
    };
    try {
      const path = await entry.work(progress, signal);
      if (signal.aborted) return;
      this.#change(entry, { state: "done", path, done: entry.job.total ?? entry.job.done, speed: undefined });
    } catch (error) {
      if (signal.aborted) return;
      this.#change(entry, { state: "failed", failure: failureOf(error), speed: undefined });
    }
    this.#startNext();
  }

  #progress(entry: Entry, done: number, total: number | undefined): void {
    const at = this.#now();
    entry.samples = [...entry.samples.filter((sample) => at - sample.at <= SPEED_WINDOW), { at, done }];
    const [first] = entry.samples;
    const elapsed = first === undefined ? 0 : at - first.at;
    const speed = first === undefined || elapsed === 0 ? undefined : ((done - first.done) / elapsed) * 1000;
    entry.job = { ...entry.job, done, total, speed };
    this.#timer ??= setTimeout(() => this.#tell(), UPDATE_EVERY);
  }

  #change(entry: Entry, patch: Partial<Job>): void {
    entry.job = { ...entry.job, ...patch };
    this.#tell();
  }

  #forgetOld(): void {
    const ended = this.#entries.filter((entry) => ENDED.has(entry.job.state));
    for (const entry of ended.slice(REMEMBERED)) this.#entries.splice(this.#entries.indexOf(entry), 1);
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#snapshot = this.#entries.map((entry) => entry.job);
    for (const listener of this.#listeners) listener();
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure({ code: "internal.unexpected", message: error instanceof Error ? error.message : String(error) });
}
