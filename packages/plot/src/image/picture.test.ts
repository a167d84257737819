import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedImage, placementOf, sampleAt, valueIn } from "./picture.ts";

describe("placement", () => {
  const part = { x: 100, y: 50, step: 7, width: 8000, height: 6000 };

  it("of a whole image is itself", () => {
    expect(placementOf({ data: new Float32Array(6), width: 3, height: 2 })).toEqual({
      x: 0,
      y: 0,
      step: 1,
      width: 3,
      height: 2,
    });
  });

  it("answers the position a value was taken from, not the one that was asked for", () => {
    expect(sampleAt({ width: 10, height: 10 }, part, 100 + 20, 50 + 7)).toEqual({ column: 2, row: 1, x: 114, y: 57 });
    expect(sampleAt({ width: 10, height: 10 }, part, 99, 50)).toBeUndefined();
    expect(sampleAt({ width: 10, height: 10 }, part, 170, 50)).toBeUndefined();
    expect(sampleAt({ width: 10, height: 10 }, part, Number.NaN, 50)).toBeUndefined();
  });

  it("reads the value of every index as a selection with a start and a step does", () => {
    const whole = Float64Array.from({ length: 40 * 30 }, (_, index) => index);
    const small = fc.record({
      x: fc.nat(20),
      y: fc.nat(10),
      step: fc.integer({ min: 1, max: 6 }),
      at: fc.tuple(fc.double({ min: 0, max: 39.9, noNaN: true }), fc.double({ min: 0, max: 29.9, noNaN: true })),
    });
    fc.assert(
      fc.property(small, ({ x, y, step, at }) => {
        const width = Math.ceil((40 - x) / step);
        const height = Math.ceil((30 - y) / step);
        const data = Float64Array.from({ length: width * height }, (_, index) => {
          const row = y + Math.floor(index / width) * step;
          return whole[row * 40 + x + (index % width) * step] ?? Number.NaN;
        });
        const image = { data, width, height, placement: { x, y, step, width: 40, height: 30 } };
        const sample = sampleAt(image, image.placement, at[0], at[1]);
        if (at[0] < x || at[1] < y) expect(sample).toBeUndefined();
        else {
          if (sample === undefined) throw new Error("nothing at a position within");
          expect(valueIn(image, sample)).toBe(whole[sample.y * 40 + sample.x]);
          expect(sample.x).toBeLessThanOrEqual(at[0]);
          expect(at[0] - sample.x).toBeLessThan(step);
        }
      }),
    );
  });

  it("refuses values that are too few, and a step that leads nowhere", () => {
    expect(() => checkedImage({ data: new Float32Array(5), width: 3, height: 2 })).toThrow(/needs 6 values, not 5/);
    const placement = { x: 0, y: 0, step: 0, width: 3, height: 2 };
    expect(() => checkedImage({ data: new Float32Array(6), width: 3, height: 2, placement })).toThrow(RangeError);
  });
});
