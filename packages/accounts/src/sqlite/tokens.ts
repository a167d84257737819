import { type Kysely, sql } from "kysely";
import type { ResetStore, TokenStore } from "../store.ts";
import { tooManyTokens } from "../store-errors.ts";
import type { ApiToken, PendingReset, User } from "../types.ts";
import type { QuickReads } from "./quick-read.ts";
import { tokenOf, userOf } from "./rows.ts";
import type { Schema } from "./schema.ts";

export class SqliteTokens implements TokenStore {
  readonly #database: Kysely<Schema>;
  readonly #quick: QuickReads;

  constructor(database: Kysely<Schema>, quick: QuickReads) {
    this.#database = database;
    this.#quick = quick;
  }

  add(token: ApiToken, maxTokens: number): Promise<void> {
    return this.#database.transaction().execute(async (database) => {
      const { n } = await database
        .selectFrom("cat2_token")
        .select(sql<number>`count(*)`.as("n"))
        .where("user_id", "=", token.userId)
        .executeTakeFirstOrThrow();
      if (n >= maxTokens) throw tooManyTokens(maxTokens);
      const { id, userId: user_id, name, hash, scope, created } = token;
      const rest = { roots: token.roots?.join(" ") ?? null, expires: token.expires ?? null, used: token.used ?? null };
      await database
        .insertInto("cat2_token")
        .values({ id, user_id, name, hash, scope, created, ...rest })
        .execute();
    });
  }

  async find(hash: string): Promise<{ token: ApiToken; user: User } | undefined> {
    const query = this.#database
      .selectFrom("cat2_token as token")
      .innerJoin("user", "user.id", "token.user_id")
      .leftJoin("cat2_account as account", "account.user_id", "user.id")
      .selectAll("user")
      .select(["account.epoch", "account.public_role", "account.shared_role"])
      .select(["token.id as token_id", "token.user_id", "token.name", "token.hash", "token.scope", "token.roots"])
      .select(["token.created", "token.expires", "token.used"])
      .where("token.hash", "=", hash);
    const [row] = await this.#quick.execute(query);
    return row && { token: tokenOf(row), user: userOf(row) };
  }

  async list(userId: string): Promise<ApiToken[]> {
    const rows = await this.#database
      .selectFrom("cat2_token")
      .selectAll()
      .where("user_id", "=", userId)
      .orderBy("created")
      .orderBy("id")
      .execute();
    return rows.map((row) => tokenOf({ ...row, token_id: row.id }));
  }

  async touch(id: string, now: number): Promise<void> {
    await this.#database.updateTable("cat2_token").set({ used: now }).where("id", "=", id).execute();
  }

  async remove(userId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database
      .deleteFrom("cat2_token")
      .where("id", "=", id)
      .where("user_id", "=", userId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async removeAll(userId: string): Promise<void> {
    await this.#database.deleteFrom("cat2_token").where("user_id", "=", userId).execute();
  }
}

export class SqliteResets implements ResetStore {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  async put({ userId: user_id, hash, passwordMark: password_mark, expires }: PendingReset): Promise<void> {
    await this.#database
      .insertInto("cat2_reset")
      .values({ user_id, hash, password_mark, expires })
      .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ hash, password_mark, expires }))
      .execute();
  }

  async take(hash: string): Promise<PendingReset | undefined> {
    const row = await this.#database
      .deleteFrom("cat2_reset")
      .where("hash", "=", hash)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    return { userId: row.user_id, hash: row.hash, passwordMark: row.password_mark, expires: row.expires };
  }
}
