import type { FastifyInstance } from "fastify";
import {
  type AccountsUnderTest,
  accountsUnderTest,
  type UnderTestOptions,
} from "../../accounts/test/accounts-under-test.ts";
import { installAuth } from "../src/auth/open.ts";
import { testApp } from "./memory-repository.ts";

export const PASSWORD = "correct horse";

export interface SignedInApp extends AccountsUnderTest {
  readonly app: FastifyInstance;
  /** `Cookie` header of a new session. */
  signIn(email: string, password?: string): Promise<string>;
}

/** The whole HTTP service over memory, with the users root@example.org, a superuser, and ann@example.org. */
export async function signedInApp(
  options: UnderTestOptions & { register?: boolean; urlbase?: string; trustedProxies?: string[] } = {},
): Promise<SignedInApp> {
  const under = accountsUnderTest(options);
  const { register = false, urlbase = "http://localhost:80", trustedProxies } = options;
  const service = { accounts: under.accounts, register, urlbase };
  const files = { "a.b2nd": new TextEncoder().encode("frame") };
  const { app } = testApp(files, { web: undefined, signIn: (to) => installAuth(to, service), trustedProxies });
  const system = { user: undefined, address: undefined };
  await under.accounts.directory.add({ email: "root@example.org", password: PASSWORD, superuser: true }, system);
  await under.accounts.directory.add({ email: "ann@example.org", password: PASSWORD }, system);
  const signIn = async (username: string, password = PASSWORD) => {
    const answer = await app.inject({ method: "POST", url: "/auth/jwt/login", ...form({ username, password }) });
    if (answer.statusCode !== 204) throw new Error(answer.body);
    return String(answer.headers["set-cookie"]).split(";")[0] ?? "";
  };
  return { ...under, app, signIn };
}

/** Body and header of a form. */
export function form(fields: Record<string, string>) {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return { payload: new URLSearchParams(fields).toString(), headers };
}
