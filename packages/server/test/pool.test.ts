import { BroadcastChannel } from "node:worker_threads";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { type Client, type Lane, type PoolOptions, WorkerPool } from "../src/workers/pool.ts";

const channel = new BroadcastChannel("pool-test");
const pools: WorkerPool[] = [];
afterAll(() => channel.close());
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

function makePool(options: Partial<PoolOptions> = {}): WorkerPool {
  const program = new URL("./pool-program.ts", import.meta.url);
  const pool = new WorkerPool({ stateDirectory: "", threads: 1, program, ...options });
  pools.push(pool);
  return pool;
}

/** The program of these tests answers texts, whatever the job. */
const run = async (pool: WorkerPool, path: string, lane: Lane = "heavy", client?: Client): Promise<unknown[]> => {
  const answer: unknown = await pool.run("names", [{ kind: "anonymous" }, path, undefined], lane, client);
  return Array.isArray(answer) ? answer : [answer];
};
const clientOf = (owner: string, signal = new AbortController().signal): Client => ({ owner, signal });

/** Settles when a worker says the word. */
const heard = (word: string) =>
  new Promise<void>((resolve) => {
    channel.onmessage = (event) => {
      if (Reflect.get(Object(event), "data") === word) resolve();
    };
  });

async function hold(pool: WorkerPool): Promise<Promise<unknown[]>[]> {
  const holding = heard("holding");
  const job = run(pool, "hold");
  await holding;
  return [job];
}

const code = (expected: string) => expect.objectContaining({ code: expected });

describe("WorkerPool", () => {
  test("answers jobs, and errors with their code and facts", async () => {
    const pool = makePool();
    expect(await Promise.all(["a", "b", "c"].map((path) => run(pool, path)))).toEqual([["a"], ["b"], ["c"]]);
    const refused = await run(pool, "refuse").catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "path.not_found", message: "No.", detail: { at: 1 } });
  });

  test("a light job does not wait behind heavy ones", async () => {
    const pool = makePool();
    const [heavy] = await hold(pool);
    const waiting = run(pool, "later");
    expect(await run(pool, "light", "light")).toEqual(["light"]);
    channel.postMessage("release");
    expect(await heavy).toEqual(["released"]);
    expect(await waiting).toEqual(["later"]);
  });

  test("a job whose client left before it began is dropped", async () => {
    const pool = makePool();
    const [heavy] = await hold(pool);
    const client = new AbortController();
    const waiting = run(pool, "crash", "heavy", clientOf("a", client.signal));
    const next = run(pool, "next");
    client.abort();
    await expect(waiting).rejects.toEqual(code("request.cancelled"));
    channel.postMessage("release");
    expect([await heavy, await next]).toEqual([["released"], ["next"]]);
  });

  test("a job whose client leaves while it runs is stopped, also in the middle of a computation", async () => {
    const pool = makePool();
    const client = new AbortController();
    const computing = heard("computing");
    const job = run(pool, "compute until cancelled", "heavy", clientOf("a", client.signal));
    await computing;
    client.abort();
    await expect(job).rejects.toEqual(code("request.cancelled"));
    expect(await run(pool, "next", "heavy", clientOf("a"))).toEqual(["next"]);
  });

  test("owners take turns when jobs wait, and none takes all the places", async () => {
    const pool = makePool({ maxWaiting: 5, maxWaitingOfOne: 3 });
    const [held] = await hold(pool);
    const order: unknown[] = [];
    const jobs = ["a1", "a2", "a3", "b1"].map(async (path) => {
      order.push(...(await run(pool, path, "heavy", clientOf(path.slice(0, 1)))));
    });
    await expect(run(pool, "a4", "heavy", clientOf("a"))).rejects.toEqual(code("server.busy"));
    expect(pool.waiting("heavy")).toBe(4);
    channel.postMessage("release");
    await Promise.all([held, ...jobs]);
    expect(order).toEqual(["a1", "b1", "a2", "a3"]);
  });

  test("more waiting jobs than allowed are refused at once", async () => {
    const pool = makePool({ maxWaiting: 2, maxWaitingOfOne: 2 });
    const [heavy] = await hold(pool);
    const waiting = [run(pool, "1"), run(pool, "2")];
    await expect(run(pool, "3")).rejects.toEqual(code("server.busy"));
    channel.postMessage("release");
    expect(await Promise.all([heavy, ...waiting])).toEqual([["released"], ["1"], ["2"]]);
  });

  test("a thread that dies takes its own job with it, is replaced, and is reported", async () => {
    const faults: unknown[] = [];
    const pool = makePool({ onFault: (error) => faults.push(error) });
    const crash = run(pool, "crash");
    const next = run(pool, "next");
    await expect(crash).rejects.toEqual(code("internal.unexpected"));
    expect(await next).toEqual(["next"]);
    expect(faults).toHaveLength(1);
  });

  test("threads that never get ready are not started for ever", async () => {
    process.env.POOL_TEST_FAILS = "1";
    try {
      const faults: unknown[] = [];
      const pool = makePool({ onFault: (error) => faults.push(error) });
      await expect(run(pool, "a")).rejects.toEqual(code("internal.unexpected"));
      expect(faults).toHaveLength(3);
    } finally {
      delete process.env.POOL_TEST_FAILS;
    }
  });

  describe("help with a read", () => {
    /** A pool of two threads that are both there and idle. */
    async function idlePair(): Promise<WorkerPool> {
      const pool = makePool({ threads: 2 });
      const [held] = await hold(pool);
      await run(pool, "second");
      channel.postMessage("release");
      await held;
      return pool;
    }

    test("comes from an idle thread, which writes into the same memory", async () => {
      expect(await run(await idlePair(), "call for help")).toEqual(["true", "1"]);
    });

    test("does not come when nobody is free, and nothing is missing then", async () => {
      const pool = makePool({ threads: 2 });
      expect(await run(pool, "call for help")).toEqual(["true", "0"]);
    });

    test("that ends with the thread that gave it is told to be incomplete", async () => {
      process.env.POOL_TEST_HELPERS_DIE = "1";
      try {
        expect(await run(await idlePair(), "call for help")).toEqual(["false", "1"]);
      } finally {
        delete process.env.POOL_TEST_HELPERS_DIE;
      }
    });
  });

  test("content comes piece by piece; giving it up, read or not, tells the worker", async () => {
    const pool = makePool();
    const content = await pool.content({ kind: "anonymous" }, "x");
    expect(content.size).toBe(3);
    expect(await Array.fromAsync(content.pieces)).toEqual([Uint8Array.of(3), Uint8Array.of(2), Uint8Array.of(1)]);
    for (const pulls of [0, 1]) {
      const given = (await pool.content({ kind: "anonymous" }, "x")).pieces[Symbol.asyncIterator]();
      const closed = heard("closed");
      for (let pull = 0; pull < pulls; pull += 1) await given.next();
      await given.return?.();
      await closed;
    }
  });

  test("closing refuses what waits and whatever comes after", async () => {
    const pool = makePool();
    const [heavy] = await hold(pool);
    const waiting = run(pool, "later");
    const settled = Promise.allSettled([heavy, waiting]);
    await pool.close();
    expect(await settled).toEqual([
      { status: "rejected", reason: code("internal.unexpected") },
      { status: "rejected", reason: code("server.busy") },
    ]);
    await expect(run(pool, "after")).rejects.toEqual(code("server.busy"));
  });
});
