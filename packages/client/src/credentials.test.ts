import { describe, expect, it } from "vitest";
import { withCredentials } from "./credentials.ts";
import type { Fetch } from "./http.ts";

/** A server that sets these cookies, one an answer; keeps the headers of each request. */
function recorded(cookies: (string | undefined)[]): { fetch: Fetch; seen: Record<string, string>[] } {
  const seen: Record<string, string>[] = [];
  return {
    seen,
    fetch: async (_url, init) => {
      seen.push(Object.fromEntries(new Headers(init.headers)));
      const cookie = cookies.shift();
      return new Response("", cookie === undefined ? {} : { headers: { "set-cookie": cookie } });
    },
  };
}

describe("credentials", () => {
  it("a session's cookie is sent from the answer that sets it to the one that clears it", async () => {
    const cleared = "c2subauth=; HttpOnly; Path=/; Max-Age=0";
    const { fetch, seen } = recorded(["c2subauth=abc.def; HttpOnly; Path=/", undefined, "other=1", cleared]);
    const send = withCredentials(fetch);
    for (let turn = 0; turn < 5; turn += 1) await send("u", { headers: { range: "bytes=0-1" } });
    const cookie = { range: "bytes=0-1", cookie: "c2subauth=abc.def" };
    expect(seen).toEqual([{ range: "bytes=0-1" }, cookie, cookie, cookie, { range: "bytes=0-1" }]);
  });

  it("a token is sent instead, and no cookie with it", async () => {
    const { fetch, seen } = recorded(["c2subauth=abc; Path=/"]);
    const send = withCredentials(fetch, "c2_x");
    await send("u", {});
    await send("u", {});
    expect(seen).toEqual([{ authorization: "Bearer c2_x" }, { authorization: "Bearer c2_x" }]);
  });
});
