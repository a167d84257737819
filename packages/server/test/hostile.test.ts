import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testApp } from "./memory-repository.ts";

const { app } = testApp({ "a.b2nd": new Uint8Array(10), "%2e%2e": new Uint8Array(3) });
let port = 0;
beforeAll(async () => {
  await app.listen({ host: "127.0.0.1", port: 0 });
  const address = app.server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => app.close());

/** Sends bytes as they are and reads until the server closes. */
function raw(text: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    socket.setEncoding("latin1");
    socket.on("data", (data) => {
      answer += data;
    });
    socket.on("error", reject);
    socket.on("close", () => {
      const [head = "", body = ""] = answer.split("\r\n\r\n");
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), body });
    });
  });
}

const get = (target: string, headers = "") =>
  raw(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`);

describe("paths as they stand in the request line", () => {
  test.each([
    ["/api/info/@public/../db.json", 400, "path.invalid"],
    ["/api/info/@public/%2e%2e/db.json", 400, "path.invalid"],
    ["/api/info/@public/%2E./db.json", 400, "path.invalid"],
    ["/api/info/@public%2f..%2fdb.json", 400, "path.invalid"],
    ["/api/download/@public/a/../../peer_id", 400, "path.invalid"],
    ["/api/fetch/../../etc/passwd", 400, "path.invalid"],
    ["/../../etc/passwd", 400, "path.invalid"],
    ["/assets/../../package.json", 400, "path.invalid"],
    ["/%2e%2e/package.json", 400, "path.invalid"],
    ["http://evil/api/info/@public/../db.json", 400, "path.invalid"],
    ["/api/info/@public/a%00.b2nd", 400, "path.invalid"],
    ["/api/info/@public/%", 400, "path.invalid"],
    ["/api/info/@public/%c0%ae%c0%ae/x", 400, "path.invalid"],
    ["/api/info/", 400, "path.invalid"],
    ["/api/info", 404, "route.unknown"],
    ["/api", 404, "route.unknown"],
    ["/api/info/@public/%252e%252e/db.json", 404, "path.not_found"],
    ["/api/info/@nobody/x", 404, "root.unknown"],
    ["/api/info/@shared/x", 401, "root.forbidden"],
    ["/api/peer", 404, "route.unknown"],
    ["/nothing/here", 404, "route.unknown"],
    [`/api/info/@public/${"x".repeat(17_000)}`, 414, "request.url_too_long"],
    [`/api/info/@public/${"x".repeat(40_000)}`, 431, "request.headers_too_large"],
  ])("%s: %i %s", async (target, status, code) => {
    const answer = await get(target);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toEqual({ detail: expect.any(String), code });
    expect(answer.body).not.toContain(process.cwd());
  });

  test("a name that only looks encoded is a name", async () => {
    expect((await get("/api/info/@public/%252e%252e")).status).toBe(200);
  });

  test("an absolute target, an encoded slash and an encoded call are read like the plain ones", async () => {
    for (const target of [
      "http://x/api/info/@public/a.b2nd",
      "/api/info/%40public%2Fa.b2nd",
      "/api/%69nfo/@public/a.b2nd",
    ]) {
      expect((await get(target)).status).toBe(200);
    }
  });

  test("dots in a query are no path", async () => {
    expect((await get("/api/roots?x=../..")).status).toBe(200);
  });
});

describe("requests that are none", () => {
  test.each([
    ["GET\r\n\r\n", 400],
    ["GET /api/roots HTTP/1.1\r\nbad header\r\n\r\n", 400],
    ["GET /api/roots HTTP/1.1\r\n\r\n", 400],
    [`GET /api/roots HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(70_000)}\r\n\r\n`, 431],
    [
      "POST /api/fetch/@public/a.b2nd HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
      400,
    ],
    ["POST /api/fetch/@public/a.b2nd HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400],
  ])("%j: %i", async (text, status) => {
    expect((await raw(text)).status).toBe(status);
  });
});

describe("bodies of a POST fetch", () => {
  const post = (body: string, head = "") =>
    raw(
      `POST /api/fetch/@public/a.b2nd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head || `Content-Length: ${Buffer.byteLength(body)}\r\n`}\r\n${body}`,
    );

  test("one declared too long is refused before it is sent", async () => {
    const answer = await post("{", `Content-Length: ${10 * 1024 * 1024}\r\n`);
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body).code).toBe("request.too_large");
  });

  test("one that turns out too long is refused", async () => {
    const piece = `100000\r\n${"0".repeat(0x100000)}\r\n`;
    const answer = await post(piece.repeat(10), "Transfer-Encoding: chunked\r\n");
    expect(answer.status).toBe(413);
  });

  test.each([
    ['{"indices": "[7777', "json_invalid"],
    ["", "json_invalid"],
    ["\xff\xfe", "json_invalid"],
    ["[]", "object_type"],
    ["7777", "object_type"],
    ["null", "object_type"],
    ['{"slice_": 7777}', "string_type"],
    ['{"slice_": ["7777"]}', "string_type"],
    ['{"indicies": "7777"}', "extra_forbidden"],
    ['{"__proto__": {"slice_": "7777"}}', "extra_forbidden"],
  ])("%j: 422 %s, without what was sent", async (body, type) => {
    const answer = await post(body);
    expect(answer.status).toBe(422);
    const { detail, code } = JSON.parse(answer.body);
    expect(code).toBe("request.unprocessable");
    expect(detail[0]).toEqual({ type, loc: expect.arrayContaining(["body"]), msg: expect.any(String) });
    expect(answer.body).not.toContain("7777");
  });

  test("a large one is refused before nested lists are made of it", async () => {
    const answer = await post(`{"indices": ${"[".repeat(200_000)}`);
    expect(answer.status).toBe(422);
    expect(JSON.parse(answer.body).detail[0].type).toBe("string_type");
    const brackets = await post(JSON.stringify({ indices: `[${"[0],".repeat(40_000)}[0]]` }));
    expect(brackets.status).toBe(200);
  });

  test("the body is judged before the path", async () => {
    const body = "{";
    const answer = await raw(
      `POST /api/fetch/@public/none.b2nd HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\n${body}`,
    );
    expect(answer.status).toBe(422);
  });

  test.each(["", "text/plain", "application/json", "multipart/form-data", "nonsense", "a/b; charset=\u00ff"])(
    "its type %j is not looked at",
    async (type) => {
      const body = '{"slice_": "0:3"}';
      const answer = await post(body, `Content-Type: ${type}\r\nContent-Length: ${body.length}\r\n`);
      expect(answer.status).toBe(200);
      expect(answer.body).toBe('{"slice":"0:3"}');
    },
  );

  test("what is empty or null was not said: the whole", async () => {
    const answer = await post('{"slice_": "", "field": null}');
    expect([answer.status, answer.body]).toEqual([200, "\0".repeat(10)]);
  });
});
