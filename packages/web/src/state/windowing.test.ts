import fc from "fast-check";
import { expect, it } from "vitest";
import { MAX_SCROLL_PX, rowWindow, scrollScale } from "./windowing.ts";

it("shows every row that touches the viewport, and few others", () => {
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 2000 }),
      (count, part, height) => {
        const top = part * Math.max(0, count - height / 28);
        const { first, last, offset } = rowWindow(top, height, 28, count, 3);
        expect(first).toBeGreaterThanOrEqual(0);
        expect(last).toBeLessThanOrEqual(count);
        expect(first).toBeLessThanOrEqual(Math.floor(top));
        expect(last).toBeGreaterThanOrEqual(Math.min(count, Math.floor(top + height / 28)));
        expect(last - first).toBeLessThanOrEqual(Math.ceil(height / 28) + 8);
        expect(offset).toBeCloseTo((first - top) * 28);
      },
    ),
  );
});

it("maps any number of rows to a bar that a browser can lay out, ends on ends", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e12 }), fc.integer({ min: 50, max: 2000 }), (count, viewport) => {
      const scale = scrollScale(count, 26, viewport);
      expect(scale.height).toBeLessThanOrEqual(MAX_SCROLL_PX);
      expect(scale.topOf(0)).toBe(0);
      expect(scale.topOf(scale.height)).toBeCloseTo(scale.maxTop, 3);
      expect(scale.topOf(scale.scrollOf(scale.maxTop / 2)) / (scale.maxTop || 1)).toBeCloseTo(
        scale.maxTop === 0 ? 0 : 0.5,
        6,
      );
    }),
  );
});

it("is exact while the rows fit", () => {
  const scale = scrollScale(1000, 26, 260);
  expect(scale.scaled).toBe(false);
  expect(scale.topOf(2600)).toBeCloseTo(100);
  expect(scrollScale(10 ** 8, 26, 260).scaled).toBe(true);
});
