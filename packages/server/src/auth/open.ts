import { join } from "node:path";
import { createAccounts, openSqliteStore, type PersonalRoots } from "@caterva2/accounts";
import type { FastifyInstance } from "fastify";
import { authResource } from "../resources/auth.ts";
import { tokensResource } from "../resources/tokens.ts";
import { usersResource } from "../resources/users.ts";
import { installIdentification } from "./identify.ts";
import { logMailer, type SmtpOptions, smtpMailer } from "./mailers.ts";
import { installPrivateAnswers } from "./private-answers.ts";
import { installChangeRecords } from "./record-changes.ts";
import type { AuthService } from "./service.ts";

/** How signing in works on a server that has it. */
export interface SignInOptions {
  /** Signs the tokens of sessions: who knows it is everybody. */
  readonly secret: string;
  /** Whether anybody may register. */
  readonly register: boolean;
  /** Where the server is for people, without a slash at the end. */
  readonly urlbase: string;
  /** Users at most; undefined: any number. */
  readonly maxUsers: number | undefined;
  /** Undefined: mail is written to the log. */
  readonly smtp: SmtpOptions | undefined;
}

/** Opens the accounts of a state directory. @throws account.unavailable */
export async function openAuth(
  stateDirectory: string,
  options: SignInOptions,
  personalRoots: PersonalRoots,
  log: { warn(text: string): void; error(fault: object, text: string): void },
): Promise<AuthService> {
  const { secret, register, urlbase, maxUsers, smtp } = options;
  const accounts = createAccounts({
    store: await openSqliteStore(join(stateDirectory, "db.sqlite")),
    secret,
    mailer: smtp === undefined ? logMailer((text) => log.warn(text)) : smtpMailer(smtp),
    personalRoots,
    urlbase,
    maxUsers,
    onFault: (error) => log.error({ err: error }, "accounts"),
  });
  return { accounts, register, urlbase };
}

/** Everything that signing in adds to the service. */
export function installAuth(app: FastifyInstance, service: AuthService): void {
  installIdentification(app, service);
  installPrivateAnswers(app);
  installChangeRecords(app, service.accounts.audit);
  authResource(app, service);
  usersResource(app, service);
  tokensResource(app, service);
}
