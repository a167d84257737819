import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";
import { CatervaError } from "@caterva2/ndarray";
import { type Refusal, Throttle, type ThrottleLimits } from "./throttle.ts";

export interface GuardLimits {
  readonly account: ThrottleLimits;
  readonly address: ThrottleLimits;
}

/** An attempt that was let in. One of the two is called when it is known how it went. */
export interface Attempt {
  succeeded(): void;
  failed(): void;
}

/** Attempts that wait for others on the same account to end, and pairs of account and address that are remembered. */
const MAX_WAITING = 256;
const MAX_FAMILIAR = 10_000;

/**
 * Bounds failed attempts per account, whether it exists or not, and per address. Successful ones are free,
 * many at once too: what is in flight is waited for. From where a user has signed in before they are
 * counted apart, so strangers who guess cannot lock them out.
 */
export class Guard {
  readonly #accounts: Throttle;
  readonly #addresses: Throttle;
  readonly #familiar = new Set<string>();
  /** By key of the account: attempts that run, and who waits for the next to end. */
  readonly #running = new Map<string, { count: number; waiting: (() => void)[] }>();
  #waiting = 0;

  constructor(limits: GuardLimits, now: () => number) {
    this.#accounts = new Throttle(limits.account, now);
    this.#addresses = new Throttle(limits.address, now);
  }

  /** @throws account.throttled with `retryAfter` in seconds; `first` once in a row of refusals; server.busy */
  async enter(account: string, address: string | undefined): Promise<Attempt> {
    const place = addressKey(address);
    const pair = keyOf(account, place ?? "");
    const key = this.#familiar.has(pair) ? pair : keyOf(account);
    for (;;) {
      const refusal = this.#take(key, place);
      if (refusal === undefined) return this.#start(key, place, pair);
      if (!this.#running.has(key)) throw throttled(refusal);
      await this.#nextEnd(key);
    }
  }

  /** Counts what shows no password, by address alone. @throws account.throttled with `retryAfter` in seconds */
  count(address: string | undefined): void {
    const place = addressKey(address);
    const refusal = place === undefined ? undefined : this.#addresses.take(place);
    if (refusal !== undefined) throw throttled(refusal);
  }

  #take(key: string, place: string | undefined): Refusal | undefined {
    const refusal = place === undefined ? undefined : this.#addresses.take(place);
    if (refusal !== undefined) return refusal;
    const byAccount = this.#accounts.take(key);
    if (byAccount !== undefined && place !== undefined) this.#addresses.giveBack(place);
    return byAccount;
  }

  #start(key: string, place: string | undefined, pair: string): Attempt {
    const running = this.#running.get(key) ?? { count: 0, waiting: [] };
    running.count += 1;
    this.#running.set(key, running);
    const end = () => {
      running.count -= 1;
      if (running.count === 0) this.#running.delete(key);
      for (const wake of running.waiting.splice(0)) wake();
    };
    return {
      succeeded: () => {
        this.#accounts.giveBack(key);
        if (place !== undefined) {
          this.#addresses.giveBack(place);
          this.#remember(pair);
        }
        end();
      },
      failed: end,
    };
  }

  async #nextEnd(key: string): Promise<void> {
    if (this.#waiting >= MAX_WAITING) {
      throw new CatervaError("server.busy", "Too many sign-ins wait to be checked; try again soon.");
    }
    this.#waiting += 1;
    await new Promise<void>((resolve) => this.#running.get(key)?.waiting.push(resolve));
    this.#waiting -= 1;
  }

  #remember(pair: string): void {
    this.#familiar.delete(pair);
    this.#familiar.add(pair);
    if (this.#familiar.size <= MAX_FAMILIAR) return;
    const oldest = this.#familiar.values().next().value;
    if (oldest !== undefined) this.#familiar.delete(oldest);
  }
}

/** Of one length, whatever was sent as an account. */
function keyOf(account: string, place = ""): string {
  return createHash("sha256").update(`${account.trim().toLowerCase()}\n${place}`).digest("base64url");
}

/** Who has one IPv6 address has the 2^64 of its network. Clients of a unix socket have none. */
function addressKey(address: string | undefined): string | undefined {
  if (address === undefined || address === "") return undefined;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = "", tail = ""] = (address.split("%")[0] ?? "").toLowerCase().split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === "" ? [] : tail.split(":");
  const zeros = address.includes("::") ? Math.max(0, 8 - before.length - after.length) : 0;
  const groups = [...before, ...new Array<string>(zeros).fill("0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}

function throttled({ retryAfterMs, first }: Refusal): CatervaError {
  const retryAfter = Math.ceil(retryAfterMs / 1000);
  return new CatervaError("account.throttled", `Too many failed attempts; try again in ${retryAfter} seconds.`, {
    detail: { retryAfter, first },
  });
}
