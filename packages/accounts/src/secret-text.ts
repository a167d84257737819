import { createHash, randomBytes } from "node:crypto";

/** A text nobody can guess: 256 random bits. */
export function newSecretText(prefix = ""): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** What is stored of such a text. It has too many bits to be guessed from its hash, so one round is enough. */
export function hashSecretText(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
