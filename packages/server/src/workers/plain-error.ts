import { CatervaError, ERROR_CATALOGUE, type ErrorCode, isCatervaError } from "@caterva2/ndarray";
import type { PlainError } from "./jobs.ts";

/** An error as data, so that it can cross to another thread. */
export function toPlainError(error: unknown): PlainError {
  if (isCatervaError(error)) {
    return { code: error.code, message: error.message, detail: { ...error.detail }, stack: undefined };
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: "internal.unexpected", message: "The server failed to answer this request.", detail: {}, stack };
}

export function fromPlainError(plain: PlainError): CatervaError {
  const code = isErrorCode(plain.code) ? plain.code : "internal.unexpected";
  const cause = plain.stack === undefined ? {} : { cause: plain.stack };
  return new CatervaError(code, plain.message, { detail: plain.detail, ...cause });
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(ERROR_CATALOGUE, code);
}
