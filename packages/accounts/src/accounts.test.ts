import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { type AccountsUnderTest, accountsUnderTest, type UnderTestOptions } from "../test/accounts-under-test.ts";
import { accessOf, type Identity, mayAdminister, type User } from "./index.ts";

const HOUR = 3600 * 1000;
const client = { address: "192.0.2.1" };
const system = { user: undefined, address: undefined };
const code = (name: string) => expect.objectContaining({ code: name });

interface WithUser extends AccountsUnderTest {
  readonly user: User;
  signIn(password?: string): Promise<string>;
  holds(token: string): Promise<boolean>;
}

/** Accounts with one user, ann@example.org. */
async function withUser(options: UnderTestOptions & { superuser?: boolean } = {}): Promise<WithUser> {
  const under = accountsUnderTest(options);
  const { signIn, directory } = under.accounts;
  const wish = { email: "ann@example.org", password: "correct horse", superuser: options.superuser ?? false };
  const { user } = await directory.add(wish, system);
  return {
    ...under,
    user,
    signIn: async (password = "correct horse") => (await signIn.signIn("Ann@Example.org", password, client)).token,
    holds: async (token) => (await signIn.identify(token)) !== undefined,
  };
}

async function identityOf({ accounts }: AccountsUnderTest, token: string): Promise<Identity> {
  const identity = await accounts.signIn.identify(token);
  if (identity === undefined) throw new Error("not signed in");
  return identity;
}

const actions = async ({ accounts }: AccountsUnderTest) =>
  (await accounts.audit.page({ limit: 100 })).map(({ action, outcome }) => `${action} ${outcome}`).reverse();

describe("signing in", () => {
  test("gives a token that shows who it is, for 12 hours", async () => {
    const under = await withUser();
    const token = await under.signIn();
    expect((await identityOf(under, token)).user).toEqual(under.user);
    under.pass(12 * HOUR - 2000);
    expect(await under.holds(token)).toBe(true);
    under.pass(2000);
    expect(await under.holds(token)).toBe(false);
  });

  test("a wrong password, an unknown user and an inactive one cannot be told apart", async () => {
    const { accounts, user } = await withUser();
    const { user: idle } = await accounts.directory.add(
      { email: "idle@example.org", password: "correct horse" },
      system,
    );
    await accounts.directory.change(idle.id, { active: false }, system);
    const attempts = [
      accounts.signIn.signIn(user.email, "wrong horse", client),
      accounts.signIn.signIn("nobody@example.org", "correct horse", client),
      accounts.signIn.signIn("x".repeat(5000), "correct horse", client),
      accounts.signIn.signIn(idle.email, "correct horse", client),
    ];
    const errors = (await Promise.allSettled(attempts)).map((outcome) =>
      outcome.status === "rejected" ? [outcome.reason.code, outcome.reason.message, outcome.reason.detail] : "in",
    );
    expect(new Set(errors.map((error) => JSON.stringify(error)))).toEqual(
      new Set([JSON.stringify(["account.bad_credentials", "The email or the password is not right.", {}])]),
    );
  });

  test("guessing ends after ten, for those who do not exist too, and one line of it is recorded", async () => {
    for (const email of ["ann@example.org", "nobody@example.org"]) {
      const under = await withUser();
      const guess = () => under.accounts.signIn.signIn(email, "wrong horse", client);
      for (let turn = 0; turn < 10; turn += 1) await expect(guess()).rejects.toEqual(code("account.bad_credentials"));
      for (let turn = 0; turn < 50; turn += 1) await expect(guess()).rejects.toEqual(code("account.throttled"));
      expect((await actions(under)).filter((line) => line === "sign-in account.throttled")).toHaveLength(1);
      under.pass(60_000);
      await expect(guess()).rejects.toEqual(code("account.bad_credentials"));
    }
  });

  test.each([
    ["", false],
    ["a.b.c", false],
    ["x".repeat(100_000), false],
  ])("%j shows nobody", async (text, expected) => {
    expect(await (await withUser()).holds(text)).toBe(expected);
  });

  test("tokens that this server has not signed show nobody", async () => {
    const under = await withUser();
    const token = await under.signIn();
    const [header = "", payload = "", signature = ""] = token.split(".");
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const raw = createHmac("sha256", "secret").update(`${header}.${payload}`).digest("base64url");
    const forged = [
      `${header}.${payload}.`,
      `${encode({ alg: "none" })}.${payload}.`,
      `${encode({ alg: "HS384" })}.${payload}.${signature}`,
      `${header}.${encode({ ...claims, exp: claims.exp + 1 })}.${signature}`,
      // The secret itself is no key: a token of the Python server, which signs with it, is none of ours.
      `${header}.${payload}.${raw}`,
    ];
    for (const each of forged) expect(await under.holds(each)).toBe(false);
    const other = accountsUnderTest({ secret: "another", store: under.store });
    expect(await other.accounts.signIn.identify(token)).toBeUndefined();
    expect(await under.holds(token)).toBe(true);
  });
});

