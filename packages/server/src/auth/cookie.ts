/** As existing clients know it. */
const NAME = "c2subauth";

/** The session's token in a `Cookie` header; the first counts. */
export function sessionCookieOf(header: string | undefined): string | undefined {
  for (const pair of header?.split(";") ?? []) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === NAME) return pair.slice(at + 1).trim() || undefined;
  }
  return undefined;
}

/**
 * `Set-Cookie` for a session. No script reads it, and no other site's form or picture sends it along (RFC
 * 6265bis); it ends with the browser, or with the session. `secure` where people come by https.
 */
export function sessionCookie(token: string, secure: boolean): string {
  return `${NAME}=${token}; HttpOnly; Path=/; SameSite=lax${secure ? "; Secure" : ""}`;
}

/** `Set-Cookie` that makes a browser forget the session. */
export function clearedCookie(secure: boolean): string {
  return `${sessionCookie("", secure)}; Max-Age=0`;
}
