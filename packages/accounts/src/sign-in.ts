import { randomUUID } from "node:crypto";
import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import type { AuditSink } from "./audit-log.ts";
import type { Attempt, Guard } from "./guard.ts";
import type { Identity } from "./identity.ts";
import { isOutdated, type Passwords, passwordMark } from "./passwords.ts";
import type { SessionTokens } from "./session-token.ts";
import type { AccountStore } from "./store.ts";
import type { User } from "./types.ts";

/** From where a request came. */
export interface ClientFacts {
  readonly address: string | undefined;
}

export interface SignInParts {
  readonly store: AccountStore;
  readonly passwords: Passwords;
  readonly tokens: SessionTokens;
  readonly guard: Guard;
  readonly audit: AuditSink;
  readonly now: () => number;
}

/** As existing servers: their cookies last as long. */
export const SESSION_MS = 12 * 3600 * 1000;

/** Of one user. Python clients sign in anew for each object they make, so this is generous. */
const MAX_SESSIONS = 1000;

/** Longest text that is looked up as an email; the column holds no longer ones. */
const MAX_EMAIL = 320;

/** Sessions: how they begin, how a request shows one, how they end. */
export class SignIn {
  readonly #parts: SignInParts;

  constructor(parts: SignInParts) {
    this.#parts = parts;
  }

  /** The text of a new session's token. @throws account.bad_credentials, account.throttled, server.busy */
  async signIn(email: string, password: string, client: ClientFacts): Promise<{ token: string; user: User }> {
    const user = await this.checkPassword("sign-in", email, password, client);
    return { token: await this.begin(user), user };
  }

  /**
   * The active user of an email and a password, attempts counted and recorded as `action`. Whether the
   * user is unknown, inactive or of another password shows neither in the answer nor in its time.
   * @throws account.bad_credentials, account.throttled, server.busy
   */
  async checkPassword(action: string, email: string, password: string, client: ClientFacts): Promise<User> {
    const attempt = await this.#enter(action, email, client);
    let user: User | undefined;
    try {
      user = await this.#userOf(email.trim(), password);
    } finally {
      if (user === undefined) attempt.failed();
      else attempt.succeeded();
    }
    if (user !== undefined) {
      this.#record(action, user, "ok", client);
      return user;
    }
    const known = email.length <= MAX_EMAIL ? await this.#parts.store.users.byEmail(email.trim()) : undefined;
    this.#record(action, known, "account.bad_credentials", client);
    throw new CatervaError("account.bad_credentials", "The email or the password is not right.");
  }

  /** Begins a session of a user; the text of its token. */
  async begin(user: User): Promise<string> {
    const { store, tokens, now } = this.#parts;
    const [id, expires] = [randomUUID(), Math.floor((now() + SESSION_MS) / 1000) * 1000];
    const { id: userId, epoch } = user;
    const session = { id, userId, epoch, passwordMark: passwordMark(user.passwordHash), expires };
    await store.sessions.add(session, now(), MAX_SESSIONS);
    return tokens.sign({ sessionId: id, userId, epoch, expires });
  }

  /** Whose session a token shows; undefined when it shows none that still holds. */
  async identify(text: string): Promise<Identity | undefined> {
    const { store, tokens, now } = this.#parts;
    const claims = tokens.verify(text, now());
    const found = claims && (await store.sessions.find(claims.sessionId));
    if (found === undefined) return undefined;
    const { session, user } = found;
    const holds =
      user.active &&
      user.id === claims?.userId &&
      session.epoch === claims.epoch &&
      session.epoch === user.epoch &&
      session.expires > now() &&
      session.passwordMark === passwordMark(user.passwordHash);
    return holds ? { user, by: { kind: "session", sessionId: session.id } } : undefined;
  }

  /** Ends one session. */
  async signOut(identity: Identity, client: ClientFacts): Promise<void> {
    if (identity.by.kind === "session") await this.#parts.store.sessions.remove(identity.by.sessionId);
    this.#record("sign-out", identity.user, "ok", client);
  }

  /** Ends all sessions of the user, this one too. */
  async signOutEverywhere({ user }: Identity, client: ClientFacts): Promise<void> {
    await this.#parts.store.users.update(user.id, { endSessions: true });
    this.#record("sign-out-everywhere", user, "ok", client);
  }

  async #enter(action: string, email: string, client: ClientFacts): Promise<Attempt> {
    try {
      return await this.#parts.guard.enter(email, client.address);
    } catch (error) {
      // One line for a row of refusals: whoever hammers at the door does not push the others out of the log.
      if (isCatervaError(error, "account.throttled") && error.detail.first === true) {
        this.#record(action, undefined, "account.throttled", client);
      }
      throw error;
    }
  }

  async #userOf(email: string, password: string): Promise<User | undefined> {
    const { store, passwords } = this.#parts;
    const user = email.length <= MAX_EMAIL ? await store.users.byEmail(email) : undefined;
    const matches = user ? await passwords.verify(password, user.passwordHash) : await passwords.verifyNobody(password);
    if (user === undefined || !matches || !user.active) return undefined;
    return isOutdated(user.passwordHash) ? this.#renewHash(user, password) : user;
  }

  /** Replaces the hash of an older server by one of today's cost, unless the password would not be allowed today. */
  async #renewHash(user: User, password: string): Promise<User> {
    const { store, passwords } = this.#parts;
    try {
      const passwordHash = await passwords.hash(password);
      return (await store.users.update(user.id, { passwordHash }, user.passwordHash)) ?? user;
    } catch (error) {
      if (isCatervaError(error, "account.invalid_password")) return user;
      throw error;
    }
  }

  #record(action: string, user: User | undefined, outcome: string, { address }: ClientFacts): void {
    this.#parts.audit.record({ userId: user?.id, email: user?.email, action, subject: "", outcome, address });
  }
}
