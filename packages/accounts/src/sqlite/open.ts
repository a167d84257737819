import { open } from "node:fs/promises";
import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import { Kysely } from "kysely";
import type { AccountStore } from "../store.ts";
import { SqliteAudit } from "./audit.ts";
import { threadDialect } from "./dialect.ts";
import { QuickReads } from "./quick-read.ts";
import { prepareSchema, type Schema } from "./schema.ts";
import { SqliteSessions } from "./sessions.ts";
import { DatabaseThread } from "./thread.ts";
import { SqliteResets, SqliteTokens } from "./tokens.ts";
import { SqliteUsers } from "./users.ts";

/**
 * The accounts of a state directory, in its `db.sqlite`; made if missing, for its owner's eyes only.
 * Other programs may use it at the same time. @throws account.unavailable
 */
export async function openSqliteStore(path: string): Promise<AccountStore> {
  await createPrivately(path);
  const database = new Kysely<Schema>({ dialect: threadDialect(new DatabaseThread(path)) });
  try {
    await prepareSchema(database);
  } catch (error) {
    await database.destroy();
    throw cannotOpen(isCatervaError(error) && error.cause !== undefined ? error.cause : error);
  }
  const quick = new QuickReads(path);
  return {
    users: new SqliteUsers(database),
    sessions: new SqliteSessions(database, quick),
    tokens: new SqliteTokens(database, quick),
    resets: new SqliteResets(database),
    audit: new SqliteAudit(database),
    async close() {
      quick.close();
      await database.destroy();
    },
  };
}

/** SQLite would make it readable by everybody; an empty file is an empty database to it. */
async function createPrivately(path: string): Promise<void> {
  try {
    await (await open(path, "wx", 0o600)).close();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw cannotOpen(error);
  }
}

/** Said by programs that start, to who started them. */
function cannotOpen(cause: unknown): CatervaError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CatervaError("account.unavailable", `The user database cannot be opened: ${reason}`, { cause });
}
