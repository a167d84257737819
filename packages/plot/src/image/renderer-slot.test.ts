import { expect, it } from "vitest";
import { fitsSinglePrecision } from "./renderer-slot.ts";

it("leaves numbers to the canvas that single precision cannot tell apart", () => {
  const limits = { low: 1_700_000_000, high: 1_700_000_100 };
  expect(fitsSinglePrecision(new Float64Array(1), limits)).toBe(false);
  expect(fitsSinglePrecision(new BigInt64Array(1), limits)).toBe(false);
  expect(fitsSinglePrecision(new Float32Array(1), limits)).toBe(true);
  expect(fitsSinglePrecision(new Uint16Array(1), { low: 60_000, high: 60_001 })).toBe(true);
  expect(fitsSinglePrecision(new Float64Array(1), { low: -1, high: 1 })).toBe(true);
});
