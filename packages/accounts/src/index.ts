export { type Accounts, type AccountsOptions, createAccounts } from "./accounts.ts";
export { TOKEN_PREFIX, type TokenWish } from "./api-tokens.ts";
export { AuditLog, type AuditSink, type NewAuditEvent } from "./audit-log.ts";
export { type Actor, Directory, type PersonalRoots, type UserWishes } from "./directory.ts";
export type { GuardLimits } from "./guard.ts";
export { accessOf, type Identity, mayAdminister, type RootAccess } from "./identity.ts";
export type { Mail, Mailer } from "./mailer.ts";
export { memoryStore } from "./memory-store.ts";
export { Passwords } from "./passwords.ts";
export { type ClientFacts, SESSION_MS } from "./sign-in.ts";
export { openSqliteStore } from "./sqlite/open.ts";
export type {
  AccountStore,
  AuditQuery,
  AuditStore,
  NewUser,
  ResetStore,
  SessionStore,
  TokenStore,
  UserChange,
  UserStore,
} from "./store.ts";
export type {
  ApiToken,
  AuditEvent,
  PendingReset,
  Role,
  Roles,
  Session,
  StoredAuditEvent,
  TokenRoot,
  TokenScope,
  User,
} from "./types.ts";
