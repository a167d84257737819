import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { form, PASSWORD, type SignedInApp, signedInApp } from "./signed-in-app.ts";

let under: SignedInApp;
let [ann, root] = ["", ""];
beforeAll(async () => {
  under = await signedInApp({ register: true, maxUsers: 6 });
  [ann, root] = [await under.signIn("ann@example.org"), await under.signIn("root@example.org")];
});
afterAll(() => under.app.close());

const inject = (
  method: "GET" | "POST" | "PATCH" | "DELETE",
  url: string,
  cookie = "",
  payload?: unknown,
  headers = {},
) =>
  under.app.inject({
    method,
    url,
    headers: { ...(cookie ? { cookie } : {}), ...headers },
    ...(payload === undefined ? {} : { payload: JSON.stringify(payload) }),
  });
const signIn = (fields: Record<string, string>) =>
  under.app.inject({ method: "POST", url: "/auth/jwt/login", ...form(fields) });

describe("signing in", () => {
  test("is a form, and gives a cookie that no script and no other site may use", async () => {
    const answer = await signIn({ username: "ANN@example.org", password: PASSWORD, grant_type: "password" });
    expect([answer.statusCode, answer.body]).toEqual([204, ""]);
    expect(answer.headers["set-cookie"]).toMatch(/^c2subauth=[\w-]+\.[\w-]+\.[\w-]+; HttpOnly; Path=\/; SameSite=lax$/);
    expect(answer.headers["cache-control"]).toBe("private, no-store");
  });

  test("over https the cookie is Secure", async () => {
    const other = await signedInApp({ urlbase: "https://example.org/arrays" });
    const url = "/auth/jwt/login";
    const answer = await other.app.inject({
      method: "POST",
      url,
      ...form({ username: "ann@example.org", password: PASSWORD }),
    });
    expect(answer.headers["set-cookie"]).toMatch(/; SameSite=lax; Secure$/);
    await other.app.close();
  });

  test("what is wrong is refused as existing clients know it", async () => {
    const wrong = await signIn({ username: "ann@example.org", password: "wrong horse" });
    const unknown = await signIn({ username: "nobody@example.org", password: PASSWORD });
    for (const answer of [wrong, unknown]) {
      expect([answer.statusCode, answer.json()]).toEqual([
        400,
        { detail: "LOGIN_BAD_CREDENTIALS", code: "account.bad_credentials" },
      ]);
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
    const own = { date: wrong.headers.date, "x-request-id": wrong.headers["x-request-id"] };
    expect(wrong.headers).toEqual({ ...unknown.headers, ...own });
  });

  test.each([
    [{ username: "ann@example.org" }, "password"],
    [{ password: PASSWORD }, "username"],
  ])("%j: 422", async (fields, missing) => {
    const answer = await signIn(fields);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().detail).toEqual([{ type: "missing", loc: ["body", missing], msg: "Field required" }]);
  });

  test("a body beyond measure is refused", async () => {
    expect((await signIn({ username: "a", password: "x".repeat(100_000) })).statusCode).toBe(413);
  });

  test("after ten failures: 429 and when to come again", async () => {
    const other = await signedInApp();
    const wrong = {
      method: "POST",
      url: "/auth/jwt/login",
      ...form({ username: "ann@example.org", password: "x" }),
    } as const;
    for (let turn = 0; turn < 10; turn += 1) expect((await other.app.inject(wrong)).statusCode).toBe(400);
    const answer = await other.app.inject(wrong);
    expect([answer.statusCode, answer.json().code, answer.headers["retry-after"]]).toEqual([
      429,
      "account.throttled",
      "60",
    ]);
    await other.app.close();
  });

  test("a client names its own address only through a proxy that is trusted", async () => {
    for (const [trustedProxies, expected] of [
      [undefined, 429],
      [["127.0.0.1"], 400],
    ] as const) {
      const other = await signedInApp(trustedProxies ? { trustedProxies: [...trustedProxies] } : {});
      let last = 0;
      for (let turn = 0; turn < 70; turn += 1) {
        const { payload, headers } = form({ username: `u${turn}@example.org`, password: "x" });
        const forwarded = { ...headers, "x-forwarded-for": `10.0.${turn}.1` };
        last = (await other.app.inject({ method: "POST", url: "/auth/jwt/login", payload, headers: forwarded }))
          .statusCode;
      }
      expect(last).toBe(expected);
      await other.app.close();
    }
  });
});