describe("a session ends", () => {
  const ways: Record<string, (under: WithUser, token: string) => Promise<unknown>> = {
    "signing out": async (under, token) => under.accounts.signIn.signOut(await identityOf(under, token), client),
    "a superuser's deactivation": ({ accounts, user }) => accounts.directory.change(user.id, { active: false }, system),
    "a superuser's new password": ({ accounts, user }) =>
      accounts.directory.change(user.id, { password: "other horse" }, system),
    "removal of the user": ({ accounts, user }) => accounts.directory.remove({ id: user.id }, system),
    "a password that another program writes": ({ store, user }) =>
      store.users.update(user.id, { passwordHash: "other" }),
    "deactivation by another program": ({ store, user }) => store.users.update(user.id, { active: false }),
  };
  test.each(Object.entries(ways))("by %s", async (_name, end) => {
    const under = await withUser();
    const token = await under.signIn();
    await end(under, token);
    expect(await under.holds(token)).toBe(false);
  });

  test("signing out ends one, signing out everywhere all, and none comes back", async () => {
    const under = await withUser();
    const [one, two, three] = [await under.signIn(), await under.signIn(), await under.signIn()];
    await under.accounts.signIn.signOut(await identityOf(under, one), client);
    expect([await under.holds(one), await under.holds(two)]).toEqual([false, true]);
    await under.accounts.signIn.signOutEverywhere(await identityOf(under, two), client);
    expect([await under.holds(two), await under.holds(three)]).toEqual([false, false]);
    expect(await under.holds(await under.signIn())).toBe(true);
    expect([await under.holds(one), await under.holds(two), await under.holds(three)]).toEqual([false, false, false]);
  });

  test("changing the password ends all but the new one", async () => {
    const under = await withUser();
    const [mine, other] = [await under.signIn(), await under.signIn()];
    const identity = await identityOf(under, mine);
    const { recovery } = under.accounts;
    await expect(recovery.change(identity, "wrong horse", "other horse", client)).rejects.toEqual(
      code("account.bad_credentials"),
    );
    await expect(recovery.change(identity, "correct horse", "short", client)).rejects.toEqual(
      code("account.invalid_password"),
    );
    const next = await recovery.change(identity, "correct horse", "other horse", client);
    expect([await under.holds(mine), await under.holds(other), await under.holds(next)]).toEqual([false, false, true]);
    await expect(under.signIn()).rejects.toEqual(code("account.bad_credentials"));
    expect(await under.holds(await under.signIn("other horse"))).toBe(true);
  });
});

test("a hash of an older server is renewed when its password is seen", async () => {
  const under = await withUser();
  const passwordHash = "$2b$04$PiYJ0IiHXMrraIOwMk5obetRLHsJPiRsxKPNoDWk4tRYahLnZIYg.";
  await under.store.users.update(under.user.id, { passwordHash });
  const token = await under.signIn();
  expect((await under.store.users.byId(under.user.id))?.passwordHash).toMatch(/^\$argon2id\$/);
  expect(await under.holds(token)).toBe(true);
  expect(await under.holds(await under.signIn())).toBe(true);
});

