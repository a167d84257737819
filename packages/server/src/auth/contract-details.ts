import type { CatervaError, ErrorCode } from "@caterva2/ndarray";
import { ACCOUNT_ROUTES } from "@caterva2/protocol";

type Detail = string | ((error: CatervaError) => unknown);

/** What existing clients look for in `detail`, by call. Ours go by `code`, which is the same everywhere. */
const DETAILS: Readonly<Record<string, Partial<Record<ErrorCode, Detail>>>> = {
  [ACCOUNT_ROUTES.signIn.path]: { "account.bad_credentials": "LOGIN_BAD_CREDENTIALS" },
  [ACCOUNT_ROUTES.register.path]: {
    "account.exists": "REGISTER_USER_ALREADY_EXISTS",
    "account.invalid_password": (error) => ({ code: "REGISTER_INVALID_PASSWORD", reason: error.message }),
  },
  [ACCOUNT_ROUTES.resetPassword.path]: {
    "account.bad_token": "RESET_PASSWORD_BAD_TOKEN",
    "account.invalid_password": (error) => ({ code: "RESET_PASSWORD_INVALID_PASSWORD", reason: error.message }),
  },
};

/** The contract's detail of an error of a call; undefined where the message is the detail. */
export function contractDetail(path: string | undefined, error: CatervaError): unknown {
  const detail = DETAILS[path ?? ""]?.[error.code];
  return typeof detail === "function" ? detail(error) : detail;
}
