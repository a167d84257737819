import { beforeEach, describe, expect, test } from "vitest";
import { Guard } from "./guard.ts";
import { Throttle } from "./throttle.ts";

let time = 0;
const now = () => time;
beforeEach(() => {
  time = 1_000_000;
});
const throttled = (retryAfter: number, first: boolean) =>
  expect.objectContaining({ code: "account.throttled", detail: { retryAfter, first } });

describe("a throttle", () => {
  test("grants so many in a row, then one each while", () => {
    const throttle = new Throttle({ attempts: 2, refillMs: 1000, maxKeys: 10 }, now);
    expect([throttle.take("a"), throttle.take("a")]).toEqual([undefined, undefined]);
    expect(throttle.take("a")).toEqual({ retryAfterMs: 1000, first: true });
    time += 400;
    expect(throttle.take("a")).toEqual({ retryAfterMs: 600, first: false });
    expect(throttle.take("b")).toBeUndefined();
    time += 600;
    expect(throttle.take("a")).toBeUndefined();
    expect(throttle.take("a")).toEqual({ retryAfterMs: 1000, first: true });
    throttle.giveBack("a");
    expect(throttle.take("a")).toBeUndefined();
    time += 1_000_000;
    expect([1, 2, 3].map(() => throttle.take("a") === undefined)).toEqual([true, true, false]);
  });

  test("remembers so many keys and no more, those seen last", () => {
    const throttle = new Throttle({ attempts: 1, refillMs: 1e9, maxKeys: 100 }, now);
    throttle.take("kept");
    for (let key = 0; key < 10_000; key += 1) {
      throttle.take(`k${key}`);
      if (key % 50 === 0) expect(throttle.take("kept")).toBeDefined();
    }
    expect(throttle.size).toBe(100);
    expect(throttle.take("k1")).toBeUndefined();
  });

  test("a clock that goes back grants nothing", () => {
    const throttle = new Throttle({ attempts: 1, refillMs: 1000, maxKeys: 10 }, now);
    throttle.take("a");
    time -= 500_000;
    expect(throttle.take("a")).toBeDefined();
  });
});

describe("the guard", () => {
  const limits = {
    account: { attempts: 3, refillMs: 10_000, maxKeys: 100 },
    address: { attempts: 6, refillMs: 10_000, maxKeys: 100 },
  };
  const fail = async (guard: Guard, account: string, address?: string) =>
    (await guard.enter(account, address)).failed();
  const succeed = async (guard: Guard, account: string, address?: string) =>
    (await guard.enter(account, address)).succeeded();

  test("counts failures by account, in any spelling, from everywhere", async () => {
    const guard = new Guard(limits, now);
    for (const [index, name] of ["a@x.org", "A@x.org", " a@X.org "].entries())
      await fail(guard, name, `10.0.0.${index}`);
    await expect(guard.enter("a@x.org", "10.0.0.9")).rejects.toEqual(throttled(10, true));
    await expect(guard.enter("a@x.org", "10.0.0.8")).rejects.toEqual(throttled(10, false));
    await fail(guard, "b@x.org", "10.0.0.9");
  });

  test("counts failures by address, whatever the account", async () => {
    const guard = new Guard(limits, now);
    for (let index = 0; index < 6; index += 1) await fail(guard, `u${index}`, "10.0.0.1");
    await expect(guard.enter("new", "10.0.0.1")).rejects.toEqual(throttled(10, true));
    expect(() => guard.count("10.0.0.1")).toThrow(throttled(10, false));
    await fail(guard, "new", "10.0.0.2");
  });

  test.each([
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["2001:db8::1", "2001:0db8:0:0:ffff::2"],
    ["fe80::1%eth0", "fe80::2"],
  ])("%s and %s are one address", async (one, other) => {
    const guard = new Guard(limits, now);
    for (let index = 0; index < 6; index += 1) await fail(guard, `u${index}`, one);
    await expect(guard.enter("new", other)).rejects.toMatchObject({ code: "account.throttled" });
  });

  test("successes are free, many at once too", async () => {
    const guard = new Guard(limits, now);
    let inside = 0;
    const one = async () => {
      const attempt = await guard.enter("a@x.org", "10.0.0.1");
      inside += 1;
      expect(inside).toBeLessThanOrEqual(3);
      await Promise.resolve();
      inside -= 1;
      attempt.succeeded();
    };
    await Promise.all(Array.from({ length: 100 }, one));
    await fail(guard, "a@x.org", "10.0.0.1");
  });

  test("many wrong ones at once are as many as one after the other", async () => {
    const guard = new Guard(limits, now);
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => fail(guard, "a@x.org", "10.0.0.1")));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
  });

  test("strangers who guess do not lock out who has been here before", async () => {
    const guard = new Guard(limits, now);
    await succeed(guard, "a@x.org", "10.0.0.1");
    for (let index = 0; index < 3; index += 1) await fail(guard, "a@x.org", "10.6.6.6");
    await expect(guard.enter("a@x.org", "10.6.6.6")).rejects.toMatchObject({ code: "account.throttled" });
    await succeed(guard, "a@x.org", "10.0.0.1");
  });

  test("clients without an address are counted by account alone", async () => {
    const guard = new Guard(limits, now);
    for (let index = 0; index < 20; index += 1) await fail(guard, `u${index}`);
    for (let index = 0; index < 3; index += 1) await fail(guard, "a");
    await expect(guard.enter("a", undefined)).rejects.toEqual(throttled(10, true));
  });
});