describe("a forgotten password", () => {
  const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
  async function mailed(under: WithUser): Promise<string> {
    under.accounts.recovery.forgot("ANN@example.org", client);
    await settled();
    const link = /https:\/\/example\.org\/arrays\/auth\/reset-password#token=(\S+)/.exec(
      under.mails.at(-1)?.text ?? "",
    );
    if (link?.[1] === undefined) throw new Error("no link");
    return link[1];
  }

  test("is replaced by a mailed link, once; sessions and tokens end", async () => {
    const under = await withUser();
    const { recovery, tokens } = under.accounts;
    const session = await under.signIn();
    const { text } = await tokens.create(under.user, { name: "t", scope: "read" }, client);
    const secret = await mailed(under);
    expect(under.mails).toMatchObject([{ to: "ann@example.org" }]);
    await expect(recovery.reset(secret, "short", client)).rejects.toEqual(code("account.invalid_password"));
    const [first, second] = await Promise.allSettled([1, 2].map(() => recovery.reset(secret, "other horse", client)));
    expect([first?.status, second?.status]).toEqual(["fulfilled", "rejected"]);
    await expect(recovery.reset(secret, "third horse", client)).rejects.toEqual(code("account.bad_token"));
    expect([await under.holds(session), await tokens.identify(text)]).toEqual([false, undefined]);
    expect(await under.holds(await under.signIn("other horse"))).toBe(true);
  });

  test("links end after an hour, by a newer one, by a new password, and with the user", async () => {
    const ends: ((under: WithUser) => Promise<unknown>)[] = [
      async (under) => under.pass(HOUR),
      mailed,
      ({ store, user }) => store.users.update(user.id, { passwordHash: "of another program" }),
      ({ accounts, user }) => accounts.directory.change(user.id, { active: false }, system),
      ({ accounts, user }) => accounts.directory.remove({ id: user.id }, system),
    ];
    for (const end of ends) {
      const under = await withUser();
      const secret = await mailed(under);
      await end(under);
      await expect(under.accounts.recovery.reset(secret, "other horse", client)).rejects.toEqual(
        code("account.bad_token"),
      );
    }
  });

  test("nobody gets mail who is not here, and nobody gets much", async () => {
    const under = await withUser();
    under.accounts.recovery.forgot("nobody@example.org", client);
    for (let turn = 0; turn < 20; turn += 1) under.accounts.recovery.forgot("ann@example.org", client);
    await settled();
    expect(under.mails).toHaveLength(2);
    under.pass(300_000);
    under.accounts.recovery.forgot("ann@example.org", client);
    await settled();
    expect(under.mails).toHaveLength(3);
  });

  test("a mail that cannot be sent is told to who runs the server", async () => {
    const under = await withUser({ failingMail: true });
    under.accounts.recovery.forgot("ann@example.org", client);
    await settled();
    expect(under.faults).toEqual([new Error("no mail today")]);
  });
});

describe("API tokens", () => {
  test("show their user until they expire or are revoked, and keep no text", async () => {
    const under = await withUser();
    const { tokens } = under.accounts;
    const expires = Date.UTC(2030, 0, 2);
    const { text, token } = await tokens.create(under.user, { name: "laptop", scope: "read", expires }, client);
    expect(text).toMatch(/^c2_[A-Za-z0-9_-]{43}$/);
    expect(JSON.stringify(await tokens.list(under.user))).not.toContain(text.slice(3));
    expect((await tokens.identify(text))?.user.id).toBe(under.user.id);
    for (const wrong of ["c2_", text.slice(0, -1), `${text}A`, text.slice(3), ""]) {
      expect(await tokens.identify(wrong)).toBeUndefined();
    }
    under.pass(24 * HOUR);
    expect(await tokens.identify(text)).toBeUndefined();
    await expect(tokens.create(under.user, { name: "old", scope: "read", expires }, client)).rejects.toEqual(
      code("request.invalid"),
    );
    const { text: other } = await tokens.create(under.user, { name: "other", scope: "write" }, client);
    expect(await tokens.revoke(under.user, token.id, client)).toBe(true);
    expect((await tokens.list(under.user)).map(({ name }) => name)).toEqual(["other"]);
    await under.accounts.directory.change(under.user.id, { active: false }, system);
    expect(await tokens.identify(other)).toBeUndefined();
  });

  test("their use is written down once an hour", async () => {
    const under = await withUser();
    const { tokens } = under.accounts;
    const { text } = await tokens.create(under.user, { name: "laptop", scope: "read" }, client);
    const used = async () => (await tokens.list(under.user))[0]?.used;
    await tokens.identify(text);
    const first = await used();
    under.pass(HOUR / 2);
    await tokens.identify(text);
    expect(await used()).toBe(first);
    under.pass(HOUR / 2);
    await tokens.identify(text);
    expect(await used()).toBe((first ?? 0) + HOUR);
  });
});

