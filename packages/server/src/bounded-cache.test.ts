import { expect, test } from "vitest";
import { BoundedCache } from "./bounded-cache.ts";

test("answers a value of its version alone", () => {
  const cache = new BoundedCache<number>(10);
  cache.set("a", "1", 5, 1);
  expect([cache.get("a", "1"), cache.get("a", "2"), cache.get("b", "1")]).toEqual([5, undefined, undefined]);
  cache.set("a", "2", 6, 1);
  expect([cache.get("a", "1"), cache.get("a", "2")]).toEqual([undefined, 6]);
});

test("forgets the least recently used beyond its weight, and never takes what is too heavy", () => {
  const cache = new BoundedCache<string>(3);
  for (const key of ["a", "b", "c"]) cache.set(key, "1", key, 1);
  cache.get("a", "1");
  cache.set("d", "1", "d", 1);
  expect(["a", "b", "c", "d"].map((key) => cache.get(key, "1"))).toEqual(["a", undefined, "c", "d"]);
  cache.set("a", "2", "heavy", 4);
  expect(["a", "c", "d"].map((key) => cache.get(key, "1"))).toEqual([undefined, "c", "d"]);
  cache.set("e", "1", "e", 3);
  expect(["c", "d", "e"].map((key) => cache.get(key, "1"))).toEqual([undefined, undefined, "e"]);
});
