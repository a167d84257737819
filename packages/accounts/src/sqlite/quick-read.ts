import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { SqlValue } from "./messages.ts";

/**
 * Reads of a few rows by key on the calling thread: from the page cache they take some 30 µs, the way to the database's
 * own thread and back several times that. It waits for nobody: while somebody writes, or when anything else is out of
 * the ordinary, the answer is undefined and that thread has to be asked.
 */
export class QuickReads {
  readonly #path: string;
  #database: DatabaseSync | undefined;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(path: string) {
    this.#path = path;
  }

  rows(sql: string, parameters: readonly SqlValue[]): readonly unknown[] | undefined {
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
