import { CatervaError } from "@caterva2/ndarray";
import { ACCOUNT_CALLS, type AccountCallName, JSON_TYPE } from "@caterva2/protocol";
import { type CallOptions, type Connection, expectDone, isRecord, readJson, send } from "./http.ts";

/** What a user may do in a root; undefined: the default, which is to write. */
export type Role = "reader" | "writer" | undefined;

export interface User {
  readonly id: string;
  readonly email: string;
  readonly active: boolean;
  readonly superuser: boolean;
  readonly roles: { readonly public: Role; readonly shared: Role };
}

/** What is left out stays as it is; a role of null is the default again. */
export interface UserChange {
  readonly active?: boolean;
  readonly superuser?: boolean;
  readonly password?: string;
  readonly roles?: { readonly public?: Role | null; readonly shared?: Role | null };
}

/** A line of the audit log. `at` is ISO 8601 UTC; `outcome` is `ok` or the code of an error. */
export interface AuditEvent {
  readonly id: number;
  readonly at: string;
  readonly user: string | undefined;
  readonly email: string | undefined;
  readonly action: string;
  readonly subject: string;
  readonly outcome: string;
  readonly address: string | undefined;
}

export interface AuditQuery {
  /** Only events with a smaller id. */
  readonly before?: number;
  readonly limit?: number;
  /** Id of who did it. */
  readonly user?: string;
  readonly action?: string;
}

/** Port: what superusers do. Common errors: request.unauthenticated, request.forbidden, account.unknown. */
export interface Administration {
  users(call?: CallOptions): Promise<User[]>;
  /** Adds a user; without a password the server makes one. Answers a text that tells it. @throws account.exists */
  addUser(user: { email: string; password?: string; superuser?: boolean }, call?: CallOptions): Promise<string>;
  /** @throws account.last_superuser */
  changeUser(id: string, change: UserChange, call?: CallOptions): Promise<User>;
  /** Removes a user and their personal root. @throws account.last_superuser */
  deleteUser(id: string, call?: CallOptions): Promise<void>;
  /** Who did what, newest first. */
  audit(query?: AuditQuery, call?: CallOptions): Promise<AuditEvent[]>;
}

const JSON_BYTES = 64 * 1024 * 1024;

/** The calls of superusers, with the identity of a client. */
export function createAdministration({ connection }: { readonly connection: Connection }): Administration {
  const ask = (name: AccountCallName, call: CallOptions, { id = "", query = "", body }: Ask = {}) => {
    const { method, path } = ACCOUNT_CALLS[name];
    const url = connection.baseUrl + path.replace("{id}", () => encodeURIComponent(id)) + query;
    const sent =
      body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { "content-type": JSON_TYPE } };
    return send(connection.fetch, url, sent, call);
  };
  const json = async (name: AccountCallName, call: CallOptions, request?: Ask) =>
    readJson(await ask(name, call, request), JSON_BYTES, call.signal);

  return {
    users: async (call = {}) => listOf(await json("users", call), "users").map(userOf),
    async addUser({ email: username, password = null, superuser = false }, call = {}) {
      return textOf(await json("addUser", call, { body: { username, password, superuser } }));
    },
    async changeUser(id, { active: is_active, superuser: is_superuser, password, roles }, call = {}) {
      return userOf(await json("changeUser", call, { id, body: { is_active, is_superuser, password, roles } }));
    },
    deleteUser: async (id, call = {}) => expectDone(await ask("deleteUser", call, { id })),
    async audit(query = {}, call = {}) {
      const pairs = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, `${value}`]]));
      const text = pairs.length === 0 ? "" : `?${new URLSearchParams(pairs)}`;
      return listOf(await json("audit", call, { query: text }), "events").map(eventOf);
    },
  };
}

interface Ask {
  readonly id?: string;
  readonly query?: string;
  readonly body?: unknown;
}

function listOf(value: unknown, name: string): unknown[] {
  const list = isRecord(value) ? value[name] : undefined;
  if (!Array.isArray(list)) throw unexpected();
  return list;
}

function userOf(value: unknown): User {
  if (!isRecord(value) || !isRecord(value.roles)) throw unexpected();
  const { id, email, is_active, is_superuser, roles } = value;
  return {
    id: textOf(id),
    email: textOf(email),
    active: is_active === true,
    superuser: is_superuser === true,
    roles: { public: roleOf(roles.public), shared: roleOf(roles.shared) },
  };
}

function roleOf(value: unknown): Role {
  return value === "reader" || value === "writer" ? value : undefined;
}

function eventOf(value: unknown): AuditEvent {
  if (!isRecord(value) || typeof value.id !== "number") throw unexpected();
  const { id, at, action, subject, outcome } = value;
  const [user, email, address] = [value.user, value.email, value.address].map((text) =>
    typeof text === "string" ? text : undefined,
  );
  return {
    id,
    at: textOf(at),
    user,
    email,
    action: textOf(action),
    subject: textOf(subject),
    outcome: textOf(outcome),
    address,
  };
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw unexpected();
  return value;
}

function unexpected(): CatervaError {
  return new CatervaError("request.invalid", "The server's answer about users is not of the documented form.");
}
