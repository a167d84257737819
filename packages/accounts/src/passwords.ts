import { createHash, randomInt } from "node:crypto";
import { Worker } from "node:worker_threads";
import { CatervaError } from "@caterva2/ndarray";
import { type Algorithm, hash, verify } from "@node-rs/argon2";
import { Gate } from "./gate.ts";

/** `Algorithm.Argon2id`: a constant enum of declarations, which have no value when types are stripped. */
const ARGON2ID = 2 as Algorithm;

/** RFC 9106, section 4, second choice, but three passes over 64 MiB as existing servers do; hashes go both ways. */
const COST: HashCost = { memoryCost: 65_536, timeCost: 3, parallelism: 4 };

/** Memory in KiB. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** Costs that a stored hash may ask for: a database of another program is believed so far. */
const MAX_COST = { memory: 1024 * 1024, passes: 20, lanes: 64, bcryptRounds: 14 };

/** Each takes 64 MiB, and a thread that reads of files wait for as well. */
const AT_ONCE = 2;
const MAX_WAITING = 256;

const MIN_LENGTH = 8;
const MAX_BYTES = 1024;

/** Without the letters that look alike in print. */
const ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ";
const GENERATED_LENGTH = 16;

/** Hashes and checks passwords, off the thread of the caller, few at a time. */
export class Passwords {
  readonly #gate = new Gate(AT_ONCE, MAX_WAITING);
  readonly #cost: HashCost;
  #nobodys: Promise<string> | undefined;

  /** @param cost less than the usual one is for tests alone */
  constructor(cost: HashCost = COST) {
    this.#cost = cost;
  }

  /** @throws account.invalid_password, server.busy */
  async hash(password: string): Promise<string> {
    checkPassword(password);
    return this.#gate.run(() => hash(password, { algorithm: ARGON2ID, ...this.#cost }));
  }

  /** Whether the password is the one of the hash. A hash that is none fits no password. @throws server.busy */
  verify(password: string, stored: string): Promise<boolean> {
    if (Buffer.byteLength(password) > MAX_BYTES || !isAffordable(stored)) return Promise.resolve(false);
    return this.#gate.run(() => (isBcrypt(stored) ? verifyBcrypt(password, stored) : verify(stored, password)));
  }

  /** Takes as long as {@link verify}, for users who do not exist. */
  async verifyNobody(password: string): Promise<false> {
    this.#nobodys ??= this.hash(generatePassword());
    try {
      await this.verify(password, await this.#nobodys);
    } catch (error) {
      this.#nobodys = undefined;
      throw error;
    }
    return false;
  }
}

/** @throws account.invalid_password */
export function checkPassword(password: string): void {
  if ([...password].length < MIN_LENGTH) {
    throw new CatervaError("account.invalid_password", `The password must have at least ${MIN_LENGTH} characters.`);
  }
  if (Buffer.byteLength(password) > MAX_BYTES) {
    throw new CatervaError("account.invalid_password", `The password must have at most ${MAX_BYTES} bytes.`);
  }
}

/** 16 random letters: 89 bits. */
export function generatePassword(): string {
  return Array.from({ length: GENERATED_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
}

/** Says whether a password is still the same without saying anything about it. */
export function passwordMark(stored: string): string {
  return createHash("sha256").update(stored).digest("base64url").slice(0, 16);
}

/** A hash that is to be replaced by one of today's cost when its password is next seen. */
export function isOutdated(stored: string): boolean {
  return isBcrypt(stored);
}

function isBcrypt(stored: string): boolean {
  return /^\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}$/.test(stored);
}

function isAffordable(stored: string): boolean {
  if (isBcrypt(stored)) return Number(stored.slice(4, 6)) <= MAX_COST.bcryptRounds;
  const match = /^\$argon2id?\$v=19\$m=(\d{1,9}),t=(\d{1,9}),p=(\d{1,9})\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/.exec(stored);
  if (match === null) return false;
  const [memory = 0, passes = 0, lanes = 0] = match.slice(1).map(Number);
  return memory <= MAX_COST.memory && passes <= MAX_COST.passes && lanes <= MAX_COST.lanes;
}

/** bcrypt itself looks at the first 72 bytes alone. */
function verifyBcrypt(password: string, stored: string): Promise<boolean> {
  const worker = new Worker(new URL("./bcrypt-program.ts", import.meta.url), {
    workerData: { password, hash: stored },
  });
  return new Promise((resolve, reject) => {
    worker.once("message", (matches) => resolve(matches === true));
    worker.once("error", reject);
    worker.once("exit", () => reject(new CatervaError("internal.unexpected", "The check of a password ended early.")));
  });
}
