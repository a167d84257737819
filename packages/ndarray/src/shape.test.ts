import { expect, test } from "vitest";
import { cStrides, isCatervaError, product } from "./index.ts";

test("product counts items, and refuses what cannot be counted", () => {
  expect([product([]), product([3, 4]), product([3, 0])]).toEqual([1, 12, 0]);
  expect(product([2 ** 40, 2 ** 40, 0])).toBe(0);
  for (const shape of [[2 ** 27, 2 ** 27], [-1], [1.5], [Number.NaN], [0, -1], [2 ** 53]]) {
    expect(() => product(shape)).toThrow(expect.toSatisfy((error) => isCatervaError(error, "limit.exceeded")));
  }
});

test("strides of a C-order array", () => {
  expect(cStrides([2, 3, 4], 8)).toEqual([96, 32, 8]);
  expect(cStrides([], 8)).toEqual([]);
  expect(cStrides([2, 0, 4], 1)).toEqual([4, 4, 1]);
  expect(() => cStrides([2 ** 30, 2 ** 30], 8)).toThrow(
    expect.toSatisfy((error) => isCatervaError(error, "limit.exceeded")),
  );
});
