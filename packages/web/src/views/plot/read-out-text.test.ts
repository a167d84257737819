import { expect, it } from "vitest";
import { readOutText } from "./read-out-text.ts";

it("says index, value, and coordinates where these are known", () => {
  const temperature = { title: "Temperature (K)", coordinates: [295, 297.5, 12_345.25] };
  expect(readOutText("[1, 7]", "90", [])).toBe("[1, 7] = 90");
  expect(
    readOutText("[1, 7]", "90", [
      { text: { title: "x" }, index: 7 },
      { text: undefined, index: 1 },
    ]),
  ).toBe("[1, 7] = 90");
  expect(readOutText("[1, 7]", "90", [{ text: temperature, index: 1 }])).toBe("[1, 7] = 90 · Temperature (K) 297.5");
  expect(readOutText("[2]", "-1", [{ text: temperature, index: 2 }])).toContain("12\u2009345.25");
});
