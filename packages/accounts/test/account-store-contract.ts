import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AccountStore, ApiToken, AuditEvent, NewUser, Session } from "../src/index.ts";

/** Sessions and tokens that a user may have here. */
const [SESSIONS, TOKENS] = [4, 3];

const code = (name: string) => expect.objectContaining({ code: name });

function newUser(email: string, superuser = false): NewUser {
  return { id: randomUUID(), email, passwordHash: `hash of ${email}`, superuser };
}

function session(userId: string, expires: number): Session {
  return { id: randomUUID(), userId, epoch: 0, passwordMark: "mark", expires };
}

function token(userId: string, created = 0): ApiToken {
  const id = randomUUID();
  const [expires, used, roots] = [undefined, undefined, undefined];
  return { id, userId, name: "laptop", hash: `h${id}`, scope: "read", roots, created, expires, used };
}

/** What every {@link AccountStore} must do; run it on each. */
export function accountStoreContract(
  name: string,
  make: () => Promise<{ store: AccountStore; dispose(): Promise<void> }>,
): void {
  describe(`${name} as AccountStore`, () => {
    let store: AccountStore;
    let dispose: () => Promise<void>;
    beforeEach(async () => {
      ({ store, dispose } = await make());
    });
    afterEach(() => dispose());

    describe("users", () => {
      it("adds, finds without case, lists by email", async () => {
        const added = await store.users.add(newUser("Zoe@Example.org"));
        await store.users.add(newUser("ann@example.org", true));
        const facts = { active: true, superuser: false, verified: false, epoch: 0 };
        expect(added).toMatchObject({ email: "Zoe@Example.org", ...facts });
        expect(await store.users.byEmail("zOE@eXAMPLE.ORG")).toEqual(added);
        expect(await store.users.byId(added.id)).toEqual(added);
        expect((await store.users.list()).map(({ email }) => email)).toEqual(["Zoe@Example.org", "ann@example.org"]);
        expect(await store.users.byEmail("nobody@example.org")).toBeUndefined();
        expect(await store.users.byId(randomUUID())).toBeUndefined();
      });

      it("takes texts as they are", async () => {
        const email = `o'b"; DROP TABLE user; --%_@example.org`;
        await store.users.add(newUser(email));
        expect((await store.users.byEmail(email))?.email).toBe(email);
        expect(await store.users.byEmail("%@example.org")).toBeUndefined();
      });

      it("refuses an email that is taken, in any case, also when many come at once", async () => {
        const spelled = ["a@example.org", "A@example.org", "a@EXAMPLE.org", "a@example.org"];
        const outcomes = await Promise.allSettled(spelled.map((email) => store.users.add(newUser(email))));
        expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        for (const outcome of outcomes)
          if (outcome.status === "rejected") expect(outcome.reason).toEqual(code("account.exists"));
        expect(await store.users.list()).toHaveLength(1);
      });

      it("holds the number of users, also when many come at once", async () => {
        const emails = Array.from({ length: 12 }, (_, index) => `u${index}@example.org`);
        const outcomes = await Promise.allSettled(emails.map((email) => store.users.add(newUser(email), 5)));
        expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
        expect(await store.users.list()).toHaveLength(5);
        await expect(store.users.add(newUser("one@example.org"), 5)).rejects.toEqual(code("account.limit_reached"));
      });

      it("changes what is named and leaves the rest", async () => {
        const { id } = await store.users.add(newUser("a@example.org"));
        const roles = { public: "reader", shared: undefined } as const;
        await store.users.update(id, { roles });
        const changed = await store.users.update(id, { passwordHash: "new", active: false });
        expect(changed).toMatchObject({ passwordHash: "new", active: false, superuser: false, roles, epoch: 0 });
        expect(await store.users.byId(id)).toEqual(changed);
        expect(await store.users.update(randomUUID(), { active: true })).toBeUndefined();
      });

      it("sets a password once of several who expect the same old one", async () => {
        const { id } = await store.users.add(newUser("a@example.org"));
        const wishes = ["x", "y", "z"].map((hash) =>
          store.users.update(id, { passwordHash: hash }, "hash of a@example.org"),
        );
        expect((await Promise.all(wishes)).filter((user) => user !== undefined)).toHaveLength(1);
      });

      it("keeps one active superuser", async () => {
        const [one, two] = [
          await store.users.add(newUser("a@x.org", true)),
          await store.users.add(newUser("b@x.org", true)),
        ];
        await store.users.update(one.id, { superuser: false });
        await expect(store.users.update(two.id, { superuser: false })).rejects.toEqual(code("account.last_superuser"));
        await expect(store.users.update(two.id, { active: false })).rejects.toEqual(code("account.last_superuser"));
        await expect(store.users.remove(two.id)).rejects.toEqual(code("account.last_superuser"));
        await store.users.update(one.id, { superuser: true });
        const both = await Promise.allSettled([one, two].map(({ id }) => store.users.remove(id)));
        expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      });

      it("removes a user with all that is theirs", async () => {
        const { id } = await store.users.add(newUser("a@example.org"));
        const [opened, made] = [session(id, 1000), token(id)];
        await store.sessions.add(opened, 0, SESSIONS);
        await store.tokens.add(made, TOKENS);
        await store.resets.put({ userId: id, hash: "r", passwordMark: "m", expires: 1 });
        expect(await store.users.remove(id)).toBe(true);
        expect(await store.users.remove(id)).toBe(false);
        const left = [
          store.users.byId(id),
          store.sessions.find(opened.id),
          store.tokens.find(made.hash),
          store.resets.take("r"),
        ];
        expect(await Promise.all(left)).toEqual([undefined, undefined, undefined, undefined]);
      });
    });

    describe("sessions", () => {
      it("come with their user and go one by one, or all with an epoch", async () => {
        const user = await store.users.add(newUser("a@example.org"));
        const [one, two, three] = [session(user.id, 9), session(user.id, 9), session(user.id, 9)];
        for (const each of [one, two, three]) await store.sessions.add(each, 0, SESSIONS);
        expect(await store.sessions.find(one.id)).toEqual({ session: one, user });
        await store.sessions.remove(one.id);
        expect(await store.sessions.find(one.id)).toBeUndefined();
        expect(await store.sessions.find(two.id)).toBeDefined();
        expect((await store.users.update(user.id, { endSessions: true }))?.epoch).toBe(1);
        expect(await store.sessions.find(two.id)).toBeUndefined();
        expect(await store.sessions.find(three.id)).toBeUndefined();
      });

      it("are forgotten when expired, and the oldest when a user has too many", async () => {
        const [a, b] = [await store.users.add(newUser("a@x.org")), await store.users.add(newUser("b@x.org"))];
        const [old, other] = [session(b.id, 5), session(b.id, 99_999)];
        await store.sessions.add(old, 0, SESSIONS);
        await store.sessions.add(other, 4, SESSIONS);
        expect(await store.sessions.find(old.id)).toBeDefined();
        const many = Array.from({ length: SESSIONS + 2 }, (_, index) => session(a.id, 100 + index));
        for (const each of many) await store.sessions.add(each, 5, SESSIONS);
        const found = await Promise.all([old, other, ...many.slice(0, 3)].map(({ id }) => store.sessions.find(id)));
        expect(found.map((each) => each !== undefined)).toEqual([false, true, false, false, true]);
      });
    });

    describe("tokens", () => {
      it("are found by hash, listed and removed by their user alone", async () => {
        const [a, b] = [await store.users.add(newUser("a@x.org")), await store.users.add(newUser("b@x.org"))];
        const full: ApiToken = {
          ...token(a.id, 2),
          scope: "write",
          roots: ["public", "personal"],
          expires: 7,
          used: 3,
        };
        const plain = token(a.id, 1);
        for (const each of [full, plain, token(b.id)]) await store.tokens.add(each, TOKENS);
        expect(await store.tokens.find(full.hash)).toEqual({ token: full, user: a });
        expect(await store.tokens.find("other")).toBeUndefined();
        expect(await store.tokens.list(a.id)).toEqual([plain, full]);
        await store.tokens.touch(plain.id, 44);
        expect((await store.tokens.find(plain.hash))?.token.used).toBe(44);
        expect(await store.tokens.remove(b.id, full.id)).toBe(false);
        expect(await store.tokens.remove(a.id, full.id)).toBe(true);
        expect(await store.tokens.remove(a.id, full.id)).toBe(false);
        await store.tokens.removeAll(a.id);
        expect([await store.tokens.list(a.id), (await store.tokens.list(b.id)).length]).toEqual([[], 1]);
      });

      it("are limited in number, also when many come at once", async () => {
        const { id } = await store.users.add(newUser("a@x.org"));
        const outcomes = await Promise.allSettled(
          Array.from({ length: TOKENS + 5 }, (_, index) => store.tokens.add(token(id, index), TOKENS)),
        );
        const refused = outcomes.filter((outcome) => outcome.status === "rejected");
        expect(refused.map(({ reason }) => reason)).toEqual(new Array(5).fill(code("account.limit_reached")));
        expect(await store.tokens.list(id)).toHaveLength(TOKENS);
      });
    });

    it("a reset is taken once, and a newer one replaces it", async () => {
      const { id: userId } = await store.users.add(newUser("a@x.org"));
      await store.resets.put({ userId, hash: "first", passwordMark: "m", expires: 5 });
      const second = { userId, hash: "second", passwordMark: "n", expires: 6 };
      await store.resets.put(second);
      expect(await store.resets.take("first")).toBeUndefined();
      const taken = await Promise.all([1, 2, 3].map(() => store.resets.take("second")));
      expect(taken.filter((reset) => reset !== undefined)).toEqual([second]);
    });

    it("the audit log pages from the newest, and forgets the oldest", async () => {
      const event = (at: number): AuditEvent => ({
        at,
        userId: at % 2 === 0 ? "even" : undefined,
        email: undefined,
        action: at % 3 === 0 ? "third" : "other",
        subject: `@public/${at}`,
        outcome: "ok",
        address: at === 7 ? "::1" : undefined,
      });
      for (let at = 0; at < 10; at += 2) await store.audit.append([event(at), event(at + 1)], 6);
      const all = await store.audit.page({ limit: 100 });
      expect(all.map(({ id: _id, ...rest }) => rest)).toEqual([9, 8, 7, 6, 5, 4].map(event));
      const times = async (query: object) => (await store.audit.page({ limit: 100, ...query })).map(({ at }) => at);
      expect(await times({ limit: 2 })).toEqual([9, 8]);
      expect(await times({ before: all[1]?.id, limit: 2 })).toEqual([7, 6]);
      expect(await times({ userId: "even" })).toEqual([8, 6, 4]);
      expect(await times({ action: "third", userId: "even" })).toEqual([6]);
    });
  });
}
