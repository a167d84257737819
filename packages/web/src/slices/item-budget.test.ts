import { expect, it } from "vitest";
import { itemBudget, speedOf } from "./item-budget.ts";

it("reads less at once where that would take minutes", () => {
  const link = (speed: number | undefined, saveData = false) => ({ speed, saveData });
  expect(itemBudget(2 ** 24, link(undefined))).toBe(2 ** 24);
  expect(itemBudget(2 ** 24, link(10))).toBe(2 ** 24);
  expect(itemBudget(2 ** 24, link(4))).toBe(2 ** 21);
  expect(itemBudget(2 ** 24, link(0.9))).toBe(2 ** 18);
  expect(itemBudget(2 ** 24, link(10, true))).toBe(2 ** 18);
  expect(itemBudget(100, link(1))).toBe(100);
});

it("takes the speed from what has come, not from what was there or too small to tell", () => {
  const received = (transferSize: number, ms: number) => ({ transferSize, responseStart: 5, responseEnd: 5 + ms });
  expect(speedOf([])).toBeUndefined();
  expect(speedOf([received(0, 0), received(900, 300)])).toBeUndefined();
  expect(speedOf([received(125_000, 1000), received(900, 300)])).toBe(1);
  expect(speedOf([received(125_000, 1000), received(125_000, 100)])).toBe(10);
});
