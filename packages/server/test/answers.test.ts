import { afterAll, describe, expect, test } from "vitest";
import { testApp } from "./memory-repository.ts";

const text = (content: string) => new TextEncoder().encode(content);
const { app, jobs } = testApp({
  "a.b2nd": text("frame"),
  "README.md": text("# Title"),
  "evil.html": text("<script>alert(1)</script>"),
  'naïve "quoted".txt': text("x"),
  "log.gz": text("decoded by a worker"),
  "dir/b.b2nd": text("other"),
});
afterAll(() => app.close());

const PATHS = [
  "/api/roots",
  "/api/list/@public",
  "/api/folder/@public",
  "/api/info/@public/a.b2nd",
  "/openapi.json",
  "/docs",
  "/",
];
const CALLS = [
  ...PATHS,
  "/api/fetch/@public/a.b2nd",
  "/api/chunk/@public/a.b2nd?nchunk=1",
  "/api/download/@public/a.b2nd",
];

test("a server without sign-in says so", async () => {
  const answer = await app.inject("/api/session");
  expect(answer.json()).toEqual({ login: false, register: false, user: null });
  expect(answer.headers["cache-control"]).toBe("no-store");
});

describe("every answer", () => {
  test.each([...CALLS, "/api/preview/@public/evil.html", "/api/info/@public/none", "/api/none"])(
    "%s may be read by any page, is what its type says, and tells no other site",
    async (url) => {
      const { headers } = await app.inject({ url, headers: { origin: "https://else.where" } });
      expect(headers).toMatchObject({
        "access-control-allow-origin": "*",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      });
      expect(headers["access-control-allow-credentials"]).toBeUndefined();
    },
  );

  test.each(CALLS)("HEAD %s is GET without the body", async (url) => {
    const [head, get] = [await app.inject({ method: "HEAD", url }), await app.inject({ method: "GET", url })];
    expect([get.statusCode, head.statusCode, head.rawPayload.length]).toEqual([200, 200, 0]);
    expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
    expect(head.headers["content-type"]).toBe(get.headers["content-type"]);
  });

  test.each(CALLS)("a browser may ask first whether it may send a range to %s", async (url) => {
    const headers = {
      origin: "https://else.where",
      "access-control-request-method": "GET",
      "access-control-request-headers": "range",
    };
    const answer = await app.inject({ method: "OPTIONS", url, headers });
    expect(answer.statusCode).toBe(204);
    expect(String(answer.headers["access-control-allow-headers"])).toContain("Range");
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
  });
});

describe("reading calls", () => {
  test("roots, list, folder, info, chunk", async () => {
    expect((await app.inject("/api/roots")).json()).toEqual({ "@public": { name: "@public" } });
    expect((await app.inject("/api/list/@public/dir/")).json()).toEqual(["b.b2nd"]);
    expect((await app.inject("/api/folder/@public/dir")).json()).toEqual({
      entries: [{ name: "b.b2nd", kind: "file", size: 5, mtime: "" }],
    });
    expect((await app.inject("/api/info/@public/a.b2nd")).json()).toEqual({ size: 5 });
    const chunk = await app.inject("/api/chunk/@public/a.b2nd?nchunk=3");
    expect([chunk.headers["content-type"], chunk.rawPayload]).toEqual(["application/octet-stream", Buffer.of(3)]);
  });

  test("an unchanged file is described without a worker", async () => {
    const first = await app.inject("/api/info/@public/dir/b.b2nd");
    const before = jobs.length;
    const second = await app.inject("/api/info/@public/dir/b.b2nd");
    expect([second.body, second.headers.etag, jobs.length]).toEqual([first.body, first.headers.etag, before]);
  });

  test.each([
    ["", { type: "missing", loc: ["query", "nchunk"] }],
    ["?nchunk=x", { type: "int_parsing", loc: ["query", "nchunk"] }],
    ["?nchunk=1.5", { type: "int_parsing", loc: ["query", "nchunk"] }],
    ["?nchunk=", { type: "int_parsing", loc: ["query", "nchunk"] }],
  ])("chunk%s: 422", async (query, detail) => {
    const answer = await app.inject(`/api/chunk/@public/a.b2nd${query}`);
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toEqual({ detail: [{ ...detail, msg: expect.any(String) }], code: "request.unprocessable" });
  });

  test.each(["-1", "10", "999999999999"])("there is no chunk %s", async (nchunk) => {
    const answer = await app.inject(`/api/chunk/@public/a.b2nd?nchunk=${nchunk}`);
    expect([answer.statusCode, answer.json().code]).toEqual([404, "chunk.out_of_range"]);
  });

  test("the last of two values counts, and keys of others are nobody's business", async () => {
    const answer = await app.inject("/api/fetch/@public/a.b2nd?slice_=1&slice_=2&utm=x");
    expect(answer.json()).toEqual({ slice: "2" });
  });
});

