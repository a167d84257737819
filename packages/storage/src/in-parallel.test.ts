import { expect, it } from "vitest";
import { inParallel } from "./in-parallel.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

it("runs all items, so many at a time", async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await inParallel([0, 1, 2, 3, 4, 5, 6], 3, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await turn();
    running -= 1;
    done.push(item);
  });
  expect([done.toSorted(), most]).toEqual([[0, 1, 2, 3, 4, 5, 6], 3]);
});

it("ends when nothing runs any more, with the first error", async () => {
  const started: number[] = [];
  const ended: number[] = [];
  const work = async (item: number) => {
    started.push(item);
    await turn();
    if (item === 1) throw new Error("the second");
    await turn();
    ended.push(item);
  };
  await expect(inParallel([0, 1, 2, 3, 4, 5], 3, work)).rejects.toThrow("the second");
  expect([started, ended.toSorted()]).toEqual([
    [0, 1, 2],
    [0, 2],
  ]);
});
