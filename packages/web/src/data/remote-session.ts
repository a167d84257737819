import { isRecord } from "./facts.ts";
import { Failure } from "./port.ts";
import { recordOf, type Send, sendJson } from "./send-json.ts";
import type { SessionPort, Token, User } from "./session.ts";

/** Sign-in at the server that this page came from. The session itself is a cookie that scripts cannot read. */
export function createSession(send: Send = (url, init) => fetch(url, init)): SessionPort {
  const call = (method: string, url: string, body?: unknown) => sendJson(send, method, url, body);
  return {
    async current() {
      const { login, register, user } = recordOf(await call("GET", "/api/session"));
      return { signIn: login === true, register: register === true, user: userOf(user) };
    },
    async signIn(username, password) {
      const body = new URLSearchParams({ username, password });
      const response = await send("/auth/jwt/login", { method: "POST", body });
      if (response.ok) return;
      const answer: unknown = await response.json().catch(() => undefined);
      const { code, detail } = isRecord(answer) ? answer : {};
      throw new Failure({ code: String(code ?? "account.bad_credentials"), message: String(detail ?? "") });
    },
    async signOut(everywhere) {
      await call("POST", everywhere ? "/auth/sign-out-everywhere" : "/auth/jwt/logout");
    },
    async register(email, password) {
      await call("POST", "/auth/register", { email, password });
    },
    async forgotPassword(email) {
      await call("POST", "/auth/forgot-password", { email });
    },
    async resetPassword(token, password) {
      await call("POST", "/auth/reset-password", { token, password });
    },
    async changePassword(current, next) {
      await call("POST", "/auth/change-password", { password: current, new_password: next });
    },
    async tokens() {
      const { tokens } = recordOf(await call("GET", "/auth/tokens"));
      return Array.isArray(tokens) ? tokens.filter(isRecord).map(tokenOf) : [];
    },
    async createToken(name, scope, days) {
      const expires = new Date(Date.now() + days * DAY).toISOString();
      const { token } = recordOf(await call("POST", "/auth/tokens", { name, scope, expires }));
      return String(token);
    },
    async revokeToken(id) {
      await call("DELETE", `/auth/tokens/${encodeURIComponent(id)}`);
    },
  };
}

const DAY = 24 * 3600 * 1000;

function userOf(value: unknown): User | undefined {
  if (!isRecord(value)) return undefined;
  const access = isRecord(value.access) ? Object.entries(value.access) : [];
  const writable = access.flatMap(([root, right]) => (right === "write" ? [`@${root}`] : []));
  return { email: String(value.email), superuser: value.is_superuser === true, writable };
}

function tokenOf({ id, name, scope, created, expires, used }: Readonly<Record<string, unknown>>): Token {
  const time = (value: unknown) => (typeof value === "string" ? value : undefined);
  return {
    id: String(id),
    name: String(name),
    scope: String(scope),
    created: time(created) ?? "",
    expires: time(expires),
    lastUsed: time(used),
  };
}
