import { expect, it } from "vitest";
import { numberText } from "./number-text.ts";

it.each([
  [0, "0"],
  [1234, "1234"],
  [1234567, "1\u2009234\u2009567"],
  [-12345, "\u221212\u2009345"],
  [0.1 + 0.2, "0.3"],
  [12345.678, "12\u2009345.68"],
  [-0.00001234, "\u22121.234e\u22125"],
  [6.02214076e23, "6.022141e23"],
  [Number.NaN, "NaN"],
  [Infinity, "\u221e"],
  [-Infinity, "\u2212\u221e"],
  [9007199254740993n, "9\u2009007\u2009199\u2009254\u2009740\u2009993"],
  [-5n, "\u22125"],
])("writes %s as %s", (value, text) => {
  expect(numberText(value)).toBe(text);
});

it("gives all digits of a double when asked", () => {
  expect(numberText(Math.PI, 17)).toBe("3.141592653589793");
});
