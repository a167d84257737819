import { CatervaError } from "@caterva2/ndarray";
import type { AuditSink } from "./audit-log.ts";
import { Gate } from "./gate.ts";
import type { Identity } from "./identity.ts";
import type { Mailer } from "./mailer.ts";
import { checkPassword, type Passwords, passwordMark } from "./passwords.ts";
import { hashSecretText, newSecretText } from "./secret-text.ts";
import type { ClientFacts, SignIn } from "./sign-in.ts";
import type { AccountStore } from "./store.ts";
import { Throttle } from "./throttle.ts";
import type { User } from "./types.ts";

export interface RecoveryParts {
  readonly store: AccountStore;
  readonly passwords: Passwords;
  readonly signIn: SignIn;
  readonly mailer: Mailer;
  readonly audit: AuditSink;
  readonly now: () => number;
  /** Where the server is for people, without a slash at the end: a reset's link begins so, whatever a request says. */
  readonly urlbase: string;
  /** A mail that could not be sent concerns who runs the server, not who asked. */
  readonly onFault: (error: unknown) => void;
}

const RESET_MS = 3600 * 1000;

/** Mails to one user: two at once, then one in five minutes. */
const MAILS = { attempts: 2, refillMs: 300_000, maxKeys: 10_000 };

/** Mails that are under way at a time, and that wait for it. */
const SENDING = { places: 4, waiting: 100 };

/** Changing a password that is known, and setting one that was forgotten. */
export class Recovery {
  readonly #parts: RecoveryParts;
  readonly #mails: Throttle;
  readonly #gate = new Gate(SENDING.places, SENDING.waiting);

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
    this.#mails = new Throttle(MAILS, parts.now);
  }

  /**
   * Replaces the password of who is signed in; all sessions end and a new one begins, whose token is the
   * answer. API tokens stay. @throws account.bad_credentials, account.invalid_password, account.throttled
   */
  async change({ user }: Identity, current: string, next: string, client: ClientFacts): Promise<string> {
    checkPassword(next);
    const { signIn, passwords, store } = this.#parts;
    const known = await signIn.checkPassword("password-change", user.email, current, client);
    const passwordHash = await passwords.hash(next);
    const changed = await store.users.update(known.id, { passwordHash, endSessions: true }, known.passwordHash);
    if (changed === undefined) throw new CatervaError("account.bad_credentials", "The password was changed meanwhile.");
    return signIn.begin(changed);
  }

  /** Mails a link to the active user of an email, if there is one; answers before anything is looked up. */
  forgot(email: string, client: ClientFacts): void {
    this.#gate.run(() => this.#mailReset(email, client)).catch((error: unknown) => this.#parts.onFault(error));
  }

  /**
   * Sets a new password by the text of a mailed link, once, within an hour. All sessions end, and API tokens
   * with them: whoever had the account may have made some. @throws account.bad_token, account.invalid_password
   */
  async reset(token: string, password: string, client: ClientFacts): Promise<void> {
    checkPassword(password);
    const { store, passwords, now } = this.#parts;
    const reset = await store.resets.take(hashSecretText(token));
    const user = reset && (await store.users.byId(reset.userId));
    if (!reset || !user?.active || reset.expires <= now() || reset.passwordMark !== passwordMark(user.passwordHash)) {
      throw badToken();
    }
    const passwordHash = await passwords.hash(password);
    const changed = await store.users.update(user.id, { passwordHash, endSessions: true }, user.passwordHash);
    if (changed === undefined) throw badToken();
    await store.tokens.removeAll(user.id);
    this.#record("password-reset", user, client);
  }

  async #mailReset(email: string, client: ClientFacts): Promise<void> {
    const { store, mailer, now, urlbase } = this.#parts;
    const user = await store.users.byEmail(email.trim());
    if (!user?.active || this.#mails.take(user.id) !== undefined) return;
    const text = newSecretText();
    await store.resets.put({
      userId: user.id,
      hash: hashSecretText(text),
      passwordMark: passwordMark(user.passwordHash),
      expires: now() + RESET_MS,
    });
    this.#record("password-forgot", user, client);
    await mailer.send(resetMail(user, urlbase, text));
  }

  #record(action: string, user: User, { address }: ClientFacts): void {
    this.#parts.audit.record({ userId: user.id, email: user.email, action, subject: "", outcome: "ok", address });
  }
}

/** The secret stands behind `#`: browsers send that part to nobody, so it is in no log and no Referer. */
function resetMail(user: User, urlbase: string, secret: string) {
  const text = `Somebody, hopefully you, asked for a new password for ${user.email} at ${urlbase}

Set it here within an hour; the link works once:

${urlbase}/auth/reset-password#token=${secret}

If it was not you, leave this mail alone: your password stays as it is.
`;
  return { to: user.email, subject: "Your new Caterva2 password", text };
}

function badToken(): CatervaError {
  return new CatervaError("account.bad_token", "This link has expired or was used already; ask for a new one.");
}
