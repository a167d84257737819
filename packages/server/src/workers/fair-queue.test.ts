import { expect, test } from "vitest";
import { FairQueue } from "./fair-queue.ts";

function filled(): FairQueue<string> {
  const queue = new FairQueue<string>();
  for (const item of ["a1", "a2", "a3", "b1", "c1", "c2"]) queue.push(item.slice(0, 1), item);
  return queue;
}

test("owners take turns, each in the order of coming", () => {
  const queue = filled();
  const order = Array.from({ length: 7 }, () => queue.shift());
  expect(order).toEqual(["a1", "b1", "c1", "a2", "c2", "a3", undefined]);
  expect(queue.size).toBe(0);
});

test("one who comes later waits one turn, not behind everything", () => {
  const queue = filled();
  queue.shift();
  queue.push("d", "d1");
  expect(Array.from({ length: 6 }, () => queue.shift())).toEqual(["b1", "c1", "a2", "d1", "c2", "a3"]);
});

test("within an owner those of the lowest rank go first, whenever they come", () => {
  const queue = new FairQueue<string>();
  for (const [item, rank] of [
    ["a5", 5],
    ["a2", 2],
    ["b9", 9],
    ["a5 too", 5],
    ["a3", 3],
    ["a last", Infinity],
  ] as const) {
    queue.push(item.slice(0, 1), item, rank);
  }
  expect(Array.from({ length: 6 }, () => queue.shift())).toEqual(["a2", "b9", "a3", "a5", "a5 too", "a last"]);
});

test("what leaves is not handed out; sizes tell", () => {
  const queue = filled();
  expect([queue.size, queue.sizeOf("a"), queue.sizeOf("nobody")]).toEqual([6, 3, 0]);
  expect([queue.remove("a", "a1"), queue.remove("a", "a1"), queue.remove("b", "b1")]).toEqual([true, false, true]);
  expect([queue.size, queue.sizeOf("a"), queue.sizeOf("b")]).toEqual([4, 2, 0]);
  expect(queue.drain()).toEqual(["a2", "a3", "c1", "c2"]);
  expect([queue.size, queue.shift()]).toEqual([0, undefined]);
});
