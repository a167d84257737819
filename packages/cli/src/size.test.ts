import { expect, test } from "vitest";
import { parseSize } from "./size.ts";

test.each([
  ["0", 0],
  [1000, 1000],
  ["1000", 1000],
  ["1K", 1024],
  ["5M", 5 * 2 ** 20],
  ["10GB", 10 * 2 ** 30],
  ["10 GiB", 10 * 2 ** 30],
  ["1.5g", 1.5 * 2 ** 30],
  ["1T", 2 ** 40],
  ["7B", 7],
])("%j is %i bytes", (text, bytes) => {
  expect(parseSize(text, "quota")).toBe(bytes);
});

test.each(["", "x", "-1", "1X", "1e9", "G", "1GBB", "99999999999999T", true, {}, [1024], null])(
  "%j is no size",
  (value) => {
    expect(() => parseSize(value, "quota")).toThrow(expect.objectContaining({ code: "usage.invalid" }));
  },
);
