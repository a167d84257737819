import type { Kysely } from "kysely";
import type { SessionStore } from "../store.ts";
import type { Session, User } from "../types.ts";
import type { QuickReads } from "./quick-read.ts";
import { sessionOf, userOf } from "./rows.ts";
import type { Schema } from "./schema.ts";

export class SqliteSessions implements SessionStore {
  readonly #database: Kysely<Schema>;
  readonly #quick: QuickReads;

  constructor(database: Kysely<Schema>, quick: QuickReads) {
    this.#database = database;
    this.#quick = quick;
  }

  add(session: Session, now: number, keep: number): Promise<void> {
    return this.#database.transaction().execute(async (database) => {
      await database.deleteFrom("cat2_session").where("expires", "<=", now).execute();
      await database
        .insertInto("cat2_session")
        .values({
          id: session.id,
          user_id: session.userId,
          epoch: session.epoch,
          password_mark: session.passwordMark,
          expires: session.expires,
        })
        .execute();
      const tooMany = database
        .selectFrom("cat2_session")
        .select("id")
        .where("user_id", "=", session.userId)
        .orderBy("expires", "desc")
        .limit(-1)
        .offset(keep);
      await database.deleteFrom("cat2_session").where("id", "in", tooMany).execute();
    });
  }

  async find(id: string): Promise<{ session: Session; user: User } | undefined> {
    const query = this.#database
      .selectFrom("cat2_session as session")
      .innerJoin("user", "user.id", "session.user_id")
      .leftJoin("cat2_account as account", "account.user_id", "user.id")
      .selectAll("user")
      .select(["account.epoch", "account.public_role", "account.shared_role"])
      .select(["session.id as session_id", "session.user_id", "session.password_mark", "session.expires"])
      .select("session.epoch as session_epoch")
      .where("session.id", "=", id);
    const [row] = await this.#quick.execute(query);
    return row && { session: sessionOf({ ...row, epoch: row.session_epoch }), user: userOf(row) };
  }

  async remove(id: string): Promise<void> {
    await this.#database.deleteFrom("cat2_session").where("id", "=", id).execute();
  }
}
