import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisMarks } from "./axis-text.ts";

const labels = (...args: Parameters<typeof axisMarks>) => axisMarks(...args).map(({ label }) => label);

describe("marks of an axis", () => {
  it("are round indices where there are no coordinates", () => {
    expect(labels(0, 100, 5, undefined)).toEqual(["0", "20", "40", "60", "80", "100"]);
    expect(labels(0, 100, 5, { title: "x" })).toEqual(["0", "20", "40", "60", "80", "100"]);
  });

  it("are round coordinates, between the indices where it must be", () => {
    const coordinates = Float64Array.from({ length: 300 }, (_, i) => -1 + (2 * i) / 299);
    const marks = axisMarks(0, 299, 4, { coordinates });
    expect(marks.map(({ label }) => label)).toEqual(["\u22121.0", "\u22120.5", "0.0", "0.5", "1.0"]);
    expect(marks[1]?.index).toBeCloseTo(74.75, 9);
  });

  it("are round coordinates where these fall", () => {
    const marks = axisMarks(0, 4, 4, { coordinates: [40, 30, 20, 10, 0] });
    expect(marks.map(({ label, index }) => [label, index])).toEqual([
      ["40", 0],
      ["30", 1],
      ["20", 2],
      ["10", 3],
      ["0", 4],
    ]);
  });

  it("are the coordinates of round indices where these go to and fro, or are missing", () => {
    expect(labels(0, 3, 4, { coordinates: [1, 2, 1.23456, 7] })).toEqual(["1", "2", "1.235", "7"]);
    expect(labels(0, 2, 4, { coordinates: [1, Number.NaN, 3] })).toEqual(["1", "NaN", "3"]);
    expect(labels(0, 0, 4, { coordinates: [12.5] })).toEqual(["12.5"]);
  });

  it("lie within what is seen, at the coordinate that they say", () => {
    const steps = fc.array(fc.double({ min: 0.01, max: 100, noNaN: true }), { minLength: 2, maxLength: 50 });
    fc.assert(
      fc.property(steps, fc.nat(40), fc.integer({ min: 1, max: 12 }), (widths, start, count) => {
        const coordinates: number[] = [];
        widths.reduce((sum, width) => {
          coordinates.push(sum);
          return sum + width;
        }, 3);
        const last = coordinates.length - 1;
        const first = Math.min(start, last - 1);
        for (const { index } of axisMarks(first, last, count, { coordinates })) {
          expect(index).toBeGreaterThanOrEqual(first - 1e-6);
          expect(index).toBeLessThanOrEqual(last + 1e-6);
        }
      }),
    );
  });
});