describe("access", () => {
  const roles = { public: undefined, shared: undefined };
  const user = {
    id: "",
    email: "",
    passwordHash: "",
    active: true,
    superuser: false,
    verified: false,
    roles,
    epoch: 0,
  };
  const bySession = { kind: "session", sessionId: "" } as const;
  const byToken = (scope: "read" | "write", roots?: ("public" | "shared" | "personal")[]) => {
    const rest = { id: "", userId: "", name: "", hash: "", created: 0, expires: undefined, used: undefined };
    return { kind: "token", token: { ...rest, scope, roots } } as const;
  };
  const readers = { public: "reader", shared: "reader" } as const;

  test.each([
    ["a user", user, bySession, "write write write"],
    ["a reader", { ...user, roles: readers }, bySession, "read read write"],
    ["a reader of one", { ...user, roles: { ...roles, shared: "reader" } }, bySession, "write read write"],
    ["a superuser, whatever the roles", { ...user, superuser: true, roles: readers }, bySession, "write write write"],
    ["a token to read", user, byToken("read"), "read read read"],
    ["a token to write", user, byToken("write"), "write write write"],
    ["a token to write of a reader", { ...user, roles: readers }, byToken("write"), "read read write"],
    ["a token for one root", user, byToken("write", ["shared"]), "read write none"],
    ["a token to read one root", user, byToken("read", ["personal"]), "read none read"],
    ["a superuser's token for one root", { ...user, superuser: true }, byToken("write", ["public"]), "write none none"],
  ] as const)("of %s", (_name, who, by, expected) => {
    expect(Object.values(accessOf({ user: who, by })).join(" ")).toBe(expected);
  });

  test("a superuser administers, a token of theirs does not", () => {
    const superuser = { ...user, superuser: true };
    expect(mayAdminister({ user: superuser, by: bySession })).toBe(true);
    expect(mayAdminister({ user: superuser, by: byToken("write") })).toBe(false);
    expect(mayAdminister({ user, by: bySession })).toBe(false);
  });
});

describe("the directory", () => {
  test("adds with a password made up, refuses what exists or is too many, and says so in the log", async () => {
    const under = accountsUnderTest({ maxUsers: 1 });
    const { directory } = under.accounts;
    const { password } = await directory.add({ email: "Ann@Example.org" }, system);
    expect(password).toMatch(/^[A-Za-z]{16}$/);
    const again = directory.add({ email: "ann@example.org", password: "short" }, system);
    await expect(again).rejects.toEqual(code("account.exists"));
    await expect(directory.add({ email: "bob@example.org" }, system)).rejects.toEqual(code("account.limit_reached"));
    await expect(directory.add({ email: "bob" }, system)).rejects.toEqual(code("account.invalid_email"));
    expect(await actions(under)).toEqual([
      "user-add ok",
      "user-add account.exists",
      "user-add account.limit_reached",
      "user-add account.invalid_email",
    ]);
  });

  test("removes a user with their root, or says that there is none", async () => {
    const under = await withUser();
    await under.accounts.directory.remove({ email: "ANN@example.org" }, system);
    expect(under.removedRoots).toEqual([under.user.id]);
    const again = under.accounts.directory.remove({ email: "ann@example.org" }, system);
    await expect(again).rejects.toMatchObject({
      code: "account.unknown",
      message: expect.stringContaining("UserNotExists"),
    });
    expect(under.removedRoots).toHaveLength(1);
  });

  test("sets one role and leaves the other, and takes it back", async () => {
    const { accounts, user } = await withUser();
    await accounts.directory.change(user.id, { roles: { shared: "reader" } }, system);
    await accounts.directory.change(user.id, { roles: { public: "reader" } }, system);
    const changed = await accounts.directory.change(user.id, { roles: { shared: undefined } }, system);
    expect(changed.roles).toEqual({ public: "reader", shared: undefined });
  });
});
