import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testApp } from "./memory-repository.ts";

const { app } = testApp({
  "a.b2nd": new Uint8Array(100),
  "dir/x.txt": new Uint8Array(3),
  "n.ipynb": new Uint8Array(2),
});
let port = 0;
beforeAll(async () => {
  port = Number(new URL(await app.listen({ host: "127.0.0.1", port: 0 })).port);
});
afterAll(() => app.close());

async function statusOf(request: string): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.setEncoding("latin1").on("data", (data) => {
    answer += data;
  });
  // A refused request may end with a reset: what counts is the answer before it.
  socket.on("error", () => undefined);
  socket.write(request, "latin1");
  await once(socket, "close");
  return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);
}

const call = fc.constantFrom("list", "folder", "info", "fetch", "chunk", "download", "preview", "upload", "nothing");
const part = fc.oneof(
  fc.constantFrom(
    "@public",
    "@shared",
    "a.b2nd",
    "dir",
    "x.txt",
    "n.ipynb",
    "..",
    ".",
    "",
    "%2e%2e",
    "%",
    "%00",
    "%ff",
    "%2F",
  ),
  fc.string({ unit: "binary-ascii", maxLength: 8 }).map((text) => encodeURIComponent(text)),
);
const query = fc.oneof(
  fc.constantFrom("", "?", "?nchunk=0", "?nchunk=-1", "?slice_=0:3", "?slice_=%", "?width=3", "?__proto__=1", "?a&a&a"),
  fc.webQueryParameters().map((text) => `?${text}`),
);
const header = fc.oneof(
  fc.constantFrom(
    "Range: bytes=0-9",
    "Range: bytes=5-2",
    "If-None-Match: *",
    'If-Match: "x"',
    "Accept: text/html",
    "Content-Type: \xff",
  ),
  fc
    .tuple(fc.constantFrom("Range", "If-Range", "If-Modified-Since", "Accept-Encoding"), fc.string({ maxLength: 20 }))
    .map(([name, value]) => `${name}: ${value}`),
);

test("whatever is asked, the answer is one of the contract's, never a fault of the server", async () => {
  const method = fc.constantFrom("GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT");
  const path = fc
    .tuple(call, fc.array(part, { maxLength: 4 }))
    .map(([name, parts]) => `/api/${name}/${parts.join("/")}`);
  const body = fc.oneof(fc.constantFrom("", "{}", '{"slice_":"1"}', "["), fc.json());
  const request = fc.tuple(method, path, query, fc.array(header, { maxLength: 3 }), body);
  await fc.assert(
    fc.asyncProperty(request, async ([verb, target, search, headers, content]) => {
      const lines = [`${verb} ${target}${search} HTTP/1.1`, "Host: x", "Connection: close", ...headers];
      const sent = verb === "POST" ? content : "";
      const length = `Content-Length: ${Buffer.byteLength(sent, "latin1")}`;
      const status = await statusOf([...lines, length, "", sent].join("\r\n"));
      expect([200, 204, 206, 304, 400, 401, 404, 412, 416, 422]).toContain(status);
    }),
    { seed: 1, numRuns: 600 },
  );
});
