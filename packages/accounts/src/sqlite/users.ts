import { type Kysely, sql } from "kysely";
import type { NewUser, UserChange, UserStore } from "../store.ts";
import { lastSuperuser, tooManyUsers, userExists } from "../store-errors.ts";
import type { User } from "../types.ts";
import { userOf } from "./rows.ts";
import type { Schema } from "./schema.ts";

export class SqliteUsers implements UserStore {
  readonly #database: Kysely<Schema>;

  constructor(database: Kysely<Schema>) {
    this.#database = database;
  }

  byId(id: string): Promise<User | undefined> {
    return findUser(this.#database, id);
  }

  async byEmail(email: string): Promise<User | undefined> {
    const row = await selectUsers(this.#database).where(sameEmail(email)).executeTakeFirst();
    return row && userOf(row);
  }

  async list(): Promise<User[]> {
    return (await selectUsers(this.#database).orderBy("user.email").execute()).map(userOf);
  }

  add(user: NewUser, maxUsers?: number): Promise<User> {
    return this.#database.transaction().execute(async (database) => {
      const same = await database.selectFrom("user").select("id").where(sameEmail(user.email)).executeTakeFirst();
      if (same !== undefined) throw userExists(user.email);
      if (maxUsers !== undefined) {
        const { n } = await database.selectFrom("user").select(count).executeTakeFirstOrThrow();
        if (n >= maxUsers) throw tooManyUsers(maxUsers);
      }
      const row = {
        id: user.id,
        email: user.email,
        hashed_password: user.passwordHash,
        is_active: 1,
        is_superuser: Number(user.superuser),
        is_verified: 0,
      };
      await database.insertInto("user").values(row).execute();
      return userOf({ ...row, epoch: null, public_role: null, shared_role: null });
    });
  }

  update(id: string, change: UserChange, expectedHash?: string): Promise<User | undefined> {
    return this.#database.transaction().execute(async (database) => {
      const user = await findUser(database, id);
      if (user === undefined || (expectedHash !== undefined && user.passwordHash !== expectedHash)) return undefined;
      const { active = user.active, superuser = user.superuser, passwordHash = user.passwordHash } = change;
      if (user.active && user.superuser && !(active && superuser)) await refuseTheLast(database);
      await database
        .updateTable("user")
        .set({ hashed_password: passwordHash, is_active: Number(active), is_superuser: Number(superuser) })
        .where("id", "=", id)
        .execute();
      const roles = change.roles ?? user.roles;
      const epoch = user.epoch + Number(change.endSessions ?? false);
      const account = { epoch, public_role: roles.public ?? null, shared_role: roles.shared ?? null };
      await database
        .insertInto("cat2_account")
        .values({ user_id: id, ...account })
        .onConflict((conflict) => conflict.column("user_id").doUpdateSet(account))
        .execute();
      if (change.endSessions) await database.deleteFrom("cat2_session").where("user_id", "=", id).execute();
      return { ...user, active, superuser, passwordHash, roles, epoch };
    });
  }

  remove(id: string): Promise<boolean> {
    return this.#database.transaction().execute(async (database) => {
      const user = await findUser(database, id);
      if (user === undefined) return false;
      if (user.active && user.superuser) await refuseTheLast(database);
      for (const table of ["cat2_account", "cat2_session", "cat2_token", "cat2_reset"] as const) {
        await database.deleteFrom(table).where("user_id", "=", id).execute();
      }
      await database.deleteFrom("user").where("id", "=", id).execute();
      return true;
    });
  }
}

const count = sql<number>`count(*)`.as("n");

/** As Python servers compare: SQLite's `lower`, of ASCII letters. */
function sameEmail(email: string) {
  return sql<boolean>`lower(email) = lower(${email})`;
}

/** Users with what this server knows of them. */
function selectUsers(database: Kysely<Schema>) {
  return database
    .selectFrom("user")
    .leftJoin("cat2_account", "cat2_account.user_id", "user.id")
    .selectAll("user")
    .select(["cat2_account.epoch", "cat2_account.public_role", "cat2_account.shared_role"]);
}

async function findUser(database: Kysely<Schema>, id: string): Promise<User | undefined> {
  const row = await selectUsers(database).where("user.id", "=", id).executeTakeFirst();
  return row && userOf(row);
}

async function refuseTheLast(database: Kysely<Schema>): Promise<void> {
  const { n } = await database
    .selectFrom("user")
    .select(count)
    .where("is_active", "=", 1)
    .where("is_superuser", "=", 1)
    .executeTakeFirstOrThrow();
  if (n <= 1) throw lastSuperuser();
}
