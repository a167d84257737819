/** The program of the thread that holds the database: `node:sqlite` waits for locks and disks, so it must not do that on the HTTP thread. */
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { CatervaError } from "@caterva2/ndarray";
import type { Outcome, SqlValue, Statement } from "./messages.ts";

/** Other programs hold the lock for milliseconds; whoever holds it this long is stuck. */
const BUSY_TIMEOUT_MS = 5000;

/** The statements of this package are few; this bounds what lists of values make of them. */
const MAX_PREPARED = 200;

const port = parentPort;
if (port === null) throw new CatervaError("usage.invalid", "This module runs as a worker thread only.");

const database = new DatabaseSync(String(workerData), { timeout: BUSY_TIMEOUT_MS });
const prepared = new Map<string, StatementSync>();

function prepare(sql: string): StatementSync {
  const known = prepared.get(sql);
  if (known !== undefined) return known;
  if (prepared.size >= MAX_PREPARED) prepared.clear();
  const statement = database.prepare(sql);
  prepared.set(sql, statement);
  return statement;
}

function execute(sql: string, parameters: readonly SqlValue[]): { rows: unknown[]; changes: number } {
  const statement = prepare(sql);
  if (statement.columns().length === 0) return { rows: [], changes: Number(statement.run(...parameters).changes) };
  const rows = statement.all(...parameters);
  return { rows, changes: rows.length };
}

function outcomeOf({ id, sql, parameters }: Statement): Outcome {
  try {
    return { kind: "rows", id, ...execute(sql, parameters) };
  } catch (error) {
    const errcode = error instanceof Error && "errcode" in error ? Number(error.errcode) : -1;
    return { kind: "error", id, errcode, message: error instanceof Error ? error.message : String(error) };
  }
}

port.on("message", (statement: Statement) => port.postMessage(outcomeOf(statement)));
port.postMessage({ kind: "ready" } satisfies Outcome);
