import { expect, it } from "vitest";
import { inOrder } from "./in-order.ts";

it("gives all in order, whichever is made first, and never makes more than some ahead", async () => {
  const started: number[] = [];
  const taken: number[] = [];
  const made = inOrder(7, 2, async (index) => {
    started.push(index);
    expect(started.length - taken.length).toBeLessThanOrEqual(3);
    await new Promise((resolve) => setTimeout(resolve, index % 2 === 0 ? 4 : 0));
    return index;
  });
  for await (const one of made) taken.push(one);
  expect(taken).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it("ends with the error of the first that fails, and makes no more", async () => {
  const started: number[] = [];
  const made = inOrder(9, 1, async (index) => {
    started.push(index);
    if (index === 1) throw new Error("no");
    return index;
  });
  await expect(Array.fromAsync(made)).rejects.toThrow("no");
  expect(started).toEqual([0, 1, 2]);
});
