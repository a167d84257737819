import { randomUUID } from "node:crypto";
import { CatervaError } from "@caterva2/ndarray";
import type { AuditSink } from "./audit-log.ts";
import type { Identity } from "./identity.ts";
import { hashSecretText, newSecretText } from "./secret-text.ts";
import type { ClientFacts } from "./sign-in.ts";
import type { AccountStore } from "./store.ts";
import type { ApiToken, TokenRoot, TokenScope, User } from "./types.ts";

export interface ApiTokensParts {
  readonly store: AccountStore;
  readonly audit: AuditSink;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

export interface TokenWish {
  readonly name: string;
  readonly scope: TokenScope;
  /** At least one; undefined: all. */
  readonly roots?: readonly TokenRoot[] | undefined;
  /** Undefined: never. */
  readonly expires?: number | undefined;
}

/** Says what a leaked text is, to people and to programs that look for secrets. */
export const TOKEN_PREFIX = "c2_";

/** Of one user. */
const MAX_TOKENS = 100;

/** A use is written down once in so long: reading with a token must not write all the time. */
const USED_EVERY_MS = 3600 * 1000;

/** Tokens that programs show in place of a password. The text of one is told once, when it is made. */
export class ApiTokens {
  readonly #parts: ApiTokensParts;

  constructor(parts: ApiTokensParts) {
    this.#parts = parts;
  }

  /** @throws account.limit_reached; request.invalid when it would have expired already */
  async create(user: User, wish: TokenWish, client: ClientFacts): Promise<{ token: ApiToken; text: string }> {
    const { store, now } = this.#parts;
    if (wish.expires !== undefined && wish.expires <= now()) {
      throw new CatervaError("request.invalid", "The token would have expired already.");
    }
    const text = newSecretText(TOKEN_PREFIX);
    const token: ApiToken = {
      id: randomUUID(),
      userId: user.id,
      name: wish.name,
      hash: hashSecretText(text),
      scope: wish.scope,
      roots: wish.roots,
      created: now(),
      expires: wish.expires,
      used: undefined,
    };
    await store.tokens.add(token, MAX_TOKENS);
    this.#record("token-create", user, wish.name, client);
    return { token, text };
  }

  list(user: User): Promise<ApiToken[]> {
    return this.#parts.store.tokens.list(user.id);
  }

  /** False when the user has no such token. */
  async revoke(user: User, id: string, client: ClientFacts): Promise<boolean> {
    const removed = await this.#parts.store.tokens.remove(user.id, id);
    if (removed) this.#record("token-revoke", user, id, client);
    return removed;
  }

  /** Who shows a token; undefined for what is none, or none any more. */
  async identify(text: string): Promise<Identity | undefined> {
    const { store, now } = this.#parts;
    if (!text.startsWith(TOKEN_PREFIX)) return undefined;
    const found = await store.tokens.find(hashSecretText(text));
    if (found === undefined) return undefined;
    const { token, user } = found;
    if (!user.active || (token.expires !== undefined && token.expires <= now())) return undefined;
    if (token.used === undefined || token.used <= now() - USED_EVERY_MS) {
      store.tokens.touch(token.id, now()).catch((error: unknown) => this.#parts.onFault(error));
    }
    return { user, by: { kind: "token", token } };
  }

  #record(action: string, user: User, subject: string, { address }: ClientFacts): void {
    this.#parts.audit.record({ userId: user.id, email: user.email, action, subject, outcome: "ok", address });
  }
}
