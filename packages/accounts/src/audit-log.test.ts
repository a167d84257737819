import { describe, expect, test } from "vitest";
import { AuditLog } from "./audit-log.ts";
import { memoryStore } from "./index.ts";
import type { AuditStore } from "./store.ts";

const event = (subject: string) => ({
  userId: "u",
  email: "a@x.org",
  action: "upload",
  subject,
  outcome: "ok",
  address: undefined,
});

describe("the audit log", () => {
  test("writes many events at once, after a moment", async () => {
    const store = memoryStore().audit;
    const batches: number[] = [];
    const counting: AuditStore = {
      ...store,
      append: (events, keep) => {
        batches.push(events.length);
        return store.append(events, keep);
      },
    };
    const log = new AuditLog({ store: counting, now: () => 5, onFault: () => undefined });
    for (let index = 0; index < 1200; index += 1) log.record(event(`@public/${index}`));
    expect(batches).toEqual([]);
    expect((await log.page({ limit: 1 }))[0]).toMatchObject({ ...event("@public/1199"), at: 5, id: 1200 });
    expect(batches).toEqual([500, 500, 200]);
  });

  test("a store that fails loses nothing, is told once, and is asked again", async () => {
    const store = memoryStore().audit;
    let works = false;
    const faults: unknown[] = [];
    const failing: AuditStore = {
      ...store,
      append: (events, keep) => (works ? store.append(events, keep) : Promise.reject(new Error("full"))),
    };
    const log = new AuditLog({ store: failing, now: () => 5, onFault: (error) => faults.push(error) });
    log.record(event("a"));
    await log.flush();
    await log.flush();
    expect(faults).toHaveLength(1);
    works = true;
    log.record(event("b"));
    expect((await log.page({ limit: 9 })).map(({ subject }) => subject)).toEqual(["b", "a"]);
    await log.close();
  });

  test("memory is bounded: what is too much is counted, and the count recorded", async () => {
    const store = memoryStore().audit;
    const log = new AuditLog({ store, now: () => 5, onFault: () => undefined });
    for (let index = 0; index < 10_007; index += 1) log.record(event(`${index}`));
    const [newest, before] = await log.page({ limit: 2 });
    expect([newest?.action, newest?.subject, before?.subject]).toEqual(["audit-overflow", "7 events", "9999"]);
  });

  test("keeps the newest of the store, and cuts long texts", async () => {
    const log = new AuditLog({ store: memoryStore().audit, now: () => 5, keep: 3, onFault: () => undefined });
    for (const name of ["a", "b", "c", "d", "x".repeat(5000)]) log.record(event(name));
    expect((await log.page({ limit: 9 })).map(({ subject }) => subject.length)).toEqual([1024, 1, 1]);
  });
});
