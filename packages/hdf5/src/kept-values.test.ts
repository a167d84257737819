import { CatervaError } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import { KeptValues } from "./kept-values.ts";

function counter(kept: KeptValues<string, number>) {
  let made = 0;
  return {
    of: (key: string, value = 1) =>
      kept.of(key, async () => {
        made += 1;
        return value;
      }),
    made: () => made,
  };
}

it("makes a value once, and again after it was the least recently used of too many", async () => {
  const { of, made } = counter(new KeptValues({ entries: 2 }));
  for (const key of ["a", "b", "a", "c", "a"]) await of(key);
  expect(made()).toBe(3);
  await of("b");
  expect(made()).toBe(4);
});

it("lets go of what weighs too much together, but keeps the newest", async () => {
  const { of, made } = counter(new KeptValues({ entries: 9, weight: 10, weigh: (value: number) => value }));
  await of("a", 6);
  await of("b", 6);
  await of("b", 6);
  expect(made()).toBe(2);
  await of("heavy", 100);
  await of("heavy", 100);
  expect(made()).toBe(3);
  await of("b", 6);
  expect(made()).toBe(4);
});

it("makes what failed again", async () => {
  const kept = new KeptValues<string, number>({ entries: 2 });
  await expect(kept.of("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await kept.of("a", async () => 5)).toBe(5);
});

it("makes what another's cancelled work would have given to all that wait for it", async () => {
  const kept = new KeptValues<string, number>({ entries: 2 });
  const begun = Promise.withResolvers<number>();
  const first = kept.of("a", () => begun.promise);
  const others = [kept.of("a", async () => 5), kept.of("a", async () => 6)];
  begun.reject(new CatervaError("request.cancelled", "left"));
  await expect(first).rejects.toThrow("left");
  expect(await Promise.all(others)).toEqual([5, 5]);
});
