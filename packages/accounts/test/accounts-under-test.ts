import { type AccountStore, type Accounts, createAccounts, type Mail, memoryStore, Passwords } from "../src/index.ts";

export interface AccountsUnderTest {
  readonly accounts: Accounts;
  readonly store: AccountStore;
  readonly mails: readonly Mail[];
  readonly removedRoots: readonly string[];
  readonly faults: readonly unknown[];
  /** Lets time go by, in milliseconds. */
  pass(milliseconds: number): void;
}

export interface UnderTestOptions {
  readonly maxUsers?: number;
  readonly failingMail?: boolean;
  readonly secret?: string;
  readonly store?: AccountStore;
}

/** Accounts in memory, with passwords that cost nothing and a clock of their own. */
export function accountsUnderTest(options: UnderTestOptions = {}): AccountsUnderTest {
  const { maxUsers, failingMail = false, secret = "secret", store = memoryStore() } = options;
  const [mails, removedRoots, faults]: [Mail[], string[], unknown[]] = [[], [], []];
  let time = Date.UTC(2030, 0, 1);
  const accounts = createAccounts({
    store,
    secret,
    mailer: {
      async send(mail) {
        if (failingMail) throw new Error("no mail today");
        mails.push(mail);
      },
    },
    personalRoots: {
      async remove(id) {
        removedRoots.push(id);
      },
    },
    urlbase: "https://example.org/arrays",
    maxUsers,
    onFault: (error) => faults.push(error),
    now: () => time,
    passwords: new Passwords({ memoryCost: 8, timeCost: 1, parallelism: 1 }),
  });
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return { accounts, store, mails, removedRoots, faults, pass };
}
