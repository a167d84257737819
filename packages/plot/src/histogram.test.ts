import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { histogramOf } from "./histogram.ts";

describe("histogram", () => {
  it("counts every value once, and each where numbers say", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -50, max: 50, noNaN: false }), { maxLength: 200 }),
        fc.integer({ min: 1, max: 40 }),
        (values, bins) => {
          const data = Float64Array.from(values);
          const result = histogramOf(data, { low: -20, high: 30 }, bins);
          const inside = result.counts.reduce((sum, count) => sum + count, 0);
          expect(inside + result.below + result.above + result.nan).toBe(values.length);
          expect(result.nan).toBe(values.filter(Number.isNaN).length);
          expect(result.below).toBe(values.filter((value) => value < -20).length);
          expect(result.edges.length).toBe(bins + 1);
        },
      ),
      { seed: 3 },
    );
  });

  it("holds the upper limit in the last bin, infinities outside", () => {
    const result = histogramOf(Float32Array.of(0, 1, 2, 3, 4, Infinity, -Infinity, Number.NaN), { low: 0, high: 4 }, 4);
    expect([...result.counts]).toEqual([1, 1, 1, 2]);
    expect([...result.edges]).toEqual([0, 1, 2, 3, 4]);
    expect(result).toMatchObject({ above: 1, below: 1, nan: 1 });
  });

  it("has even bins on a log scale", () => {
    const { edges, counts } = histogramOf(Float32Array.of(1.5, 15, 150), { low: 1, high: 1000 }, 3, "log");
    expect([...counts]).toEqual([1, 1, 1]);
    expect(edges[1]).toBeCloseTo(10);
    expect(edges[2]).toBeCloseTo(100);
  });
});