describe("a session", () => {
  test("says who one is, and ends by signing out", async () => {
    const cookie = await under.signIn("ann@example.org");
    const me = await inject("GET", "/auth/me", `a=b; ${cookie}; c=d`);
    expect(me.json()).toMatchObject({
      email: "ann@example.org",
      is_superuser: false,
      roles: { public: null, shared: null },
    });
    expect(me.json().access).toEqual({ public: "write", shared: "write", personal: "write" });
    const out = await inject("POST", "/auth/jwt/logout", cookie);
    expect([out.statusCode, out.headers["set-cookie"]]).toEqual([
      204,
      "c2subauth=; HttpOnly; Path=/; SameSite=lax; Max-Age=0",
    ]);
    expect((await inject("GET", "/auth/me", cookie)).statusCode).toBe(401);
    expect((await inject("POST", "/auth/jwt/logout", cookie)).statusCode).toBe(401);
  });

  test.each(["", "c2subauth=", "c2subauth=x.y.z", `c2subauth=${"x".repeat(8000)}`, "C2SUBAUTH=x"])(
    "%j is none: who shows it is anonymous",
    async (cookie) => {
      expect((await inject("GET", "/auth/me", cookie)).statusCode).toBe(401);
      expect((await inject("GET", "/api/roots", cookie)).statusCode).toBe(200);
    },
  );

  test("changing the password gives a new one, and signing out everywhere none", async () => {
    const other = await signedInApp();
    const [mine, elsewhere] = [await other.signIn("ann@example.org"), await other.signIn("ann@example.org")];
    const me = async (cookie: string) => (await other.app.inject({ url: "/auth/me", headers: { cookie } })).statusCode;
    const payload = JSON.stringify({ password: PASSWORD, new_password: "other horse" });
    const changed = await other.app.inject({
      method: "POST",
      url: "/auth/change-password",
      headers: { cookie: mine },
      payload,
    });
    const next = String(changed.headers["set-cookie"]).split(";")[0] ?? "";
    expect(changed.statusCode).toBe(204);
    expect([await me(mine), await me(elsewhere), await me(next)]).toEqual([401, 401, 200]);
    const again = await other.signIn("ann@example.org", "other horse");
    const out = await other.app.inject({
      method: "POST",
      url: "/auth/sign-out-everywhere",
      headers: { cookie: again },
    });
    expect([out.statusCode, await me(next), await me(again)]).toEqual([204, 401, 401]);
    await other.app.close();
  });
});

describe("registering", () => {
  test("answers the user; wishes are not heard", async () => {
    const body = {
      email: "bob@Example.org",
      password: PASSWORD,
      is_superuser: true,
      is_verified: true,
      is_active: false,
    };
    const answer = await inject("POST", "/auth/register", "", body);
    const id = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const facts = { is_active: true, is_superuser: false, is_verified: false };
    expect([answer.statusCode, answer.json()]).toEqual([201, { id, email: "bob@example.org", ...facts }]);
    const again = await inject("POST", "/auth/register", "", { ...body, email: "BOB@example.org" });
    expect([again.statusCode, again.json().detail]).toEqual([400, "REGISTER_USER_ALREADY_EXISTS"]);
  });

  test("a short password, a bad address, what is missing", async () => {
    const short = await inject("POST", "/auth/register", "", { email: "c@example.org", password: "short" });
    expect([short.statusCode, short.json().detail]).toEqual([
      400,
      { code: "REGISTER_INVALID_PASSWORD", reason: expect.stringContaining("8 characters") },
    ]);
    const bad = await inject("POST", "/auth/register", "", { email: "c", password: PASSWORD });
    expect([bad.statusCode, bad.json().code]).toEqual([400, "account.invalid_email"]);
    expect((await inject("POST", "/auth/register", "", { email: "c@example.org" })).statusCode).toBe(422);
    expect((await inject("POST", "/auth/register", "", ["c@example.org"])).statusCode).toBe(422);
  });

  test("holds maxusers, also when many come at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        inject("POST", "/auth/register", "", { email: `n${n}@x.org`, password: PASSWORD }),
      ),
    );
    expect((await under.accounts.directory.list()).length).toBe(6);
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(3);
    for (const user of await under.accounts.directory.list()) {
      if (user.email.endsWith("@x.org")) await under.store.users.remove(user.id);
    }
  });

  test("does not exist unless configured", async () => {
    const other = await signedInApp();
    const payload = JSON.stringify({ email: "bob@example.org", password: PASSWORD });
    expect((await other.app.inject({ method: "POST", url: "/auth/register", payload })).statusCode).toBe(404);
    expect((await other.app.inject("/api/session")).json()).toEqual({ login: true, register: false, user: null });
    expect((await inject("GET", "/api/session")).json()).toMatchObject({ login: true, register: true });
    await other.app.close();
  });
});

