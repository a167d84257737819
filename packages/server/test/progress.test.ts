import { readFileSync } from "node:fs";
import { createChunkCodec, encodeB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { parseDType } from "@caterva2/ndarray";
import { JSON_LINES } from "@caterva2/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PooledApp, pooledApp } from "./pooled-app.ts";

/** Minutes of a thread, stored as values: nobody waits for the end of it. */
const ENDLESS = "sin(arange(10**9)) + 1";

const codec = await createChunkCodec({ compressors: nodeCompressors });

let server: PooledApp;
beforeAll(async () => {
  server = await pooledApp();
});
afterAll(() => server?.close());

interface Wish {
  readonly operands?: Readonly<Record<string, string>>;
  readonly compute?: boolean;
  readonly accept?: string;
  readonly signal?: AbortSignal;
}

function make(path: string, expression: string, { operands = {}, compute = true, accept, signal }: Wish = {}) {
  return fetch(`${server.url}/api/upload_lazyarr/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-test-user": "a", ...(accept && { accept }) },
    body: JSON.stringify({ name: null, expression, func: null, operands, dtype: null, shape: null, compute }),
    ...(signal && { signal }),
  });
}

const watched = (path: string, expression: string, wish: Wish = {}) =>
  make(path, expression, { accept: `${JSON_LINES}, application/json`, ...wish });

type Line = Record<string, unknown>;

async function* linesOf(answer: Response): AsyncGenerator<Line> {
  let rest = "";
  for await (const piece of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) yield Object(JSON.parse(line));
  }
  expect(rest).toBe("");
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await holds()) && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await holds()).toBe(true);
}

const idle = () => server.pool.threads().busy === 0 && server.pool.waiting("heavy") === 0;

describe("a result that is computed and stored", () => {
  test.each([
    ["in pieces", "arange(2 * 10**7).reshape((2000, 10000)) // 10000", [2000, 10_000]],
    ["in pieces that all need a reduction", "arange(10**7) - arange(10**7).max()", [10_000_000]],
    ["as one number", "sum(sin(arange(2 * 10**7)))", []],
  ])("%s tells how far it is", async (what, expression, shape) => {
    const path = `@public/${what.replaceAll(" ", "-")}.b2nd`;
    const answer = await watched(path, expression);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, JSON_LINES]);
    expect(answer.headers.get("x-request-id")).not.toBeNull();
    const lines = await Array.fromAsync(linesOf(answer));
    expect(lines.at(-1)).toEqual({ path });
    const told = lines.slice(0, -1);
    expect(told[0]).toEqual({ done: 0, total: expect.any(Number) });
    const parts = told.map(({ done, total }) => Number(done) / Number(total));
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
    expect(parts.at(-1)).toBeLessThanOrEqual(1);
    const info = Object(await (await fetch(`${server.url}/api/info/${path}`)).json());
    expect(info).toMatchObject({ shape, accept_ranges: "bytes" });
  });

  test.each([
    ["is asked for as before", "arange(10**6) * 2", undefined],
    ["takes no time", "arange(10) * 2", JSON_LINES],
  ])("is answered by its path alone where it %s", async (_, expression, accept) => {
    const answer = await make("@public/plain.b2nd", expression, accept === undefined ? {} : { accept });
    expect([answer.status, await answer.json()]).toEqual([200, "@public/plain.b2nd"]);
    expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
  });

  test("that cannot be had is an error with a status", async () => {
    const answer = await watched("@public/none.b2nd", "nope + 1");
    expect([answer.status, Object(await answer.json()).code]).toEqual([400, "expression.invalid"]);
  });

  test("that fails on the way says why in its last line, and leaves nothing", async () => {
    const numbers = (value: number) =>
      encodeB2nd(
        {
          dtype: parseDType("<f8"),
          shape: [2_000_000],
          data: new Uint8Array(new Float64Array(2_000_000).fill(value).buffer),
        },
        { codec, chunks: [200_000], blocks: [20_000] },
      );
    await server.put("operand.b2nd", numbers(1));
    const operands = { a: "@public/operand.b2nd" };
    const text = `sum(stack([${Array.from({ length: 40 }, (_, at) => `sin(a + ${at})`).join(", ")}]), axis=0) * 2`;
    const lines = linesOf(await watched("@public/failed.b2nd", text, { operands }));
    expect((await lines.next()).value).toMatchObject({ done: 0 });
    await server.put("operand.b2nd", numbers(2));
    const rest = await Array.fromAsync(lines);
    expect(rest.at(-1)).toEqual({ code: "source.changed", detail: expect.any(String) });
    await until(idle);
    expect((await server.files()).filter((name) => /failed|partial/.test(name))).toEqual([]);
  });
});

test("unfolding tells how many files there are so far", async () => {
  const file = new URL("../../repository/test/fixtures/measurement.h5", import.meta.url);
  await server.put("run.h5", readFileSync(file));
  const unfold = (accept: string) =>
    fetch(`${server.url}/api/unfold/@public/run.h5`, { method: "POST", headers: { "x-test-user": "a", accept } });
  const answer = await unfold(JSON_LINES);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, JSON_LINES]);
  const lines = await Array.fromAsync(linesOf(answer));
  expect(lines[0]).toEqual({ done: 0, total: null });
  expect(lines.at(-1)).toEqual({ path: "run" });
  const names = Object(await (await fetch(`${server.url}/api/list/@public/run`)).json());
  expect(names.length).toBeGreaterThan(5);
  expect(await (await unfold("*/*")).json()).toBe("run");
});

describe("a client that leaves", () => {
  test.each([
    ["tells that it wants to know how far it is", JSON_LINES],
    ["waits for the path", undefined],
  ])("and %s takes the work with it: what was at the path stays, and nothing else is there", async (_, accept) => {
    const stored = await make("@public/kept.b2nd", "arange(7)");
    expect(stored.status).toBe(200);
    const before = (await server.files()).sort();
    const leaving = new AbortController();
    const answer = make("@public/kept.b2nd", ENDLESS, { signal: leaving.signal, ...(accept && { accept }) });
    answer.catch(() => undefined);
    await until(async () => server.pool.threads().busy > 0 && (await server.files()).length > before.length);
    leaving.abort();
    await expect(answer.then((found) => found.text())).rejects.toThrow();
    await until(idle);
    await until(async () => JSON.stringify((await server.files()).sort()) === JSON.stringify(before));
    const info = Object(await (await fetch(`${server.url}/api/info/@public/kept.b2nd`)).json());
    expect(info.shape).toEqual([7]);
  });

  test("of a reduction that is one long job stops it as well", async () => {
    const leaving = new AbortController();
    const answer = await watched("@public/sum.b2nd", `sum(${ENDLESS})`, { signal: leaving.signal });
    const lines = linesOf(answer);
    expect((await lines.next()).value).toMatchObject({ done: 0, total: expect.any(Number) });
    const moved = await lines.next();
    expect(moved.value).toMatchObject({ done: expect.any(Number) });
    leaving.abort();
    await lines.next().catch(() => undefined);
    await until(idle);
    expect((await server.files()).filter((name) => /sum\.b2nd|partial/.test(name))).toEqual([]);
  });
});
