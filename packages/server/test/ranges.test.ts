import { afterAll, describe, expect, test } from "vitest";
import { testApp } from "./memory-repository.ts";

const SIZE = 5271;
const bytes = Uint8Array.from({ length: SIZE }, (_, index) => (index * 7) % 251);
const large = Uint8Array.from({ length: 700_000 }, (_, index) => (index * 13) % 256);
const { app, storage, jobs } = testApp({ "a.b2nd": bytes, "large.b2nd": large, "empty.b2frame": new Uint8Array() });
const MODIFIED = "Fri, 02 Jan 2026 03:04:05 GMT";
storage.put("a.b2nd", bytes, BigInt(Date.parse(MODIFIED)) * 1_000_000n);
afterAll(() => app.close());

const fetchA = (headers: Record<string, string> = {}, method: "GET" | "HEAD" | "POST" = "GET", query = "") =>
  app.inject({
    method,
    url: `/api/fetch/@public/a.b2nd${query}`,
    headers,
    ...(method === "POST" ? { payload: "{}" } : {}),
  });

describe("the whole of a stored frame", () => {
  test("comes as it is, with its validators", async () => {
    const answer = await fetchA();
    expect(answer.statusCode).toBe(200);
    expect(new Uint8Array(answer.rawPayload)).toEqual(bytes);
    expect(answer.headers).toMatchObject({
      "accept-ranges": "bytes",
      "content-length": String(SIZE),
      "content-type": "application/octet-stream",
      "last-modified": MODIFIED,
    });
    expect(answer.headers.etag).toMatch(/^"[^"]+"$/);
  });

  test("asks a worker once and then only if the file changes", async () => {
    await fetchA();
    const before = jobs.length;
    await fetchA({ range: "bytes=0-9" });
    expect(jobs.length).toBe(before);
    storage.put("a.b2nd", bytes, BigInt(Date.parse(MODIFIED)) * 1_000_000n);
    await fetchA();
    expect(jobs.slice(before)).toEqual(["fetch"]);
  });

  test.each([
    ["bytes=0-31", 0, 31],
    ["bytes=5000-", 5000, 5270],
    ["bytes=-10", 5261, 5270],
    ["bytes=-99999", 0, 5270],
    ["bytes=5200-9999", 5200, 5270],
    ["bytes=0-9,10-19", 0, 19],
    ["bytes=0-9,9000-9009", 0, 9],
    ["bytes=0-9,abc", 0, 9],
  ])("%s: 206", async (range, first, last) => {
    const answer = await fetchA({ range });
    expect(answer.statusCode).toBe(206);
    expect(answer.headers["content-range"]).toBe(`bytes ${first}-${last}/${SIZE}`);
    expect(new Uint8Array(answer.rawPayload)).toEqual(bytes.subarray(first, last + 1));
  });

  test("several spans come as parts, sorted, of the length that is announced", async () => {
    const answer = await fetchA({ range: "bytes=100-109,0-3" });
    expect(answer.statusCode).toBe(206);
    expect(answer.headers["content-range"]).toBeUndefined();
    const boundary = /^multipart\/byteranges; boundary=(\w+)$/.exec(String(answer.headers["content-type"]))?.[1];
    const part = (first: number, last: number) =>
      `--${boundary}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes ${first}-${last}/${SIZE}\r\n\r\n` +
      Buffer.from(bytes.subarray(first, last + 1)).toString("latin1");
    expect(answer.rawPayload.toString("latin1")).toBe(`${part(0, 3)}\r\n${part(100, 109)}\r\n--${boundary}--\r\n`);
    expect(answer.headers["content-length"]).toBe(String(answer.rawPayload.length));
  });

  test.each([
    ["bytes=9000-", 416],
    ["bytes=-0", 416],
    ["bytes=9-5", 400],
    ["bytes=abc", 400],
    ["bytes=", 400],
    ["lines=1-2", 200],
  ])("%s: %i", async (range, status) => {
    const answer = await fetchA({ range });
    expect(answer.statusCode).toBe(status);
    expect(answer.headers["content-range"]).toBe(status === 416 ? `bytes */${SIZE}` : undefined);
    if (status >= 400) expect(answer.json()).toEqual({ detail: expect.any(String), code: expect.any(String) });
  });

  test("a long span is streamed whole", async () => {
    const url = "/api/fetch/@public/large.b2nd";
    const answer = await app.inject({ url, headers: { range: "bytes=1-699998" } });
    expect(answer.statusCode).toBe(206);
    expect(Buffer.compare(answer.rawPayload, large.subarray(1, 699_999))).toBe(0);
  });

  test("an empty file has nothing to seek in", async () => {
    const url = "/api/fetch/@public/empty.b2frame";
    expect((await app.inject({ url, headers: { range: "bytes=0-" } })).statusCode).toBe(416);
    expect((await app.inject({ url })).rawPayload.length).toBe(0);
  });

  test("a POST is answered whole, whatever its range or condition", async () => {
    const etag = String((await fetchA()).headers.etag);
    const answer = await fetchA({ range: "bytes=0-9", "if-none-match": etag }, "POST");
    expect(answer.statusCode).toBe(200);
    expect(answer.rawPayload.length).toBe(SIZE);
  });

  test("HEAD says what GET would, without the body", async () => {
    for (const headers of [{}, { range: "bytes=0-31" }, { range: "bytes=0-3,9-12" }, { range: "bytes=9000-" }]) {
      const [head, get] = [await fetchA(headers, "HEAD"), await fetchA(headers)];
      expect(head.statusCode).toBe(get.statusCode);
      expect(head.rawPayload.length).toBe(0);
      expect(head.headers["content-length"]).toBe(get.headers["content-length"]);
      expect(head.headers["content-range"]).toBe(get.headers["content-range"]);
      expect(head.headers.etag).toBe(get.headers.etag);
    }
  });
});

