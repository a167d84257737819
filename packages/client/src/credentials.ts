import type { Fetch } from "./http.ts";

const COOKIE = "c2subauth";

/**
 * Sends the signs of identity along with every request to the server. A browser keeps the session's cookie
 * itself and shows it to no script; elsewhere it is kept here, from the answer that sets it to the one that
 * clears it. An API token is sent instead, if there is one.
 */
export function withCredentials(fetch: Fetch, token?: string): Fetch {
  let cookie: string | undefined;
  return async (url, init) => {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    else if (cookie !== undefined) headers.set("cookie", `${COOKIE}=${cookie}`);
    const response = await fetch(url, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      const value = /^c2subauth=([^;]*)/.exec(line)?.[1];
      if (value !== undefined) cookie = value === "" ? undefined : value;
    }
    return response;
  };
}
