import { type ApiToken, accessOf, type Identity, type StoredAuditEvent, type User } from "@caterva2/accounts";
import type { AuditBody, MeBody, TokenBody, UserBody, UserWithRoles } from "@caterva2/protocol";

/** What anybody may know of a user who may know of the user at all. */
export function userBody({ id, email, active, superuser, verified }: User): UserBody {
  return { id, email, is_active: active, is_superuser: superuser, is_verified: verified };
}

export function userWithRoles(user: User): UserWithRoles {
  const { public: inPublic = null, shared = null } = user.roles;
  return { ...userBody(user), roles: { public: inPublic, shared } };
}

export function meBody(identity: Identity): MeBody {
  return { ...userWithRoles(identity.user), access: accessOf(identity) };
}

export function tokenBody({ id, name, scope, roots, created, expires, used }: ApiToken): TokenBody {
  return {
    id,
    name,
    scope,
    roots: roots === undefined ? null : [...roots],
    created: timeText(created),
    expires: expires === undefined ? null : timeText(expires),
    used: used === undefined ? null : timeText(used),
  };
}

export function eventBody(event: StoredAuditEvent): AuditBody["events"][number] {
  const { id, at, userId = null, email = null, action, subject, outcome, address = null } = event;
  return { id, at: timeText(at), user: userId, email, action, subject, outcome, address };
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
