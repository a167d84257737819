import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normOf } from "./scale.ts";
import { linearTickValues, logTickValues, niceStep, ticksOf } from "./ticks.ts";

const labels = (low: number, high: number, scale: "linear" | "log" | "symlog", count = 5) =>
  ticksOf(normOf({ low, high }, scale), count).map((tick) => tick.label);

describe("ticks", () => {
  it("stand at 1, 2 or 5 times a power of ten", () => {
    expect([0.07, 1, 1.2, 3, 7, 1e6].map((span) => niceStep(span * 5, 5))).toEqual([0.1, 1, 2, 5, 10, 1e6]);
    expect(niceStep(0, 5)).toBe(0);
    expect(niceStep(Number.NaN, 5)).toBe(0);
  });

  it("lie within their limits, ascend and are never too many", () => {
    const bound = fc.double({ min: -1e300, max: 1e300, noNaN: true });
    fc.assert(
      fc.property(
        bound,
        bound,
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom("linear", "log", "symlog", "sqrt"),
        (a, b, count, scale) => {
          const norm = normOf({ low: a, high: b }, scale as "linear");
          fc.pre(norm.limits.high - norm.limits.low > 1e-290);
          const ticks = ticksOf(norm, count);
          expect(ticks.length).toBeLessThanOrEqual(200);
          const slack = (norm.limits.high - norm.limits.low) * 1e-6;
          for (const { value } of ticks) {
            expect(value).toBeGreaterThanOrEqual(norm.limits.low - slack - Math.abs(norm.limits.low) * 1e-8);
            expect(value).toBeLessThanOrEqual(norm.limits.high + slack + Math.abs(norm.limits.high) * 1e-8);
          }
        },
      ),
      { seed: 5, numRuns: 500 },
    );
  });

  it("are exact decimals", () => {
    expect(linearTickValues(0, 0.5, 5)).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
    expect(linearTickValues(0, 3, 10, true)).toEqual([0, 1, 2, 3]);
    expect(logTickValues(1, 1e6, 3)).toEqual([1, 100, 10_000, 1e6]);
    expect(logTickValues(0.01, 1, 6)).toEqual([0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]);
  });

  it("have labels that agree in their decimals, or each its own on a log scale", () => {
    expect(labels(-1, 1, "linear")).toEqual(["\u22121.0", "\u22120.5", "0.0", "0.5", "1.0"]);
    expect(labels(0, 40_000, "linear", 4)).toEqual(["0", "10\u2009000", "20\u2009000", "30\u2009000", "40\u2009000"]);
    expect(labels(0, 4e8, "linear", 2)).toEqual(["0", "2e8", "4e8"]);
    expect(labels(0.01, 100, "log", 4)).toEqual(["0.01", "0.1", "1", "10", "100"]);
    expect(labels(-100, 100, "symlog", 4)).toContain("0");
  });

  it("are one for limits of one value", () => {
    expect(linearTickValues(3, 3, 5)).toEqual([3]);
    expect(logTickValues(3, 3, 5)).toEqual([3]);
    expect(logTickValues(-3, 3, 5)).toEqual([]);
  });
});
