import { expect, it } from "vitest";
import { createPageCache } from "./page-cache.ts";

it("keeps the pages used last, each file by itself, in the bytes it may hold", () => {
  const cache = createPageCache(30);
  const page = (value: number) => new Uint8Array(10).fill(value);
  cache.put("a", 0, page(1));
  cache.put("b", 0, page(2));
  cache.put("a", 1, page(3));
  expect(cache.get("a", 0)?.[0]).toBe(1);
  cache.put("a", 2, page(4));
  expect(cache.get("b", 0)).toBeUndefined();
  expect(cache.get("a", 0)?.[0]).toBe(1);
  cache.put("a", 2, new Uint8Array(4));
  expect(cache.bytes).toBe(24);
});

it("holds copies, not views of long answers", () => {
  const cache = createPageCache(100);
  const answer = new Uint8Array(1000);
  cache.put("a", 0, answer.subarray(0, 10));
  answer[0] = 9;
  expect(cache.get("a", 0)?.[0]).toBe(0);
  expect(cache.get("a", 0)?.buffer.byteLength).toBe(10);
});

it("keeps nothing that is larger than itself", () => {
  const cache = createPageCache(5);
  cache.put("a", 0, new Uint8Array(10));
  expect([cache.bytes, cache.get("a", 0)]).toEqual([0, undefined]);
});
