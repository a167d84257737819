import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normOf, positionOf, SCALE_NAMES, valueAt } from "./scale.ts";

const finite = fc.double({ min: -1e12, max: 1e12, noNaN: true });

describe("scales", () => {
  it("run from 0 at the low limit to 1 at the high one, and back", () => {
    fc.assert(
      fc.property(
        finite,
        finite,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(...SCALE_NAMES),
        (a, b, t, scale) => {
          fc.pre(Math.abs(a - b) > 1e-6 * Math.max(Math.abs(a), Math.abs(b), 1e-3));
          const norm = normOf({ low: a, high: b }, scale);
          fc.pre(norm.factor > 0);
          expect(positionOf(norm, norm.limits.low)).toBeCloseTo(0, 6);
          expect(positionOf(norm, norm.limits.high)).toBeCloseTo(1, 6);
          expect(positionOf(norm, valueAt(norm, t))).toBeCloseTo(t, 5);
        },
      ),
      { seed: 7, numRuns: 300 },
    );
  });

  it("grow with the value", () => {
    fc.assert(
      fc.property(finite, finite, fc.constantFrom(...SCALE_NAMES), (a, b, scale) => {
        const norm = normOf({ low: -10, high: 1000 }, scale);
        expect(Math.sign(positionOf(norm, Math.max(a, b)) - positionOf(norm, Math.min(a, b)))).not.toBe(-1);
      }),
      { seed: 7 },
    );
  });

  it("log shows four decades when the low limit is not positive, and puts such values below", () => {
    const norm = normOf({ low: -5, high: 100 }, "log");
    expect(norm.limits).toEqual({ low: 0.01, high: 100 });
    expect(positionOf(norm, 0)).toBe(-Infinity);
    expect(positionOf(norm, -3)).toBe(-Infinity);
    expect(positionOf(norm, 1)).toBeCloseTo(0.5);
  });

  it("keeps NaN, and answers a side when the limits are one value", () => {
    const norm = normOf({ low: 4, high: 4 }, "linear");
    expect([3, 4, 5, Number.NaN].map((value) => positionOf(norm, value))).toEqual([0, 0.5, 1, Number.NaN]);
    for (const scale of SCALE_NAMES) expect(positionOf(normOf({ low: 1, high: 2 }, scale), Number.NaN)).toBeNaN();
  });

  it("swaps limits in the wrong order", () => {
    expect(normOf({ low: 3, high: 1 }, "linear").limits).toEqual({ low: 1, high: 3 });
  });
});

it("tells numbers near the largest ones apart", () => {
  const norm = normOf({ low: -1e308, high: 1e308 }, "linear");
  expect(positionOf(norm, -1e308)).toBeLessThanOrEqual(0);
  expect(positionOf(norm, 0)).toBeCloseTo(0.5, 12);
  expect(positionOf(norm, 1e308)).toBeGreaterThanOrEqual(1);
  expect(normOf({ low: -Number.MAX_VALUE, high: Number.MAX_VALUE }, "linear").factor).toBeGreaterThan(0);
});
