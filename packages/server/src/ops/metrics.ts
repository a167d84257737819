import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { WorkerPool } from "../workers/pool.ts";

/** Upper bounds in seconds, from a cached description to a long computation. */
const DURATIONS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A request that has been answered. */
export interface Answered {
  /** Path of the contract, never of a request: a label must not take any value that somebody sends. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly seconds: number;
}

/** What the server counts, and its text in the exposition format of Prometheus (version 0.0.4). */
export class Metrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: "caterva2_http_requests_total",
    help: "Answered requests.",
    labelNames: ["route", "method", "status"],
    registers: [this.#registry],
  });
  readonly #durations = new Histogram({
    name: "caterva2_http_request_duration_seconds",
    help: "Time from the first byte of a request to the last of its answer.",
    labelNames: ["route"],
    buckets: DURATIONS,
    registers: [this.#registry],
  });

  constructor(pool: Pick<WorkerPool, "waiting" | "threads" | "memory">) {
    collectDefaultMetrics({ register: this.#registry });
    const registers = [this.#registry];
    new Gauge({
      name: "caterva2_jobs_waiting",
      help: "Jobs that wait for a worker thread.",
      labelNames: ["lane"],
      registers,
      collect() {
        for (const lane of ["light", "heavy"] as const) this.set({ lane }, pool.waiting(lane));
      },
    });
    new Gauge({
      name: "caterva2_worker_threads",
      help: "Worker threads by what they are doing.",
      labelNames: ["state"],
      registers,
      collect() {
        const { busy, idle } = pool.threads();
        this.set({ state: "busy" }, busy);
        this.set({ state: "idle" }, idle);
      },
    });
    for (const [name, what, help] of [
      ["caterva2_kept_bytes", "bytes", "Memory that is kept to be faster the next time, by what is in it."],
      ["caterva2_kept_limit_bytes", "limit", "How much may be kept so."],
    ] as const) {
      const collect = function (this: Gauge<"part">) {
        for (const [part, use] of Object.entries(pool.memory())) this.set({ part }, use[what]);
      };
      new Gauge({ name, help, labelNames: ["part"], registers, collect });
    }
  }

  count({ route, method, status, seconds }: Answered): void {
    this.#requests.inc({ route, method, status });
    this.#durations.observe({ route }, seconds);
  }

  get mediaType(): string {
    return this.#registry.contentType;
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }
}
