import { Worker } from "node:worker_threads";
import { CatervaError } from "@caterva2/ndarray";
import type { Outcome, SqlValue, Statement } from "./messages.ts";

interface Pending {
  readonly resolve: (outcome: { rows: readonly unknown[]; changes: number }) => void;
  readonly reject: (error: unknown) => void;
}

const PROGRAM = new URL("./thread-program.ts", import.meta.url);

/** Primary result codes of SQLite: https://www.sqlite.org/rescode.html */
const BUSY = 5;
const LOCKED = 6;

/** A database on a thread of its own. Statements run in the order in which they were given. */
export class DatabaseThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #ready = Promise.withResolvers<void>();
  #nextId = 0;
  #fault: CatervaError | undefined;

  constructor(path: string) {
    this.#worker = new Worker(PROGRAM, { workerData: path });
    this.#ready.promise.catch(() => undefined);
    this.#worker.on("message", (outcome: Outcome) => this.#settle(outcome));
    this.#worker.on("error", (error) => this.#end(unavailable(error)));
    this.#worker.on("exit", () => this.#end(new CatervaError("account.unavailable", "The user database is closed.")));
  }

  /** Answers once the database is open. @throws account.unavailable */
  async ready(): Promise<void> {
    await this.#ready.promise;
    this.#hold();
  }

  /** @throws server.busy when another program holds the lock; account.unavailable */
  execute(sql: string, parameters: readonly SqlValue[]): Promise<{ rows: readonly unknown[]; changes: number }> {
    if (this.#fault !== undefined) return Promise.reject(this.#fault);
    this.#nextId += 1;
    const id = this.#nextId;
    const { promise, resolve, reject } = Promise.withResolvers<{ rows: readonly unknown[]; changes: number }>();
    this.#pending.set(id, { resolve, reject });
    this.#hold();
    this.#worker.postMessage({ id, sql, parameters } satisfies Statement);
    return promise;
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #settle(outcome: Outcome): void {
    if (outcome.kind === "ready") {
      this.#ready.resolve();
      return;
    }
    const pending = this.#pending.get(outcome.id);
    this.#pending.delete(outcome.id);
    this.#hold();
    if (outcome.kind === "rows") pending?.resolve(outcome);
    else pending?.reject(statementError(outcome.errcode, outcome.message));
  }

  /** An idle database keeps no program from its end; one that is asked does. */
  #hold(): void {
    if (this.#pending.size > 0) this.#worker.ref();
    else this.#worker.unref();
  }

  #end(fault: CatervaError): void {
    this.#fault ??= fault;
    this.#ready.reject(this.#fault);
    for (const { reject } of this.#pending.values()) reject(this.#fault);
    this.#pending.clear();
  }
}

function statementError(errcode: number, message: string): CatervaError {
  const primary = errcode & 0xff;
  if (primary === BUSY || primary === LOCKED) {
    return new CatervaError("server.busy", "The user database is locked by another program; try again soon.");
  }
  return unavailable(new Error(message), errcode);
}

function unavailable(cause: unknown, errcode?: number): CatervaError {
  const detail = errcode === undefined ? {} : { errcode };
  return new CatervaError("account.unavailable", "The user database cannot be used; the log of the server says why.", {
    cause,
    detail,
  });
}