describe("a forgotten password", () => {
  test("the answer does not tell who is here; the link comes from urlbase, never from the request", async () => {
    for (const email of ["ann@example.org", "nobody@example.org", "none at all"]) {
      const answer = await inject("POST", "/auth/forgot-password", "", { email }, { host: "evil.example" });
      expect([answer.statusCode, answer.body]).toEqual([202, "null"]);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(under.mails).toHaveLength(1);
    expect(under.mails[0]?.text).not.toContain("evil");
    const token = /#token=(\S+)/.exec(under.mails[0]?.text ?? "")?.[1];
    const wrong = await inject("POST", "/auth/reset-password", "", { token: "x", password: "other horse" });
    expect([wrong.statusCode, wrong.json().detail]).toEqual([400, "RESET_PASSWORD_BAD_TOKEN"]);
    const right = await inject("POST", "/auth/reset-password", "", { token, password: PASSWORD });
    expect([right.statusCode, right.body]).toEqual([200, "null"]);
    expect((await inject("GET", "/auth/me", ann)).statusCode).toBe(401);
    ann = await under.signIn("ann@example.org");
  });

  test("the page of the link runs its own script alone", async () => {
    const { createHash } = await import("node:crypto");
    const page = await inject("GET", "/auth/reset-password");
    const script = /<script>([\s\S]*)<\/script>/.exec(page.body)?.[1] ?? "";
    const hash = createHash("sha256").update(script).digest("base64");
    expect(page.headers["content-security-policy"]).toContain(`script-src 'sha256-${hash}'`);
    expect(page.headers["cache-control"]).toBe("private, no-store");
    expect(page.headers["referrer-policy"]).toBe("no-referrer");
  });
});

describe("users, as existing clients ask for them", () => {
  test("a superuser adds, lists and removes", async () => {
    const added = await inject("POST", "/api/adduser/", root, {
      username: "Cy@Example.org",
      password: PASSWORD,
      superuser: false,
    });
    expect([added.statusCode, added.json()]).toEqual([
      200,
      `User added: username='Cy@example.org' password='${PASSWORD}' superuser=False`,
    ]);
    const again = await inject("POST", "/api/adduser/", root, { username: "cy@example.org", password: null });
    expect([again.statusCode, again.json().code]).toEqual([400, "account.exists"]);
    const listed = (await inject("GET", "/api/listusers/?username=cy@example.org", root)).json();
    expect(listed).toMatchObject([{ email: "Cy@example.org", is_active: true }]);
    expect(Object.keys(listed[0]).sort()).toEqual(["email", "id", "is_active", "is_superuser", "is_verified"]);
    expect((await inject("GET", "/api/listusers/", root)).json().length).toBeGreaterThan(2);
    const removed = await inject("GET", "/api/deluser/cy%40example.org", root);
    expect([removed.statusCode, removed.json()]).toEqual([200, "User deleted: Cy@example.org"]);
    expect(under.removedRoots).toContain(listed[0].id);
    const gone = await inject("GET", "/api/deluser/cy%40example.org", root);
    expect([gone.statusCode, gone.json().detail]).toEqual([400, expect.stringContaining("UserNotExists")]);
  });

  test("a password that is not given is made up and told", async () => {
    const added = await inject("POST", "/api/adduser/", root, {
      username: "dee@example.org",
      password: null,
      superuser: true,
    });
    const password = /password='(\w{16})' superuser=True$/.exec(added.json())?.[1];
    expect((await signIn({ username: "dee@example.org", password: password ?? "" })).statusCode).toBe(204);
    await inject("GET", "/api/deluser/dee@example.org", root);
  });

  const calls = [
    ["POST", "/api/adduser/"],
    ["GET", "/api/deluser/root@example.org"],
    ["GET", "/api/listusers/"],
    ["GET", "/api/listusers"],
    ["GET", "/api/users"],
    ["PATCH", "/api/users/x"],
    ["DELETE", "/api/users/x"],
    ["GET", "/api/audit"],
  ] as const;
  test.each(calls)("%s %s is for superusers", async (method, url) => {
    const body = method === "POST" || method === "PATCH" ? {} : undefined;
    expect((await inject(method, url, "", body)).statusCode).toBe(401);
    const answer = await inject(method, url, ann, body);
    expect([answer.statusCode, answer.json().code]).toEqual([403, "request.forbidden"]);
  });
});

describe("users, our own calls", () => {
  const idOf = async (email: string) => (await under.store.users.byEmail(email))?.id ?? "";

  test("roles: set, in force at once, taken back", async () => {
    const url = `/api/users/${await idOf("ann@example.org")}`;
    const changed = await inject("PATCH", url, root, { roles: { shared: "reader" } });
    expect(changed.json()).toMatchObject({ email: "ann@example.org", roles: { public: null, shared: "reader" } });
    expect((await inject("GET", "/auth/me", ann)).json().access).toEqual({
      public: "write",
      shared: "read",
      personal: "write",
    });
    await inject("PATCH", url, root, { roles: { shared: null } });
    expect((await inject("GET", "/auth/me", ann)).json().access.shared).toBe("write");
    expect((await inject("PATCH", url, root, { roles: { shared: "owner" } })).statusCode).toBe(422);
    expect((await inject("PATCH", url, root, { is_verified: true })).statusCode).toBe(422);
  });

  test("deactivation ends sessions; the last superuser stays", async () => {
    const cookie = await under.signIn("bob@example.org");
    const url = `/api/users/${await idOf("bob@example.org")}`;
    expect((await inject("PATCH", url, root, { is_active: false })).json().is_active).toBe(false);
    expect((await inject("GET", "/auth/me", cookie)).statusCode).toBe(401);
    expect((await signIn({ username: "bob@example.org", password: PASSWORD })).statusCode).toBe(400);
    expect((await inject("DELETE", url, root)).statusCode).toBe(204);
    const own = `/api/users/${await idOf("root@example.org")}`;
    for (const answer of [
      await inject("PATCH", own, root, { is_superuser: false }),
      await inject("DELETE", own, root),
    ]) {
      expect([answer.statusCode, answer.json().code]).toEqual([400, "account.last_superuser"]);
    }
  });

  test("what was done stands in the audit log", async () => {
    const { events } = (await inject("GET", "/api/audit?limit=1000", root)).json();
    const lines = events.map(
      ({ action, subject, outcome }: Record<string, string>) => `${action} ${subject} ${outcome}`,
    );
    for (const line of [
      "user-add cy@example.org account.exists",
      "user-remove Cy@example.org ok",
      "user-change ann@example.org ok",
      "register bob@Example.org ok",
      "sign-in  ok",
      "sign-in  account.bad_credentials",
      "password-reset  ok",
    ]) {
      expect(lines).toContain(line);
    }
    expect(JSON.stringify(events)).not.toContain(PASSWORD);
    await inject("POST", "/api/move/", ann, { src: "@nowhere/a", dst: "@public/b" });
    await inject("POST", "/api/remove/@nowhere/a%20b", ann);
    const changes = (await inject("GET", "/api/audit?limit=2", root)).json().events;
    expect(changes).toMatchObject([
      {
        action: "remove",
        subject: "@nowhere/a b",
        email: "ann@example.org",
        outcome: expect.stringMatching(/^\w+\.\w+$/),
      },
      { action: "move", subject: "@nowhere/a -> @public/b", email: "ann@example.org" },
    ]);
    expect((await inject("GET", "/api/audit?limit=0", root)).statusCode).toBe(422);
    const [newest, next] = events;
    const page = (await inject("GET", `/api/audit?before=${newest.id}&limit=1`, root)).json();
    expect(page.events).toEqual([next]);
  });
});

describe("API tokens", () => {
  const make = async (body: object, cookie = ann) => (await inject("POST", "/auth/tokens", cookie, body)).json();
  const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

  test("are made, shown, listed and revoked", async () => {
    const made = await make({ name: "laptop", scope: "read", roots: ["public"], expires: "2031-01-01" });
    expect(made).toMatchObject({
      name: "laptop",
      expires: "2031-01-01T00:00:00.000Z",
      token: expect.stringMatching(/^c2_/),
    });
    const me = await inject("GET", "/auth/me", "", undefined, bearer(made.token));
    expect(me.json()).toMatchObject({
      email: "ann@example.org",
      access: { public: "read", shared: "none", personal: "none" },
    });
    const { tokens } = (await inject("GET", "/auth/tokens", ann)).json();
    expect(tokens).toMatchObject([{ id: made.id, name: "laptop", used: expect.any(String) }]);
    expect(JSON.stringify(tokens)).not.toContain(made.token);
    expect((await inject("DELETE", `/auth/tokens/${made.id}`, root)).statusCode).toBe(404);
    expect((await inject("DELETE", `/auth/tokens/${made.id}`, ann)).statusCode).toBe(204);
    const refused = await inject("GET", "/api/roots", "", undefined, bearer(made.token));
    expect([refused.statusCode, refused.headers["www-authenticate"]]).toEqual([401, 'Bearer error="invalid_token"']);
  });

  test.each([
    {},
    { name: "", scope: "read" },
    { name: "x", scope: "admin" },
    { name: "x", scope: "read", roots: [] },
    { name: "x", scope: "read", roots: ["@public"] },
    { name: "x", scope: "read", superuser: true },
    { name: "x", scope: "read", expires: "tomorrow" },
    { name: "x", scope: "read", expires: "1999-01-01" },
  ])("%j makes none", async (body) => {
    const { statusCode } = await inject("POST", "/auth/tokens", ann, body);
    expect([400, 422]).toContain(statusCode);
  });

  test("are for data, not for accounts, a superuser's neither", async () => {
    const { token } = await make({ name: "all", scope: "write" }, root);
    const calls = [
      inject("GET", "/auth/tokens", "", undefined, bearer(token)),
      inject("POST", "/auth/tokens", "", { name: "more", scope: "write" }, bearer(token)),
      inject("POST", "/auth/change-password", "", { password: PASSWORD, new_password: "other horse" }, bearer(token)),
      inject("POST", "/auth/sign-out-everywhere", "", undefined, bearer(token)),
      inject("GET", "/api/users", "", undefined, bearer(token)),
      inject("GET", "/api/deluser/ann@example.org", "", undefined, bearer(token)),
    ];
    for (const { statusCode } of await Promise.all(calls)) expect(statusCode).toBe(403);
  });

  test("other schemes are nobody's business", async () => {
    for (const authorization of ["Basic YTpi", "Bearer eyJ.x.y", "c2_x"]) {
      expect((await inject("GET", "/api/roots", "", undefined, { authorization })).statusCode).toBe(200);
    }
  });
});

describe("other sites", () => {
  const own = "http://localhost:80";
  test.each([
    [{}, true],
    [{ "sec-fetch-site": "same-origin" }, true],
    [{ "sec-fetch-site": "same-origin", origin: "http://other:80", host: "other:80" }, true],
    [{ origin: "http://localhost" }, true],
    [{ origin: "http://arrays.example", host: "arrays.example" }, true],
    [{ origin: "http://evil.example", host: "arrays.example" }, false],
    [{ origin: "http://arrays.example:81", host: "arrays.example" }, false],
    [{ origin: "null", host: "arrays.example" }, false],
    [{ origin: "nonsense", host: "arrays.example" }, false],
    [{ "sec-fetch-site": "cross-site" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "cross-site", origin: "http://arrays.example", host: "arrays.example" }, false],
  ])(`%j: a change by cookie is allowed: %s (at ${own})`, async (headers, allowed) => {
    const answer = await inject("POST", "/auth/tokens", ann, { name: "x", scope: "none" }, headers);
    expect([answer.statusCode, answer.json().code]).toEqual(
      allowed ? [422, "request.unprocessable"] : [403, "request.cross_site"],
    );
    const login = await inject("POST", "/auth/jwt/login", "", undefined, headers);
    expect(login.statusCode).toBe(allowed ? 422 : 403);
  });

  test.each(["/api/upload/@shared/x", "/api/remove/@public/a.b2nd", "/api/move/", "/api/copy/", "/auth/jwt/logout"])(
    "write nothing by somebody's cookie: %s",
    async (url) => {
      const answer = await inject("POST", url, ann, { src: "a", dst: "b" }, { "sec-fetch-site": "cross-site" });
      expect([answer.statusCode, answer.json().code]).toEqual([403, "request.cross_site"]);
    },
  );

  test("may read, and may write with a token of their own", async () => {
    const headers = { origin: "http://evil.example", "sec-fetch-site": "cross-site" };
    expect((await inject("GET", "/auth/me", ann, undefined, headers)).statusCode).toBe(200);
    const { token } = (await inject("POST", "/auth/tokens", ann, { name: "w", scope: "write" })).json();
    const answer = await inject("POST", "/api/remove/@public/a.b2nd", "", undefined, {
      ...headers,
      authorization: `Bearer ${token}`,
    });
    expect(answer.json().code).not.toBe("request.cross_site");
  });

  test.each([
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "none", "sec-fetch-mode": "navigate" },
    { "sec-fetch-site": "same-origin", "sec-fetch-mode": "navigate" },
    { accept: "text/html,application/xhtml+xml,*/*;q=0.8" },
    { origin: "http://evil.example" },
  ])("no link and no picture removes a user: %j", async (headers) => {
    const answer = await inject("GET", "/api/deluser/ann@example.org", root, undefined, headers);
    expect([answer.statusCode, answer.json().code]).toEqual([403, "request.cross_site"]);
    expect(await under.store.users.byEmail("ann@example.org")).toBeDefined();
  });
});