describe("files", () => {
  test("come under their name, whatever is in it, and never as part of this site", async () => {
    const answer = await app.inject("/api/download/@public/na%C3%AFve%20%22quoted%22.txt");
    expect(answer.headers["content-disposition"]).toBe(
      "attachment; filename=\"na_ve _quoted_.txt\"; filename*=UTF-8''na%C3%AFve%20%22quoted%22.txt",
    );
    const page = await app.inject("/api/preview/@public/evil.html");
    expect(page.body).toBe("<script>alert(1)</script>");
    expect(String(page.headers["content-security-policy"])).toMatch(/^default-src 'none';.* sandbox$/);
    expect(page.headers["content-disposition"]).toMatch(/^inline;/);
  });

  test("stored compressed come decoded, or as they are to who says exactly so", async () => {
    const url = "/api/download/@public/log.gz";
    for (const accepted of ["gzip, blosc2", "br", undefined]) {
      const answer = await app.inject({ url, headers: accepted === undefined ? {} : { "accept-encoding": accepted } });
      expect(answer.body).toBe("decoded by a worker");
      expect(answer.headers["content-encoding"]).toBeUndefined();
      expect(answer.headers.vary).toBe("accept-encoding");
    }
    const stored = await app.inject({ url, headers: { "accept-encoding": "blosc2" } });
    expect(stored.headers["content-encoding"]).toBe("blosc2");
    const other = await app.inject({
      url: "/api/download/@public/README.md",
      headers: { "accept-encoding": "blosc2" },
    });
    expect([other.body, other.headers["content-encoding"]]).toEqual(["# Title", undefined]);
  });

  test("a directory, a missing one", async () => {
    expect((await app.inject("/api/download/@public/dir")).statusCode).toBe(400);
    expect((await app.inject("/api/download/@public/none")).statusCode).toBe(404);
  });
});

describe("without sign-in", () => {
  test.each([
    ["POST", "/api/upload/@public/x.b2nd"],
    ["POST", "/api/load_from_url/@public/x"],
    ["POST", "/api/append/@public/a.b2nd"],
    ["POST", "/api/chunk/@public/a.b2nd?nchunk=0"],
    ["POST", "/api/publish/@public/a.b2nd"],
    ["POST", "/api/move/"],
    ["POST", "/api/copy/"],
    ["POST", "/api/remove/@public/a.b2nd"],
    ["POST", "/api/unfold/@public/x.h5"],
    ["POST", "/api/lazyexpr/"],
    ["POST", "/api/upload_lazyarr/@public/x.b2nd"],
    ["POST", "/api/addnotebook/@public/x.ipynb"],
    ["DELETE", "/htmx/delete/@public/a.b2nd"],
  ] as const)("%s %s: 401", async (method, url) => {
    const payload = Buffer.alloc(100_000);
    const answer = await app.inject({ method, url, payload, headers: { "content-type": "multipart/form-data" } });
    expect([answer.statusCode, answer.json()]).toEqual([
      401,
      { detail: "Unauthorized", code: "request.unauthenticated" },
    ]);
  });

  test.each([
    ["POST", "/auth/jwt/login"],
    ["POST", "/auth/register"],
    ["POST", "/api/adduser/"],
    ["GET", "/api/deluser/x"],
    ["GET", "/api/listusers/"],
    ["PUT", "/api/info/@public/a.b2nd"],
  ] as const)("%s %s does not exist", async (method, url) => {
    const answer = await app.inject({ method, url });
    expect([answer.statusCode, answer.json().code]).toEqual([404, "route.unknown"]);
  });
});
