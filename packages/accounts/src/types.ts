/** What a user may do in a root that several people share. */
export type Role = "reader" | "writer";

/** By root; undefined is the default, which is to write. */
export interface Roles {
  readonly public: Role | undefined;
  readonly shared: Role | undefined;
}

export interface User {
  /** UUID in lower case with hyphens. */
  readonly id: string;
  /** As it was given; compared without case. */
  readonly email: string;
  /** PHC text: argon2id, or bcrypt of older servers. */
  readonly passwordHash: string;
  readonly active: boolean;
  readonly superuser: boolean;
  readonly verified: boolean;
  readonly roles: Roles;
  /** Goes up when all sessions of the user end; a session is of one epoch. */
  readonly epoch: number;
}

/** Somebody is signed in. Times are milliseconds since 1970, here and below. */
export interface Session {
  /** UUID. */
  readonly id: string;
  readonly userId: string;
  readonly epoch: number;
  /** {@link passwordMark} of the hash that was in force: a password changed by any program ends the session. */
  readonly passwordMark: string;
  readonly expires: number;
}

/** What a token permits; a token never permits more than its user may. */
export type TokenScope = "read" | "write";

export type TokenRoot = "public" | "shared" | "personal";

export interface ApiToken {
  /** UUID; names the token in lists and when it is revoked. */
  readonly id: string;
  readonly userId: string;
  /** What the user calls it. */
  readonly name: string;
  /** SHA-256 of the secret text, base64url. */
  readonly hash: string;
  readonly scope: TokenScope;
  /** The roots it is good for; undefined: all. */
  readonly roots: readonly TokenRoot[] | undefined;
  readonly created: number;
  readonly expires: number | undefined;
  /** Last use, to the hour. */
  readonly used: number | undefined;
}

/** A reset of a forgotten password that has been mailed; one a user. */
export interface PendingReset {
  readonly userId: string;
  /** SHA-256 of the secret text, base64url. */
  readonly hash: string;
  readonly passwordMark: string;
  readonly expires: number;
}

/** Something worth remembering that somebody did. */
export interface AuditEvent {
  readonly at: number;
  /** Undefined when nobody was recognised. */
  readonly userId: string | undefined;
  /** Of the user at that time. */
  readonly email: string | undefined;
  /** `sign-in`, `upload`, ... */
  readonly action: string;
  /** What it was done to: a path, the email of another user; empty when that says nothing. */
  readonly subject: string;
  /** `ok`, or the code of the error. */
  readonly outcome: string;
  /** Address of the client. */
  readonly address: string | undefined;
}

/** An event as it is stored; `id` only ever grows. */
export interface StoredAuditEvent extends AuditEvent {
  readonly id: number;
}
