import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { automaticLimits, endOf, lineOf, sampleOf, viewIn } from "./lines.ts";

const everything = { from: 0, to: 1e9 };

describe("lines", () => {
  it("stand where they were thinned from", () => {
    const line = lineOf({ name: "", data: Float64Array.of(1, 2, 3), start: 100, step: 10 });
    expect(endOf(line)).toBe(121);
    expect(sampleOf(line, 100)).toEqual({ index: 100, value: 1 });
    expect(sampleOf(line, 114)).toEqual({ index: 110, value: 2 });
    expect(sampleOf(line, 129)).toEqual({ index: 120, value: 3 });
    expect(sampleOf(line, 94)).toBeUndefined();
    expect(sampleOf(line, 140)).toBeUndefined();
    expect(viewIn({ from: 0, to: 110 }, line)).toEqual({ from: 100, to: 110 });
    expect(viewIn({ from: 200, to: 300 }, line)).toEqual({ from: 200, to: 200 });
  });

  it("answer the value nearest to any index", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(400),
        (count, step, index) => {
          const line = lineOf({ name: "", data: Float64Array.from({ length: count }, (_, i) => i * step), step });
          const found = sampleOf(line, index);
          if (index < count * step) expect(Math.abs((found?.index ?? Number.NaN) - index)).toBeLessThanOrEqual(step);
          if (found !== undefined) expect(found.value).toBe(found.index);
        },
      ),
    );
  });

  it("have limits of what is seen, with room around it", () => {
    const line = lineOf({ name: "", data: Float64Array.of(0, 100, 1, 2, 1, -50) });
    expect(automaticLimits([line], everything, "linear")).toEqual({ low: -57.5, high: 107.5 });
    expect(automaticLimits([line], { from: 2, to: 4 }, "linear")).toEqual({ low: 0.95, high: 2.05 });
    expect(automaticLimits([line], { from: 2, to: 5 }, "log")).toEqual({ low: 1 / 1.2, high: 2.4 });
    expect(automaticLimits([line], { from: 9, to: 12 }, "linear")).toEqual({ low: 0, high: 1 });
  });

  it("make no mountains of rounding errors, and stay numbers at the largest ones", () => {
    const constant = lineOf({ name: "", data: Float64Array.of(1, 1 + Number.EPSILON, 1 - Number.EPSILON / 2) });
    const { low, high } = automaticLimits([constant], everything, "linear");
    expect(high - low).toBeGreaterThan(0.05);
    const largest = lineOf({ name: "", data: Float64Array.of(Number.MAX_VALUE, -Number.MAX_VALUE) });
    const limits = automaticLimits([largest], everything, "linear");
    expect(Number.isFinite(limits.low) && Number.isFinite(limits.high)).toBe(true);
  });
});
