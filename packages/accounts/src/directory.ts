import { randomUUID } from "node:crypto";
import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import type { AuditSink } from "./audit-log.ts";
import { normalizeEmail } from "./email.ts";
import { generatePassword, type Passwords } from "./passwords.ts";
import type { AccountStore } from "./store.ts";
import { userExists } from "./store-errors.ts";
import type { Roles, User } from "./types.ts";

/** Port: what users own beside their account. */
export interface PersonalRoots {
  /** Removes the personal root of a user who is no more. One that is not there is no error. */
  remove(userId: string): Promise<void>;
}

export interface DirectoryParts {
  readonly store: AccountStore;
  readonly passwords: Passwords;
  readonly audit: AuditSink;
  readonly personalRoots: PersonalRoots;
  /** Users at most; undefined: any number. */
  readonly maxUsers?: number | undefined;
}

/** Who does it, for the audit log. */
export interface Actor {
  readonly user: User | undefined;
  readonly address: string | undefined;
}

export interface UserWishes {
  readonly active?: boolean | undefined;
  readonly superuser?: boolean | undefined;
  readonly roles?: Partial<Roles> | undefined;
  readonly password?: string | undefined;
}

/** The users: adding, changing, removing. Who may do it is decided by who calls. */
export class Directory {
  readonly #parts: DirectoryParts;

  constructor(parts: DirectoryParts) {
    this.#parts = parts;
  }

  /** All users, or the one of an email if there is one. */
  async list(email?: string): Promise<User[]> {
    if (email === undefined) return this.#parts.store.users.list();
    const user = await this.#parts.store.users.byEmail(email);
    return user ? [user] : [];
  }

  /**
   * Adds a user; without a password, one is made up. The action is what the audit log calls it.
   * @throws account.exists, account.limit_reached, account.invalid_email, account.invalid_password
   */
  async add(
    wish: { email: string; password?: string | undefined; superuser?: boolean },
    actor: Actor,
    action: "user-add" | "register" = "user-add",
  ): Promise<{ user: User; password: string }> {
    return this.#audited(action, wish.email, actor, async () => {
      const email = normalizeEmail(wish.email);
      const password = wish.password ?? generatePassword();
      // The hash costs much more than the look: an address that is taken is told before it is computed.
      await this.#refuseTaken(email);
      const passwordHash = await this.#parts.passwords.hash(password);
      const user = { id: randomUUID(), email, passwordHash, superuser: wish.superuser ?? false };
      return { user: await this.#parts.store.users.add(user, this.#parts.maxUsers), password };
    });
  }

  /** @throws account.unknown, account.last_superuser, account.invalid_password */
  async change(id: string, wishes: UserWishes, actor: Actor): Promise<User> {
    const user = await this.#existing(id);
    return this.#audited("user-change", user.email, actor, async () => {
      const { active, superuser, roles, password } = wishes;
      const ends = password !== undefined || active === false;
      const changed = await this.#parts.store.users.update(id, {
        ...(active === undefined ? {} : { active }),
        ...(superuser === undefined ? {} : { superuser }),
        ...(roles === undefined ? {} : { roles: { ...user.roles, ...roles } }),
        ...(password === undefined ? {} : { passwordHash: await this.#parts.passwords.hash(password) }),
        ...(ends ? { endSessions: true } : {}),
      });
      if (changed === undefined) throw unknownUser(id);
      return changed;
    });
  }

  /** Removes a user and their personal root. @throws account.unknown, account.last_superuser */
  async remove(user: { id: string } | { email: string }, actor: Actor): Promise<User> {
    const found = "id" in user ? await this.#existing(user.id) : await this.#parts.store.users.byEmail(user.email);
    const subject = "id" in user ? user.id : user.email;
    return this.#audited("user-remove", found?.email ?? subject, actor, async () => {
      if (found === undefined || !(await this.#parts.store.users.remove(found.id))) throw unknownUser(subject);
      await this.#parts.personalRoots.remove(found.id);
      return found;
    });
  }

  async #existing(id: string): Promise<User> {
    const user = await this.#parts.store.users.byId(id);
    if (user === undefined) throw unknownUser(id);
    return user;
  }

  async #refuseTaken(email: string): Promise<void> {
    if ((await this.#parts.store.users.byEmail(email)) === undefined) return;
    throw userExists(email);
  }

  async #audited<T>(action: string, subject: string, { user, address }: Actor, work: () => Promise<T>): Promise<T> {
    const by = { userId: user?.id, email: user?.email, action, subject, address };
    try {
      const result = await work();
      this.#parts.audit.record({ ...by, outcome: "ok" });
      return result;
    } catch (error) {
      this.#parts.audit.record({ ...by, outcome: isCatervaError(error) ? error.code : "internal.unexpected" });
      throw error;
    }
  }
}

/** The message begins with the word by which existing clients know it. */
function unknownUser(name: string): CatervaError {
  return new CatervaError("account.unknown", `UserNotExists: there is no user ${name}.`);
}
