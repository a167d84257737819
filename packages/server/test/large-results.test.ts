import { createChunkCodec, openB2nd } from "@caterva2/blosc2";
import { nodeCompressors } from "@caterva2/blosc2/node";
import { memorySource } from "@caterva2/ndarray";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PooledApp, pooledApp } from "./pooled-app.ts";

const MIB = 1024 * 1024;
const codec = await createChunkCodec({ compressors: nodeCompressors });

let server: PooledApp;
beforeAll(async () => {
  server = await pooledApp();
  // 160 MB, which is more than is kept of a compressed answer.
  await server.lazy("@public/ramp.b2nd", "arange(20 * 10**6).reshape((2000, 10000))");
  await server.lazy("@public/endless.b2nd", "sin(arange(2 * 10**9))");
});
afterAll(() => server?.close());

const get = (path: string, signal?: AbortSignal) => fetch(`${server.url}/api/${path}`, { ...(signal && { signal }) });

async function until(holds: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (!holds() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(holds()).toBe(true);
}

describe("a result of 160 MB", () => {
  test.each([["fetch"], ["download"]])(
    "of a %s comes as one frame, whose length is known from the start",
    async (how) => {
      const answer = await get(`${how}/@public/ramp.b2nd`);
      const frame = new Uint8Array(await answer.arrayBuffer());
      expect(frame.length).toBe(Number(answer.headers.get("content-length")));
      expect(frame.length).toBeLessThan(161 * 10 ** 6);
      const array = await openB2nd(memorySource(frame), { codec });
      expect(array.shape).toEqual([2000, 10_000]);
      for (const row of [0, 1234, 1999]) {
        const { data } = await array.read([
          { kind: "index", index: row },
          { kind: "range", start: 9997, step: 1, count: 3 },
        ]);
        const last = BigInt(row * 10_000 + 9999);
        expect([...new BigInt64Array(data.slice().buffer)]).toEqual([last - 2n, last - 1n, last]);
      }
    },
  );

  test("is in nobody's memory as a whole while it is sent", async () => {
    const body = (await get("fetch/@public/ramp.b2nd")).body?.getReader();
    const before = process.memoryUsage();
    let most = 0;
    let bytes = 0;
    for (let next = await body?.read(); next?.value; next = await body?.read()) {
      bytes += next.value.length;
      // Of this process: the client's buffers and three threads among them.
      most = Math.max(most, process.memoryUsage().rss - before.rss);
    }
    expect(bytes).toBeGreaterThan(160 * 10 ** 6);
    expect(most).toBeLessThan(150 * MIB);
  });

  test("is computed no further than the client reads, and no more once it has left", async () => {
    const client = new AbortController();
    const answer = await get("fetch/@public/endless.b2nd", client.signal);
    const reader = answer.body?.getReader();
    await reader?.read();
    // Nobody reads: what is computed waits, and then nothing is.
    await until(() => server.pool.threads().busy === 0, 20_000);
    expect((await reader?.read())?.value).toBeInstanceOf(Uint8Array);
    client.abort();
    await until(() => server.pool.threads().busy === 0 && server.pool.waiting("heavy") === 0, 20_000);
  });

  test("is stored piece by piece, and small where it can be", async () => {
    const made = await server.lazy("@public/stored.b2nd", "arange(20 * 10**6).reshape((2000, 10000)) // 10000", {
      compute: true,
    });
    expect(made).toEqual({ status: 200, body: "@public/stored.b2nd" });
    const info = await (await get("info/@public/stored.b2nd")).json();
    expect(Object(info)).toMatchObject({ shape: [2000, 10_000], dtype: "int64", accept_ranges: "bytes" });
    const { cbytes } = Object(info).schunk;
    expect(cbytes).toBeLessThan(2 * MIB);
    const array = await openB2nd(
      memorySource(new Uint8Array(await (await get("fetch/@public/stored.b2nd?slice_=1999,5:8")).arrayBuffer())),
      { codec },
    );
    const { data } = await array.read([{ kind: "range", start: 0, step: 1, count: 3 }]);
    expect([...new BigInt64Array(data.slice().buffer)]).toEqual([1999n, 1999n, 1999n]);
  });
});
