import { expect, test, vi } from "vitest";
import { Failure } from "../data/port.ts";
import { JobStore, type Work } from "./job-store.ts";

/** Work that a test ends when it likes. */
function controlled() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const seen: { progress?: (done: number, total?: number) => void; signal?: AbortSignal } = {};
  const work: Work = (progress, signal) => {
    Object.assign(seen, { progress, signal });
    return promise;
  };
  return { work, resolve, reject, seen };
}

const states = (store: JobStore) => store.get().map((job) => job.state);
const settle = () => new Promise((resolve) => setTimeout(resolve));

test("runs three at a time, in the order of coming, and lists the newest first", async () => {
  const store = new JobStore();
  const jobs = Array.from({ length: 5 }, controlled);
  for (const [index, job] of jobs.entries())
    store.add({ title: `job ${index}`, path: `@public/${index}`, total: 10, work: job.work });
  expect(states(store)).toEqual(["waiting", "waiting", "running", "running", "running"]);
  jobs[1]?.resolve("@public/stored");
  await settle();
  expect(states(store)).toEqual(["waiting", "running", "running", "done", "running"]);
  expect(store.get()[3]).toMatchObject({ title: "job 1", path: "@public/stored", done: 10 });
});

test("a cancelled job stops its work, makes room, and may be tried again", async () => {
  const store = new JobStore();
  const jobs = Array.from({ length: 4 }, controlled);
  for (const job of jobs) store.add({ title: "job", path: "@public/x", total: 10, work: job.work });
  const [first] = store.get().slice(-1);
  store.cancel(first?.id ?? 0);
  expect(jobs[0]?.seen.signal?.aborted).toBe(true);
  expect(states(store)).toEqual(["running", "running", "running", "cancelled"]);
  jobs[0]?.reject(new DOMException("", "AbortError"));
  await settle();
  expect(states(store).at(-1)).toBe("cancelled");
  store.retry(first?.id ?? 0);
  expect(states(store).at(-1)).toBe("waiting");
});

test("a failure keeps its reason; ended jobs can be cleared away", async () => {
  const store = new JobStore();
  const job = controlled();
  store.add({ title: "job", path: "@public/x", work: job.work });
  job.reject(new Failure({ code: "storage.full", message: "No space." }));
  await settle();
  expect(store.get()[0]).toMatchObject({ state: "failed", failure: { code: "storage.full" } });
  store.clear();
  expect(store.get()).toEqual([]);
});

test("tells how far and how fast, but not at every step", async () => {
  vi.useFakeTimers();
  try {
    let now = 0;
    const store = new JobStore(() => now);
    const job = controlled();
    store.add({ title: "job", path: "@public/x", total: 1000, work: job.work });
    let told = 0;
    store.subscribe(() => {
      told += 1;
    });
    for (now = 0; now <= 1000; now += 10) job.seen.progress?.(now / 2);
    vi.advanceTimersByTime(1000);
    expect(told).toBe(1);
    expect(store.get()[0]).toMatchObject({ done: 500, speed: 500 });
  } finally {
    vi.useRealTimers();
  }
});

test("may learn on the way how much there is to do", () => {
  const store = new JobStore();
  const job = controlled();
  const id = store.add({ title: "job", path: "@public/x", measure: "shares", work: job.work });
  job.seen.progress?.(3, 12);
  job.seen.progress?.(4);
  store.cancel(id);
  expect(store.get()[0]).toMatchObject({ id, state: "cancelled", measure: "shares", done: 4, total: 12 });
});

test("remembers only the last fifty that have ended", async () => {
  const store = new JobStore();
  for (let index = 0; index < 60; index += 1) {
    store.add({ title: `job ${index}`, path: "@public/x", work: async () => "@public/x" });
    await settle();
  }
  expect(store.get().length).toBeLessThanOrEqual(51);
  expect(store.get()[0]?.title).toBe("job 59");
});
