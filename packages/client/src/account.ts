import { CatervaError } from "@caterva2/ndarray";
import { ACCOUNT_CALLS, type AccountCallName, apiUrl, FORM_TYPE, JSON_TYPE } from "@caterva2/protocol";
import { type CallOptions, cancelBody, expectDone, type Fetch, isRecord, readJson, send } from "./http.ts";

export type RootAccess = "none" | "read" | "write";

/** Who is signed in. */
export interface Me {
  readonly id: string;
  readonly email: string;
  readonly superuser: boolean;
  readonly access: Readonly<Record<"public" | "shared" | "personal", RootAccess>>;
}

/** An API token as it is listed. Times are ISO 8601. */
export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly scope: "read" | "write";
  /** Undefined: all roots. */
  readonly roots: readonly string[] | undefined;
  readonly created: string;
  readonly expires: string | undefined;
  readonly used: string | undefined;
}

export interface TokenWish {
  readonly name: string;
  readonly scope: "read" | "write";
  readonly roots?: readonly ("public" | "shared" | "personal")[];
  /** ISO 8601; never unless given. */
  readonly expires?: string;
}

/** Port: one's account at the server. Errors carry the server's code; `route.unknown`: nobody signs in there. */
export interface Account {
  /** Whether one can sign in and register there, and who is signed in. */
  session(call?: CallOptions): Promise<{ login: boolean; register: boolean; user: Me | undefined }>;
  /** Undefined when nobody is signed in. */
  me(call?: CallOptions): Promise<Me | undefined>;
  /** @throws account.bad_credentials, account.throttled */
  signIn(email: string, password: string, call?: CallOptions): Promise<void>;
  signOut(call?: CallOptions): Promise<void>;
  signOutEverywhere(call?: CallOptions): Promise<void>;
  register(email: string, password: string, call?: CallOptions): Promise<void>;
  forgotPassword(email: string, call?: CallOptions): Promise<void>;
  resetPassword(token: string, password: string, call?: CallOptions): Promise<void>;
  changePassword(current: string, next: string, call?: CallOptions): Promise<void>;
  tokens(call?: CallOptions): Promise<ApiToken[]>;
  /** `text` is told this once. */
  createToken(wish: TokenWish, call?: CallOptions): Promise<{ token: ApiToken; text: string }>;
  revokeToken(id: string, call?: CallOptions): Promise<void>;
}

const MAX_BYTES = 1024 * 1024;

/** @param fetch sends the signs of identity along */
export function createAccount(fetch: Fetch, baseUrl: string): Account {
  const ask = async (name: AccountCallName, call: CallOptions, body?: BodyInit, type = JSON_TYPE, id = "") => {
    const { method, path } = ACCOUNT_CALLS[name];
    const url = baseUrl + path.replace("{id}", () => encodeURIComponent(id));
    const init = body === undefined ? { method } : { method, body, headers: { "content-type": type } };
    return send(fetch, url, init, call);
  };
  const json = async (response: Response): Promise<Record<string, unknown>> => {
    const value = await readJson(response, MAX_BYTES);
    if (!isRecord(value)) throw unexpected();
    return value;
  };
  const post = (name: AccountCallName, call: CallOptions, body?: unknown) =>
    ask(name, call, body === undefined ? undefined : JSON.stringify(body));

  return {
    async session(call = {}) {
      const { login, register, user } = await json(await send(fetch, baseUrl + apiUrl("session"), {}, call));
      const me = isRecord(user) ? meOf(user) : undefined;
      return { login: login === true, register: register === true, user: me };
    },
    async me(call = {}) {
      const response = await ask("me", call);
      if (response.status !== 401) return meOf(await json(response));
      await cancelBody(response);
      return undefined;
    },
    async signIn(username, password, call = {}) {
      const form = new URLSearchParams({ username, password }).toString();
      await expectDone(await ask("signIn", call, form, FORM_TYPE));
    },
    signOut: async (call = {}) => expectDone(await post("signOut", call)),
    signOutEverywhere: async (call = {}) => expectDone(await post("signOutEverywhere", call)),
    register: async (email, password, call = {}) => expectDone(await post("register", call, { email, password })),
    forgotPassword: async (email, call = {}) => expectDone(await post("forgotPassword", call, { email })),
    resetPassword: async (token, password, call = {}) =>
      expectDone(await post("resetPassword", call, { token, password })),
    changePassword: async (password, next, call = {}) =>
      expectDone(await post("changePassword", call, { password, new_password: next })),
    async tokens(call = {}) {
      const { tokens } = await json(await ask("listTokens", call));
      if (!Array.isArray(tokens)) throw unexpected();
      return tokens.map(tokenOf);
    },
    async createToken(wish, call = {}) {
      const value = await json(await post("createToken", call, wish));
      return { token: tokenOf(value), text: textOf(value.token) };
    },
    revokeToken: async (id, call = {}) => expectDone(await ask("revokeToken", call, undefined, JSON_TYPE, id)),
  };
}

function meOf({ id, email, is_superuser, access }: Record<string, unknown>): Me {
  if (!isRecord(access)) throw unexpected();
  const [inPublic, shared, personal] = [access.public, access.shared, access.personal].map(accessOf);
  if (inPublic === undefined || shared === undefined || personal === undefined) throw unexpected();
  const byRoot = { public: inPublic, shared, personal };
  return { id: textOf(id), email: textOf(email), superuser: is_superuser === true, access: byRoot };
}

function accessOf(value: unknown): RootAccess | undefined {
  return value === "none" || value === "read" || value === "write" ? value : undefined;
}

function tokenOf(value: unknown): ApiToken {
  if (!isRecord(value) || (value.scope !== "read" && value.scope !== "write")) throw unexpected();
  const { id, name, scope, roots, created, expires, used } = value;
  return {
    id: textOf(id),
    name: textOf(name),
    scope,
    roots: Array.isArray(roots) ? roots.map(textOf) : undefined,
    created: textOf(created),
    expires: typeof expires === "string" ? expires : undefined,
    used: typeof used === "string" ? used : undefined,
  };
}

function textOf(value: unknown): string {
  if (typeof value !== "string") throw unexpected();
  return value;
}

function unexpected(): CatervaError {
  return new CatervaError("request.invalid", "The server's answer about the account is not of the documented form.");
}
