import { createChunkCodec, encodeB2nd, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource, parseDType, wholeSelection } from "@caterva2/ndarray";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PooledApp, pooledApp } from "./pooled-app.ts";

const codec = await createChunkCodec({ compressors: nodeCompressors });

let server: PooledApp;
let watched = { asked: 0, failed: 0 };
let watching: NodeJS.Timeout;

/** A column and a row of a million items, whose outer sum has 10^12; and some whole numbers, one of them 0. */
beforeAll(async () => {
  server = await pooledApp();
  const zeros = (shape: number[]) => ({ dtype: parseDType("|i1"), shape, data: new Uint8Array(1e6) });
  await server.put("column.b2nd", encodeB2nd(zeros([1e6, 1]), { codec, chunks: [1e5, 1], blocks: [1e4, 1] }));
  await server.put("row.b2nd", encodeB2nd(zeros([1, 1e6]), { codec, chunks: [1, 1e5], blocks: [1, 1e4] }));
  const whole = Int32Array.of(7, 0, -7, 2);
  const numbers = { dtype: parseDType("<i4"), shape: [4], data: new Uint8Array(whole.buffer) };
  await server.put("numbers.b2nd", encodeB2nd(numbers, { codec }));
  // All the while the server has to answer others.
  watched = { asked: 0, failed: 0 };
  watching = setInterval(async () => {
    const answer = await fetch(`${server.url}/api/info/@public/numbers.b2nd`).catch(() => undefined);
    watched.asked += 1;
    if (answer?.status !== 200) watched.failed += 1;
  }, 50);
});
afterAll(async () => {
  clearInterval(watching);
  await server?.close();
});

const OPERANDS = {
  c: "@public/column.b2nd",
  r: "@public/row.b2nd",
  i: "@public/numbers.b2nd",
};

describe("what is refused when it is made, with its reason", () => {
  test.each<[string, string, number, RegExp]>([
    ["a power tower", "9**9**9", 400, /too large|64 bits/],
    ["30,000 parentheses", `${"(".repeat(30_000)}1${")".repeat(30_000)}`, 400, /nested|deep/],
    ["more text than there may be", `${"1+".repeat(40_000)}1`, 400, /80001 characters: 65536 are allowed/],
    ["a chain of 20,000 operators", `${"i+".repeat(20_000)}i`, 400, /brackets/],
    ["a constructor of 10^15 items", "arange(10**15)", 413, /10{15}|too large/],
    ["a text repeated", "'x'*10**10", 400, /text/],
    ["a broadcast to 10^12 items", "c + r", 413, /\(1000000, 1000000\) is too large/],
    ["an outer product in between", "sum(c * r)", 413, /too large/],
    ["a division of constants by 0", "1 // 0", 400, /zero/],
  ])("%s", async (_, text, status, reason) => {
    const made = await server.lazy("@public/refused.b2nd", text, { operands: OPERANDS });
    expect(made.status).toBe(status);
    expect(JSON.stringify(made.body.detail)).toMatch(reason);
  });

  test("1001 operands", async () => {
    const operands = Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`x${n}`, "@public/numbers.b2nd"]));
    const made = await server.lazy("@public/refused.b2nd", "x0", { operands });
    expect([made.status, made.body.detail]).toEqual([413, "An expression has at most 1000 operands."]);
  });

  test("lazy arrays over lazy arrays that together have too many operands", async () => {
    let statuses: number[] = [];
    let last = "@public/numbers.b2nd";
    for (let level = 1; level <= 11; level += 1) {
      const path = `@public/nested-${level}.b2nd`;
      const made = await server.lazy(path, "a + b", { operands: { a: last, b: last } });
      statuses = [...statuses, made.status];
      last = path;
    }
    expect(statuses.slice(0, 8).every((status) => status === 200)).toBe(true);
    expect(statuses).toContain(413);
  });
});

test("a row of a matrix that would not fit in memory is computed alone", async () => {
  await server.lazy("@public/rows.b2nd", "(arange(2**28) * 1.5).reshape((2**14, 2**14))[5]");
  const answer = await fetch(`${server.url}/api/fetch/@public/rows.b2nd?slice_=:2`);
  const array = await openB2nd(memorySource(new Uint8Array(await answer.arrayBuffer())), { codec });
  const { data } = await array.read(wholeSelection(array.shape));
  expect([...new Float64Array(data.slice().buffer)]).toEqual([5 * 2 ** 14 * 1.5, (5 * 2 ** 14 + 1) * 1.5]);
});

describe("what is refused when it is fetched", () => {
  test("a result of more than 16 GiB; a slice of it is not", async () => {
    await server.lazy("@public/huge.b2nd", "arange(2**31 - 1) + 0.5 + 1j");
    const whole = await fetch(`${server.url}/api/fetch/@public/huge.b2nd`);
    expect([whole.status, Object(await whole.json()).code]).toEqual([413, "expression.too_large"]);
    expect((await fetch(`${server.url}/api/fetch/@public/huge.b2nd?slice_=5:9`)).status).toBe(200);
  });

  test("a lazy array that names itself", async () => {
    await server.lazy("@public/one.b2nd", "a + 1", { operands: { a: "@public/numbers.b2nd" } });
    await server.lazy("@public/two.b2nd", "a + 1", { operands: { a: "@public/one.b2nd" } });
    const over = (a: string) => server.lazy("@public/one.b2nd", "a + 1", { operands: { a } });
    const made = await Promise.all([over("@public/one.b2nd"), over("@public/two.b2nd")]);
    expect(made.map(({ status }) => status)).toEqual([400, 400]);
    expect(made[1].body.detail).toContain("leads back to itself");
  });
});

test("whole numbers divided by 0 are 0, and nothing ends", async () => {
  await server.lazy("@public/divided.b2nd", "i // (i - i)", { operands: OPERANDS });
  const answer = await fetch(`${server.url}/api/fetch/@public/divided.b2nd`);
  const array = await openB2nd(memorySource(new Uint8Array(await answer.arrayBuffer())), { codec });
  const { data } = await array.read(wholeSelection(array.shape));
  expect([...new Int32Array(data.slice().buffer)]).toEqual([0, 0, 0, 0]);
});

test("the server has answered others all the while", () => {
  expect(watched.asked).toBeGreaterThan(0);
  expect(watched.failed).toBe(0);
});