describe("caches", () => {
  test.each([
    ["/api/roots", true],
    ["/auth/me", true],
    ["/api/users", true],
    ["/api/list/@shared", true],
    ["/api/info/@personal/x", true],
    ["/api/info/@publicity/x", true],
    ["/api/info/@public/a.b2nd", false],
    ["/api/info/%40public%2Fa.b2nd", false],
    ["/api/list/@public", false],
    ["/openapi.json", false],
  ])("keep %s of somebody signed in to themselves: %s", async (url, secret) => {
    const { headers } = await inject("GET", url, root);
    expect(headers["cache-control"] === "private, no-store").toBe(secret);
    const anonymous = await inject("GET", url);
    if (!url.startsWith("/auth/")) expect(anonymous.headers["cache-control"]).not.toBe("private, no-store");
  });
});

test("without sign-in none of these calls exist", async () => {
  const { testApp } = await import("./memory-repository.ts");
  const { ACCOUNT_ROUTES } = await import("@caterva2/protocol");
  const { app } = testApp({});
  for (const { method, path } of Object.values(ACCOUNT_ROUTES)) {
    const url = path.replace(/\{\w+\}/, "x");
    const answer = await app.inject({ method, url, headers: { cookie: ann, accept: "text/html" } });
    expect([url, answer.statusCode, answer.json().code]).toEqual([url, 404, "route.unknown"]);
  }
  const { paths } = (await app.inject("/openapi.json")).json();
  expect(Object.keys(paths).some((path) => path.startsWith("/auth/"))).toBe(false);
  await app.close();
});

test("all calls are described, and all that are described exist", async () => {
  const { paths } = (await inject("GET", "/openapi.json")).json();
  expect(Object.keys(paths)).toContain("/auth/jwt/login");
  for (const [path, operations] of Object.entries<object>(paths)) {
    for (const method of Object.keys(operations).filter((name) => name !== "head")) {
      const url = path.replace(/\{\w+\}/, "x").replace("/api/fetch/x", "/api/fetch/@public/none");
      const answer = await under.app.inject({ method: method.toUpperCase() as "GET", url });
      expect(answer.body).not.toContain("route.unknown");
    }
  }
});