describe("conditions", () => {
  test.each(["fetch", "info"])("%s: 304 for what the client has, 412 for what it does not", async (call) => {
    const url = `/api/${call}/@public/a.b2nd`;
    const etag = String((await app.inject(url)).headers.etag);
    const unchanged = await app.inject({ url, headers: { "if-none-match": etag } });
    expect([unchanged.statusCode, unchanged.rawPayload.length, unchanged.headers.etag]).toEqual([304, 0, etag]);
    expect((await app.inject({ url, headers: { "if-none-match": '"other"' } })).statusCode).toBe(200);
    expect((await app.inject({ url, headers: { "if-modified-since": MODIFIED } })).statusCode).toBe(304);
    const failed = await app.inject({ url, headers: { "if-match": '"other"' } });
    expect([failed.statusCode, failed.json().code]).toEqual([412, "precondition.failed"]);
    expect((await app.inject({ url, headers: { "if-match": etag } })).statusCode).toBe(200);
  });

  test("If-Range: the span of the same file, else the whole of the new one", async () => {
    const etag = String((await fetchA()).headers.etag);
    const range = "bytes=0-31";
    expect((await fetchA({ range, "if-range": etag })).statusCode).toBe(206);
    expect((await fetchA({ range, "if-range": MODIFIED })).statusCode).toBe(206);
    expect((await fetchA({ range, "if-range": '"other"' })).statusCode).toBe(200);
    expect((await fetchA({ range, "if-range": "Fri, 02 Jan 2026 03:04:04 GMT" })).statusCode).toBe(200);
  });

  test("the tag changes with every write, also one that changes neither size nor time", async () => {
    const before = (await fetchA()).headers.etag;
    storage.put("a.b2nd", bytes, BigInt(Date.parse(MODIFIED)) * 1_000_000n);
    const after = (await fetchA()).headers.etag;
    expect(after).not.toBe(before);
    expect((await app.inject("/api/info/@public/a.b2nd")).headers.etag).toBe(after);
  });
});

describe("what is built for the request", () => {
  test("serves no ranges, and says so before anything is computed", async () => {
    const before = jobs.length;
    const refused = await fetchA({ range: "bytes=0-31" }, "GET", "?slice_=0:10");
    expect([refused.statusCode, refused.headers["accept-ranges"]]).toEqual([416, "none"]);
    expect(refused.json().code).toBe("range.not_satisfiable");
    expect(jobs.length).toBe(before);
    const answer = await fetchA({}, "GET", "?slice_=0:10");
    expect([answer.statusCode, answer.headers["accept-ranges"]]).toEqual([200, "none"]);
    expect(answer.headers.etag).toBeUndefined();
    expect(answer.json()).toEqual({ slice: "0:10" });
  });

  test("neither does a download, after a missing path got its 404", async () => {
    const headers = { range: "bytes=0-31" };
    const refused = await app.inject({ url: "/api/download/@public/a.b2nd", headers });
    expect([refused.statusCode, refused.headers["accept-ranges"]]).toEqual([416, "none"]);
    expect((await app.inject({ url: "/api/download/@public/none.b2nd", headers })).statusCode).toBe(404);
  });
});
