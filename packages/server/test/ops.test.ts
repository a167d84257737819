import { expect, test } from "vitest";
import { testApp } from "./memory-repository.ts";

const { app } = testApp({ "a.txt": Uint8Array.of(1) });
const local = { remoteAddress: "127.0.0.1" };

test("says that it is alive, and nothing else", async () => {
  const answer = await app.inject({ url: "/healthz" });
  expect(answer.json()).toEqual({ status: "ok" });
  expect(answer.headers["cache-control"]).toBe("no-store");
});

test("counts requests by route, never by what was asked", async () => {
  await app.inject({ url: "/api/list/@public" });
  await app.inject({ url: "/api/info/@public/nothing-here" });
  await app.inject({ url: "/made-up/path" });
  const { body, headers } = await app.inject({ url: "/metrics", ...local });
  expect(headers["content-type"]).toMatch(/^text\/plain; version=0.0.4/);
  expect(body).toContain('caterva2_http_requests_total{route="/api/list/*",method="GET",status="200"} 1');
  expect(body).toContain('caterva2_http_requests_total{route="/api/info/*",method="GET",status="404"} 1');
  expect(body).toContain('caterva2_http_request_duration_seconds_count{route="/api/list/*"} 1');
  expect(body).toContain('caterva2_jobs_waiting{lane="heavy"} 3');
  expect(body).toContain('caterva2_worker_threads{state="busy"} 1');
  expect(body).toContain('caterva2_kept_bytes{part="frames"} 5');
  expect(body).toContain('caterva2_kept_limit_bytes{part="frames"} 7');
  expect(body).toContain("nodejs_eventloop_lag_seconds");
  expect(body).not.toContain("nothing-here");
  expect(body).not.toContain("made-up");
});

test.each([
  ["another machine", { remoteAddress: "10.1.2.3" }],
  ["somebody behind a proxy on this one", { ...local, headers: { "x-forwarded-for": "10.1.2.3" } }],
  ["somebody behind a proxy that says so in the new way", { ...local, headers: { forwarded: "for=10.1.2.3" } }],
])("tells %s nothing", async (_who, from) => {
  const answer = await app.inject({ url: "/metrics", ...from });
  expect(answer.statusCode).toBe(401);
  expect(answer.body).not.toContain("caterva2_");
});

test("every answer names its request: as the proxy did, if that is a name", async () => {
  const idOf = async (given?: string) => {
    const headers = given === undefined ? {} : { "x-request-id": given };
    return (await app.inject({ url: "/healthz", headers })).headers["x-request-id"];
  };
  expect(await idOf("edge-1:42")).toBe("edge-1:42");
  const ids = await Promise.all([
    idOf(),
    idOf("two words"),
    idOf("x".repeat(65)),
    ...Array.from({ length: 300 }, () => idOf()),
  ]);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
  expect(new Set(ids).size).toBe(ids.length);
});
