import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readWebBuild } from "../src/web/build.ts";
import { type TestApp, testApp } from "./memory-repository.ts";

const PAGE = "<!doctype html><title>GUI</title>";
const SCRIPT = "export const a = 1;\n".repeat(500);
let directory: string;
let app: TestApp["app"];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "web-build-"));
  await mkdir(join(directory, "assets"));
  await mkdir(join(directory, ".vite"));
  await writeFile(join(directory, ".vite", "manifest.json"), "{}");
  await writeFile(join(directory, "index.html"), PAGE);
  await writeFile(join(directory, "favicon.svg"), "<svg/>");
  await writeFile(join(directory, "assets", "index-B2xYz_9-.js"), SCRIPT);
  ({ app } = testApp({}, { web: await readWebBuild(directory) }));
});
afterAll(async () => {
  await app.close();
  await rm(directory, { recursive: true });
});

const html = { accept: "text/html,application/xhtml+xml" };

describe("the web build", () => {
  test.each(["/", "/index.html", "/roots", "/roots/@public/dir/x.b2nd?view=image", "/some/old/link"])(
    "%s is the page, asked again each time",
    async (url) => {
      const answer = await app.inject({ url, headers: html });
      expect([answer.statusCode, answer.body]).toEqual([200, PAGE]);
      expect(answer.headers["cache-control"]).toBe("no-cache");
      expect(answer.headers["content-security-policy"]).toContain("default-src 'self'");
      const again = await app.inject({ url, headers: { ...html, "if-none-match": String(answer.headers.etag) } });
      expect([again.statusCode, again.body]).toEqual([304, ""]);
    },
  );

  test("assets with a hash in their name are kept for ever, others not", async () => {
    const hashed = await app.inject("/assets/index-B2xYz_9-.js");
    expect(hashed.body).toBe(SCRIPT);
    expect(hashed.headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(hashed.headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect((await app.inject("/favicon.svg")).headers["cache-control"]).toBe("no-cache");
  });

  test.each([
    ["gzip, deflate, br", "br", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
    ["br;q=0, gzip;q=0.5", "gzip", gunzipSync],
  ])("for %s it is %s", async (accepted, encoding, decode) => {
    const answer = await app.inject({ url: "/assets/index-B2xYz_9-.js", headers: { "accept-encoding": accepted } });
    expect(answer.headers).toMatchObject({ "content-encoding": encoding, vary: "accept-encoding" });
    expect(decode(answer.rawPayload).toString()).toBe(SCRIPT);
    expect(answer.rawPayload.length).toBeLessThan(SCRIPT.length / 10);
  });

  test("what is no page and no asset is not found", async () => {
    for (const url of ["/assets/none.js", "/api/none", "/static/none", "/auth/none"]) {
      expect((await app.inject({ url, headers: html })).statusCode).toBe(404);
    }
    expect((await app.inject("/some/old/link")).statusCode).toBe(404);
    expect((await app.inject("/.vite/manifest.json")).statusCode).toBe(404);
    expect((await app.inject({ method: "POST", url: "/some/old/link", headers: html })).statusCode).toBe(404);
  });
});

test("without a build the page says how to make one, and the calls work", async () => {
  expect(await readWebBuild(join(directory, "nowhere"))).toBeUndefined();
  expect(await readWebBuild(join(directory, "assets"))).toBeUndefined();
  const { app: bare } = testApp({});
  expect((await bare.inject({ url: "/", headers: html })).body).toContain("npm run build:web");
  expect((await bare.inject("/api/roots")).statusCode).toBe(200);
  await bare.close();
});
