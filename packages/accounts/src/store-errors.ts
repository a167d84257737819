import { CatervaError } from "@caterva2/ndarray";

export function userExists(email: string): CatervaError {
  return new CatervaError("account.exists", `There is a user ${email} already.`);
}

export function tooManyUsers(maxUsers: number): CatervaError {
  return new CatervaError("account.limit_reached", `This server takes ${maxUsers} users, and it has them.`);
}

export function tooManyTokens(maxTokens: number): CatervaError {
  return new CatervaError("account.limit_reached", `A user may have ${maxTokens} tokens; revoke one first.`);
}

export function lastSuperuser(): CatervaError {
  return new CatervaError("account.last_superuser", "This is the last active superuser; make another one first.");
}
