import type { ApiToken, AuditEvent, PendingReset, Roles, Session, StoredAuditEvent, User } from "./types.ts";

export type NewUser = Pick<User, "id" | "email" | "passwordHash" | "superuser">;

export interface UserChange {
  readonly passwordHash?: string;
  readonly active?: boolean;
  readonly superuser?: boolean;
  readonly roles?: Roles;
  /** Begins a new epoch and forgets the sessions. */
  readonly endSessions?: boolean;
}

/**
 * Port: the users. Another program may write them at the same time, so nothing is kept in memory. Each
 * method is complete or changes nothing. Common errors: account.unavailable, server.busy
 */
export interface UserStore {
  byId(id: string): Promise<User | undefined>;
  /** Emails are compared without case. */
  byEmail(email: string): Promise<User | undefined>;
  /** All, by email. */
  list(): Promise<User[]>;
  /** Adds an active user. @throws account.exists; account.limit_reached when there are `maxUsers` already */
  add(user: NewUser, maxUsers?: number): Promise<User>;
  /**
   * Changes a user whose password hash still is `expectedHash`, if that is given; undefined when there is
   * none. @throws account.last_superuser if no active superuser would remain
   */
  update(id: string, change: UserChange, expectedHash?: string): Promise<User | undefined>;
  /** Removes a user with all that is theirs here; false when there was none. @throws account.last_superuser */
  remove(id: string): Promise<boolean>;
}

/** Port: sessions. */
export interface SessionStore {
  /** Forgets expired ones, and the user's oldest beyond `keep`. */
  add(session: Session, now: number, keep: number): Promise<void>;
  /** With its user, of whatever state: whether the session still holds is not decided here. */
  find(id: string): Promise<{ session: Session; user: User } | undefined>;
  remove(id: string): Promise<void>;
}

/** Port: API tokens. */
export interface TokenStore {
  /** @throws account.limit_reached when the user has `maxTokens` already */
  add(token: ApiToken, maxTokens: number): Promise<void>;
  find(hash: string): Promise<{ token: ApiToken; user: User } | undefined>;
  /** Of one user, oldest first. */
  list(userId: string): Promise<ApiToken[]>;
  touch(id: string, now: number): Promise<void>;
  /** False when the user has no such token. */
  remove(userId: string, id: string): Promise<boolean>;
  removeAll(userId: string): Promise<void>;
}

/** Port: mailed resets. */
export interface ResetStore {
  /** Replaces an earlier one of the user. */
  put(reset: PendingReset): Promise<void>;
  /** Takes it out: of several who come with one text, one gets it. */
  take(hash: string): Promise<PendingReset | undefined>;
}

export interface AuditQuery {
  /** Only events with a smaller id. */
  readonly before?: number | undefined;
  readonly limit: number;
  readonly userId?: string | undefined;
  readonly action?: string | undefined;
}

/** Port: the audit log. */
export interface AuditStore {
  /** Appends, and forgets the oldest beyond `keep`. */
  append(events: readonly AuditEvent[], keep: number): Promise<void>;
  /** Newest first. */
  page(query: AuditQuery): Promise<StoredAuditEvent[]>;
}

/** All of it over one database. */
export interface AccountStore {
  readonly users: UserStore;
  readonly sessions: SessionStore;
  readonly tokens: TokenStore;
  readonly resets: ResetStore;
  readonly audit: AuditStore;
  close(): Promise<void>;
}
