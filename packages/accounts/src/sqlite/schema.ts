import { type Generated, type Kysely, sql } from "kysely";

/** Booleans are 0 and 1. Times are milliseconds since 1970. */
export interface Schema {
  user: {
    id: string;
    email: string;
    hashed_password: string;
    is_active: number;
    is_superuser: number;
    is_verified: number;
  };
  /** What this server knows of a user beyond the shared table; a user without a row has the defaults. */
  cat2_account: {
    user_id: string;
    epoch: number;
    public_role: string | null;
    shared_role: string | null;
  };
  cat2_session: { id: string; user_id: string; epoch: number; password_mark: string; expires: number };
  cat2_token: {
    id: string;
    user_id: string;
    name: string;
    hash: string;
    scope: string;
    /** Names with blanks between them. */
    roots: string | null;
    created: number;
    expires: number | null;
    used: number | null;
  };
  cat2_reset: { user_id: string; hash: string; password_mark: string; expires: number };
  cat2_audit: {
    id: Generated<number>;
    at: number;
    user_id: string | null;
    email: string | null;
    action: string;
    subject: string;
    outcome: string;
    address: string | null;
  };
}

/**
 * The table `user` is the one that Python servers make, to the letter: either may come first, and the
 * other works on it. No foreign keys: programs that know nothing of our tables delete users too.
 */
const STATEMENTS = [
  sql`CREATE TABLE IF NOT EXISTS user (
	id CHAR(36) NOT NULL,
	email VARCHAR(320) NOT NULL,
	hashed_password VARCHAR(1024) NOT NULL,
	is_active BOOLEAN NOT NULL,
	is_superuser BOOLEAN NOT NULL,
	is_verified BOOLEAN NOT NULL,
	PRIMARY KEY (id)
)`,
  sql`CREATE UNIQUE INDEX IF NOT EXISTS ix_user_email ON user (email)`,
  sql`CREATE TABLE IF NOT EXISTS cat2_account (
    user_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, public_role TEXT, shared_role TEXT
  )`,
  sql`CREATE TABLE IF NOT EXISTS cat2_session (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, epoch INTEGER NOT NULL, password_mark TEXT NOT NULL,
    expires INTEGER NOT NULL
  )`,
  sql`CREATE INDEX IF NOT EXISTS ix_cat2_session_user ON cat2_session (user_id, expires)`,
  sql`CREATE INDEX IF NOT EXISTS ix_cat2_session_expires ON cat2_session (expires)`,
  sql`CREATE TABLE IF NOT EXISTS cat2_token (
    id TEXT PRIMARY KEY, user_id TEXT NOT NULL, name TEXT NOT NULL, hash TEXT NOT NULL UNIQUE, scope TEXT NOT NULL,
    roots TEXT, created INTEGER NOT NULL, expires INTEGER, used INTEGER
  )`,
  sql`CREATE INDEX IF NOT EXISTS ix_cat2_token_user ON cat2_token (user_id)`,
  sql`CREATE TABLE IF NOT EXISTS cat2_reset (
    user_id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, password_mark TEXT NOT NULL, expires INTEGER NOT NULL
  )`,
  sql`CREATE TABLE IF NOT EXISTS cat2_audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, user_id TEXT, email TEXT, action TEXT NOT NULL,
    subject TEXT NOT NULL, outcome TEXT NOT NULL, address TEXT
  )`,
];

/** What the statements above make: the tables and indices with a name of their own. */
const OBJECTS = 10;

/** Makes what is missing, all at once; a complete database is not written to. */
export async function prepareSchema(database: Kysely<Schema>): Promise<void> {
  const found = await sql<{ n: number }>`SELECT count(*) AS n FROM sqlite_master
    WHERE name = 'user' OR name = 'ix_user_email' OR name GLOB 'cat2_*' OR name GLOB 'ix_cat2_*'`.execute(database);
  if (found.rows[0]?.n === OBJECTS) return;
  await database.transaction().execute(async (transaction) => {
    for (const statement of STATEMENTS) await statement.execute(transaction);
  });
}
