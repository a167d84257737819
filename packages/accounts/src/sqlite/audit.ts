import type { Kysely } from "kysely";
import type { AuditQuery, AuditStore } from "../store.ts";
import type { AuditEvent, StoredAuditEvent } from "../types.ts";
import { eventOf } from "./rows.ts";
import type { Schema } from "./schema.ts";

export class SqliteAudit implements AuditStore {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  append(events: readonly AuditEvent[], keep: number): Promise<void> {
    return this.#database.transaction().execute(async (database) => {
      for (const event of events) {
        const { at, action, subject, outcome } = event;
        const rest = { user_id: event.userId ?? null, email: event.email ?? null, address: event.address ?? null };
        await database
          .insertInto("cat2_audit")
          .values({ at, action, subject, outcome, ...rest })
          .execute();
      }
      const oldest = await database
        .selectFrom("cat2_audit")
        .select("id")
        .orderBy("id", "desc")
        .limit(1)
        .offset(keep)
        .executeTakeFirst();
      if (oldest !== undefined) await database.deleteFrom("cat2_audit").where("id", "<=", oldest.id).execute();
    });
  }

  async page({ before, limit, userId, action }: AuditQuery): Promise<StoredAuditEvent[]> {
    let query = this.#database.selectFrom("cat2_audit").selectAll().orderBy("id", "desc").limit(limit);
    if (before !== undefined) query = query.where("id", "<", before);
    if (userId !== undefined) query = query.where("user_id", "=", userId);
    if (action !== undefined) query = query.where("action", "=", action);
    return (await query.execute()).map(eventOf);
  }
}
