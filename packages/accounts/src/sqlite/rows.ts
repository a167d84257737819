import { CatervaError } from "@caterva2/ndarray";
import type { Selectable } from "kysely";
import type { ApiToken, Role, Session, StoredAuditEvent, TokenRoot, TokenScope, User } from "../types.ts";
import type { Schema } from "./schema.ts";

/** A row of `user` beside the user's row of `cat2_account`, which may be missing. */
export type UserRow = Schema["user"] & {
  epoch: number | null;
  public_role: string | null;
  shared_role: string | null;
};

export function userOf(row: UserRow): User {
  return {
    id: row.id,
    email: row.email,
    passwordHash: row.hashed_password,
    active: row.is_active !== 0,
    superuser: row.is_superuser !== 0,
    verified: row.is_verified !== 0,
    roles: { public: roleOf(row.public_role), shared: roleOf(row.shared_role) },
    epoch: row.epoch ?? 0,
  };
}

/** A role that this version does not know is the least one. */
function roleOf(text: string | null): Role | undefined {
  if (text === null) return undefined;
  return text === "writer" ? "writer" : "reader";
}

export function sessionOf(row: Omit<Schema["cat2_session"], "id"> & { session_id: string }): Session {
  return {
    id: row.session_id,
    userId: row.user_id,
    epoch: row.epoch,
    passwordMark: row.password_mark,
    expires: row.expires,
  };
}

export function tokenOf(row: Omit<Schema["cat2_token"], "id"> & { token_id: string }): ApiToken {
  return {
    id: row.token_id,
    userId: row.user_id,
    name: row.name,
    hash: row.hash,
    scope: scopeOf(row.scope),
    roots: row.roots?.split(" ").map(rootOf),
    created: row.created,
    expires: row.expires ?? undefined,
    used: row.used ?? undefined,
  };
}

function scopeOf(text: string): TokenScope {
  if (text === "read" || text === "write") return text;
  throw new CatervaError("account.unavailable", "The user database holds a token of an unknown scope.");
}

function rootOf(text: string): TokenRoot {
  if (text === "public" || text === "shared" || text === "personal") return text;
  throw new CatervaError("account.unavailable", "The user database holds a token for an unknown root.");
}

export function eventOf(row: Selectable<Schema["cat2_audit"]>): StoredAuditEvent {
  return {
    id: row.id,
    at: row.at,
    userId: row.user_id ?? undefined,
    email: row.email ?? undefined,
    action: row.action,
    subject: row.subject,
    outcome: row.outcome,
    address: row.address ?? undefined,
  };
}
