import { ApiTokens } from "./api-tokens.ts";
import { AuditLog } from "./audit-log.ts";
import { Directory, type PersonalRoots } from "./directory.ts";
import { Guard, type GuardLimits } from "./guard.ts";
import type { Mailer } from "./mailer.ts";
import { Passwords } from "./passwords.ts";
import { Recovery } from "./recovery.ts";
import { SessionTokens } from "./session-token.ts";
import { SignIn } from "./sign-in.ts";
import type { AccountStore } from "./store.ts";

export interface AccountsOptions {
  readonly store: AccountStore;
  /** Signs the tokens of sessions. */
  readonly secret: string;
  readonly mailer: Mailer;
  readonly personalRoots: PersonalRoots;
  /** Without a slash at the end. */
  readonly urlbase: string;
  readonly maxUsers?: number | undefined;
  /** For what fails behind the back of a request. */
  readonly onFault: (error: unknown) => void;
  /** Milliseconds since 1970; tests bring their own clock. */
  readonly now?: () => number;
  readonly limits?: GuardLimits;
  readonly passwords?: Passwords;
}

/** Ten wrong passwords in a row for an account and then one a minute; for an address more, since many may share it. */
const LIMITS: GuardLimits = {
  account: { attempts: 10, refillMs: 60_000, maxKeys: 20_000 },
  address: { attempts: 60, refillMs: 5_000, maxKeys: 20_000 },
};

/** Everything about users, sessions and tokens, over one store. */
export interface Accounts {
  readonly signIn: SignIn;
  readonly directory: Directory;
  readonly recovery: Recovery;
  readonly tokens: ApiTokens;
  readonly audit: AuditLog;
  /** Counts what costs something but shows no password: registering, asking for mail. */
  readonly guard: Guard;
  close(): Promise<void>;
}

export function createAccounts(options: AccountsOptions): Accounts {
  const { store, mailer, personalRoots, urlbase, maxUsers, onFault, now = Date.now, limits = LIMITS } = options;
  const { passwords = new Passwords() } = options;
  const audit = new AuditLog({ store: store.audit, now, onFault });
  const tokens = new SessionTokens(options.secret);
  const signIn = new SignIn({ store, passwords, tokens, guard: new Guard(limits, now), audit, now });
  return {
    signIn,
    directory: new Directory({ store, passwords, audit, personalRoots, maxUsers }),
    recovery: new Recovery({ store, passwords, signIn, mailer, audit, now, urlbase, onFault }),
    tokens: new ApiTokens({ store, audit, now, onFault }),
    audit,
    guard: new Guard(limits, now),
    async close() {
      await audit.close();
      await store.close();
    },
  };
}
