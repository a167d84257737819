import { expect, it } from "vitest";
import { SliceCache } from "./slice-cache.ts";

const signal = () => new AbortController();

it("loads a slice once for all who ask at the same time, and keeps the last ones", async () => {
  const cache = new SliceCache<string>(10, (text) => text.length);
  let loads = 0;
  const load = (text: string) => async () => {
    loads += 1;
    return text;
  };
  await Promise.all([cache.get("a", load("aaaa"), signal().signal), cache.get("a", load("aaaa"), signal().signal)]);
  await cache.get("b", load("bbbb"), signal().signal);
  await cache.get("a", load("aaaa"), signal().signal);
  expect(loads).toBe(2);
  await cache.get("c", load("cccc"), signal().signal);
  expect([cache.has("a"), cache.has("b"), cache.has("c")]).toEqual([true, false, true]);
});

it("aborts a load when the last one who waits leaves, not before", async () => {
  const cache = new SliceCache<string>(10, (text) => text.length);
  const aborted: boolean[] = [];
  const load = (shared: AbortSignal) =>
    new Promise<string>((_, reject) => {
      shared.addEventListener("abort", () => {
        aborted.push(true);
        reject(new Error("aborted"));
      });
    });
  const first = signal();
  const second = signal();
  const answers = [cache.get("a", load, first.signal), cache.get("a", load, second.signal)];
  first.abort();
  await Promise.resolve();
  expect(aborted).toEqual([]);
  second.abort();
  const settled = await Promise.allSettled(answers);
  expect(aborted).toEqual([true]);
  expect(settled.map((answer) => answer.status)).toEqual(["rejected", "rejected"]);
});

it("hands a load over when one leaves and another comes in the same turn", async () => {
  const cache = new SliceCache<string>(10, (text) => text.length);
  let aborts = 0;
  let finish = (_: string) => {};
  const load = (shared: AbortSignal) =>
    new Promise<string>((resolve) => {
      finish = resolve;
      shared.addEventListener("abort", () => {
        aborts += 1;
      });
    });
  const ahead = signal();
  const early = cache.get("a", load, ahead.signal);
  ahead.abort();
  const late = cache.get("a", load, signal().signal);
  finish("done");
  expect(await Promise.all([early, late])).toEqual(["done", "done"]);
  expect(aborts).toBe(0);
});
