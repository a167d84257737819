import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountStoreContract } from "../../test/account-store-contract.ts";
import type { AccountStore } from "../store.ts";
import type { ApiToken } from "../types.ts";
import { openSqliteStore } from "./open.ts";

let directory: string;
let made = 0;
const newPath = () => {
  made += 1;
  return join(directory, `${made}.sqlite`);
};
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "cat2-accounts-"));
});
afterAll(() => rm(directory, { recursive: true }));

accountStoreContract("openSqliteStore", async () => {
  const store = await openSqliteStore(newPath());
  return { store, dispose: () => store.close() };
});

const ID = "0d6f6d4e-1c58-4d2c-9c58-0f1a7d0c3b11";
const user = { id: ID, email: "a@example.org", passwordHash: "h", superuser: false };

describe("a database that other programs use too", () => {
  test("is for its owner alone, with the shared table as they make it and no other mode", async () => {
    const path = newPath();
    const store = await openSqliteStore(path);
    await store.users.add({ ...user, superuser: true });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const other = new DatabaseSync(path);
    const columns = other.prepare("PRAGMA table_info(user)").all();
    expect(columns.map(({ name, type, notnull, pk }) => [name, type, notnull, pk])).toEqual([
      ["id", "CHAR(36)", 1, 1],
      ["email", "VARCHAR(320)", 1, 0],
      ["hashed_password", "VARCHAR(1024)", 1, 0],
      ["is_active", "BOOLEAN", 1, 0],
      ["is_superuser", "BOOLEAN", 1, 0],
      ["is_verified", "BOOLEAN", 1, 0],
    ]);
    expect(other.prepare("PRAGMA journal_mode").get()).toEqual({ journal_mode: "delete" });
    expect(other.prepare("SELECT * FROM user").get()).toEqual({
      ...{ id: ID, email: "a@example.org", hashed_password: "h", is_active: 1, is_superuser: 1, is_verified: 0 },
    });
    other.close();
    await store.close();
  });

  test("opens one that holds the shared table alone, and sees what others write at once", async () => {
    const path = newPath();
    const other = new DatabaseSync(path);
    other.exec(`CREATE TABLE user (id CHAR(36) NOT NULL, email VARCHAR(320) NOT NULL, hashed_password VARCHAR(1024) NOT NULL,
      is_active BOOLEAN NOT NULL, is_superuser BOOLEAN NOT NULL, is_verified BOOLEAN NOT NULL, PRIMARY KEY (id));
      CREATE UNIQUE INDEX ix_user_email ON user (email)`);
    const store = await openSqliteStore(path);
    expect(await store.users.list()).toEqual([]);
    other.prepare("INSERT INTO user VALUES (?, 'a@example.org', 'h', 1, 0, 0)").run(ID);
    expect((await store.users.byEmail("A@example.org"))?.active).toBe(true);
    other.exec("UPDATE user SET is_active = 0");
    expect((await store.users.byId(ID))?.active).toBe(false);
    other.exec("DELETE FROM user");
    expect(await store.users.byId(ID)).toBeUndefined();
    other.close();
    await store.close();
  });

  test("waits for a lock that another program holds, without holding up this one", async () => {
    const path = newPath();
    const store = await openSqliteStore(path);
    const other = new DatabaseSync(path);
    other.exec("BEGIN EXCLUSIVE");
    let added = false;
    const adding = store.users.add(user).then(() => {
      added = true;
    });
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(added).toBe(false);
    other.exec("COMMIT");
    await adding;
    expect(other.prepare("SELECT count(*) AS n FROM user").get()).toEqual({ n: 1 });
    other.close();
    await store.close();
  });

  test("two that open it at once make it once", async () => {
    const path = newPath();
    const stores = await Promise.all([1, 2, 3].map(() => openSqliteStore(path)));
    await stores[0]?.users.add(user);
    for (const store of stores) {
      expect(await store.users.list()).toHaveLength(1);
      await store.close();
    }
  });
});

test.each([
  [
    "a file that is no database",
    async (path: string) => writeFile(path, "no database at all, but long enough to be one"),
  ],
  [
    "a folder",
    async (path: string) => rm(path, { force: true }).then(async () => (await import("node:fs/promises")).mkdir(path)),
  ],
])("%s is refused with a reason", async (_name, prepare) => {
  const path = newPath();
  await prepare(path);
  await expect(openSqliteStore(path)).rejects.toMatchObject({
    code: "account.unavailable",
    message: expect.stringMatching(/^The user database cannot be opened: \w/),
  });
});

test("a closed one says so", async () => {
  const store = await openSqliteStore(newPath());
  await store.close();
  await expect(store.users.list()).rejects.toThrow();
});

const session = { id: "s", userId: ID, epoch: 0, passwordMark: "m", expires: Date.now() + 60_000 };
const token: ApiToken = {
  ...{ id: "t", userId: ID, name: "n", hash: "hash", scope: "read", created: 0 },
  ...{ roots: undefined, expires: undefined, used: undefined },
};

describe.each([
  ["sessions", "cat2_session", (store: AccountStore) => store.sessions.find("s")],
  ["tokens", "cat2_token", (store: AccountStore) => store.tokens.find("hash")],
] as const)("%s are looked up at once", (_name, table, find) => {
  async function opened() {
    const path = newPath();
    const store = await openSqliteStore(path);
    await store.users.add(user);
    await store.sessions.add(session, Date.now(), 10);
    await store.tokens.add(token, 10);
    return { path, store };
  }

  test("and what another program has just written counts", async () => {
    const { path, store } = await opened();
    expect((await find(store))?.user.active).toBe(true);
    const other = new DatabaseSync(path);
    other.exec("UPDATE user SET is_active = 0");
    expect((await find(store))?.user.active).toBe(false);
    other.exec(`DELETE FROM ${table}`);
    expect(await find(store)).toBeUndefined();
    other.close();
    await store.close();
  });

  test("and one that was taken back is gone with the answer that says so", async () => {
    const { store } = await opened();
    expect(await find(store)).toBeDefined();
    await store.sessions.remove("s");
    await store.tokens.remove(ID, "t");
    expect(await find(store)).toBeUndefined();
    await store.close();
  });

  test("or, while another program writes, once it is done", async () => {
    const { path, store } = await opened();
    await find(store);
    const other = new DatabaseSync(path);
    other.exec("BEGIN EXCLUSIVE; UPDATE user SET is_active = 0");
    const found = find(store);
    let early = false;
    void found.then(() => {
      early = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(early).toBe(false);
    other.exec("COMMIT");
    other.close();
    expect((await found)?.user.active).toBe(false);
    await store.close();
  });
});
