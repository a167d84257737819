import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { SelectQueryBuilder } from "kysely";
import { sqlValue } from "./dialect.ts";
import type { SqlValue } from "./messages.ts";

/**
 * Reads of a few rows by key on the calling thread: from the page cache they take some 30 µs, the way to the database's
 * own thread and back several times that. It waits for nobody: while somebody writes, or when anything else is out of
 * the ordinary, that thread is asked after all. For what every request asks: who it is that shows a session or a token.
 */
export class QuickReads {
  readonly #path: string;
  #database: DatabaseSync | undefined;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(path: string) {
    this.#path = path;
  }

  /** The rows of a query: at once, or from the database's own thread. */
  async execute<Row>(
    query: Pick<SelectQueryBuilder<never, never, Row>, "compile" | "execute">,
  ): Promise<readonly Row[]> {
    const { sql, parameters } = query.compile();
    const rows = this.#rows(sql, parameters.map(sqlValue));
    // Both ask the same of the same tables.
    return (rows as readonly Row[] | undefined) ?? query.execute();
  }

  #rows(sql: string, parameters: readonly SqlValue[]): readonly unknown[] | undefined {
    try {
      return this.#prepare(sql).all(...parameters);
    } catch {
      return undefined;
    }
  }

  close(): void {
    this.#prepared.clear();
    this.#database?.close();
    this.#database = undefined;
  }

  #prepare(sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    // Queries of this package are few, and none is made of what users type.
    this.#database ??= new DatabaseSync(this.#path, { readOnly: true, timeout: 0 });
    const statement = this.#database.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }
}
