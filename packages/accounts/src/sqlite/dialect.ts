import { CatervaError } from "@caterva2/ndarray";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from "kysely";
import type { SqlValue } from "./messages.ts";
import type { DatabaseThread } from "./thread.ts";

/** Kysely over a database on a thread. */
export function threadDialect(thread: DatabaseThread): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new ThreadDriver(thread),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** One connection, lent to one user at a time: nothing gets in between the statements of a transaction. */
class ThreadDriver implements Driver {
  readonly #thread: DatabaseThread;
  readonly #connection: ThreadConnection;
  /** The last in the line for the connection. */
  #turn: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;

  constructor(thread: DatabaseThread) {
    this.#thread = thread;
    this.#connection = new ThreadConnection(thread);
  }

  init(): Promise<void> {
    return this.#thread.ready();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#turn;
    this.#turn = promise;
    await before;
    this.#release = resolve;
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {
    this.#release();
  }

  /** Immediate: a transaction that reads first and then writes cannot be turned away half-way. */
  async beginTransaction(): Promise<void> {
    await this.#thread.execute("begin immediate", []);
  }

  async commitTransaction(): Promise<void> {
    await this.#thread.execute("commit", []);
  }

  async rollbackTransaction(): Promise<void> {
    await this.#thread.execute("rollback", []);
  }

  destroy(): Promise<void> {
    return this.#thread.close();
  }
}

class ThreadConnection implements DatabaseConnection {
  readonly #thread: DatabaseThread;

  constructor(thread: DatabaseThread) {
    this.#thread = thread;
  }

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, changes } = await this.#thread.execute(sql, parameters.map(sqlValue));
    // Kysely's type of the rows follows from the query; the schema's checks are in `rows.ts`.
    return { rows: [...rows] as R[], numAffectedRows: BigInt(changes) };
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new CatervaError("internal.unexpected", "No query of this package is streamed.");
  }
}

/** @throws internal.unexpected for what is not stored here */
export function sqlValue(value: unknown): SqlValue {
  if (typeof value === "string" || typeof value === "number" || value === null) return value;
  throw new CatervaError("internal.unexpected", `A ${typeof value} is nothing that is stored here.`);
}
