import type {
  AccountStore,
  AuditStore,
  NewUser,
  ResetStore,
  SessionStore,
  TokenStore,
  UserChange,
  UserStore,
} from "./store.ts";
import { lastSuperuser, tooManyTokens, tooManyUsers, userExists } from "./store-errors.ts";
import type { ApiToken, PendingReset, Session, StoredAuditEvent, User } from "./types.ts";

/** Accounts that last as long as the object. Each change happens in one turn, so it is complete or not at all. */
export function memoryStore(): AccountStore {
  const state: State = { users: new Map(), sessions: new Map(), tokens: new Map(), resets: new Map() };
  return {
    users: new MemoryUsers(state),
    sessions: memorySessions(state),
    tokens: memoryTokens(state),
    resets: memoryResets(state),
    audit: memoryAudit(),
    close: async () => undefined,
  };
}

/** Sessions, tokens by their id; resets by their user's. */
interface State {
  readonly users: Map<string, User>;
  readonly sessions: Map<string, Session>;
  readonly tokens: Map<string, ApiToken>;
  readonly resets: Map<string, PendingReset>;
}

class MemoryUsers implements UserStore {
  readonly #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  async byId(id: string): Promise<User | undefined> {
    return this.#state.users.get(id);
  }

  async byEmail(email: string): Promise<User | undefined> {
    return [...this.#state.users.values()].find((user) => folded(user.email) === folded(email));
  }

  async list(): Promise<User[]> {
    return [...this.#state.users.values()].sort((a, b) => (a.email < b.email ? -1 : 1));
  }

  async add(user: NewUser, maxUsers?: number): Promise<User> {
    const { users } = this.#state;
    if ([...users.values()].some(({ email }) => folded(email) === folded(user.email))) throw userExists(user.email);
    if (maxUsers !== undefined && users.size >= maxUsers) throw tooManyUsers(maxUsers);
    const roles = { public: undefined, shared: undefined };
    const added: User = { ...user, active: true, verified: false, roles, epoch: 0 };
    users.set(user.id, added);
    return added;
  }

  async update(id: string, change: UserChange, expectedHash?: string): Promise<User | undefined> {
    const user = this.#state.users.get(id);
    if (user === undefined || (expectedHash !== undefined && user.passwordHash !== expectedHash)) return undefined;
    const { endSessions = false, ...rest } = change;
    const changed: User = { ...user, ...rest, epoch: user.epoch + Number(endSessions) };
    if (!(changed.active && changed.superuser)) this.#refuseTheLast(user);
    this.#state.users.set(id, changed);
    if (endSessions) removeOf(this.#state.sessions, id);
    return changed;
  }

  async remove(id: string): Promise<boolean> {
    const user = this.#state.users.get(id);
    if (user === undefined) return false;
    this.#refuseTheLast(user);
    for (const records of [this.#state.sessions, this.#state.tokens, this.#state.resets]) removeOf(records, id);
    return this.#state.users.delete(id);
  }

  #refuseTheLast(user: User): void {
    if (!user.active || !user.superuser) return;
    const others = [...this.#state.users.values()].filter((other) => other.active && other.superuser);
    if (others.length <= 1) throw lastSuperuser();
  }
}

function memorySessions({ users, sessions }: State): SessionStore {
  return {
    async add(session, now, keep) {
      for (const [id, { expires }] of sessions) if (expires <= now) sessions.delete(id);
      sessions.set(session.id, session);
      const own = [...sessions.values()].filter(({ userId }) => userId === session.userId);
      own.sort((a, b) => b.expires - a.expires);
      for (const { id } of own.slice(keep)) sessions.delete(id);
    },
    async find(id) {
      const session = sessions.get(id);
      const user = session && users.get(session.userId);
      return session && user && { session, user };
    },
    async remove(id) {
      sessions.delete(id);
    },
  };
}

function memoryTokens({ users, tokens }: State): TokenStore {
  const ofUser = (userId: string) => [...tokens.values()].filter((token) => token.userId === userId);
  return {
    async add(token, maxTokens) {
      if (ofUser(token.userId).length >= maxTokens) throw tooManyTokens(maxTokens);
      tokens.set(token.id, token);
    },
    async find(hash) {
      const token = [...tokens.values()].find((candidate) => candidate.hash === hash);
      const user = token && users.get(token.userId);
      return token && user && { token, user };
    },
    list: async (userId) => ofUser(userId).sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1)),
    async touch(id, now) {
      const token = tokens.get(id);
      if (token !== undefined) tokens.set(id, { ...token, used: now });
    },
    remove: async (userId, id) => tokens.get(id)?.userId === userId && tokens.delete(id),
    removeAll: async (userId) => removeOf(tokens, userId),
  };
}

function memoryResets({ resets }: State): ResetStore {
  return {
    async put(reset) {
      resets.set(reset.userId, reset);
    },
    async take(hash) {
      const reset = [...resets.values()].find((candidate) => candidate.hash === hash);
      if (reset !== undefined) resets.delete(reset.userId);
      return reset;
    },
  };
}

function memoryAudit(): AuditStore {
  let stored: StoredAuditEvent[] = [];
  let last = 0;
  return {
    async append(events, keep) {
      for (const event of events) {
        last += 1;
        stored.push({ ...event, id: last });
      }
      stored = stored.slice(Math.max(0, stored.length - keep));
    },
    async page({ before = Number.POSITIVE_INFINITY, limit, userId, action }) {
      return stored
        .filter(({ id }) => id < before)
        .filter((event) => userId === undefined || event.userId === userId)
        .filter((event) => action === undefined || event.action === action)
        .reverse()
        .slice(0, limit);
    },
  };
}

type Records = Iterable<[string, { readonly userId: string }]> & { delete(key: string): boolean };

function removeOf(records: Records, userId: string): void {
  for (const [key, record] of records) if (record.userId === userId) records.delete(key);
}

/** Without case, of ASCII letters alone: as SQLite's `lower`, which existing servers compare by. */
function folded(email: string): string {
  return email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
