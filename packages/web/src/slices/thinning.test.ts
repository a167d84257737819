import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { finerStretches, thinningStep } from "./thinning.ts";

describe("thinning", () => {
  it("takes the least step that keeps a plane or a line within its bound", () => {
    expect(thinningStep([4096, 4096], 2 ** 24)).toBe(1);
    expect(thinningStep([4097, 4096], 2 ** 24)).toBe(2);
    expect(thinningStep([20_000_000], 2 ** 22)).toBe(5);
    expect(thinningStep([], 10)).toBe(1);
  });

  it("reads what is seen and a little around it, finer than before", () => {
    const [x, y] =
      finerStretches(
        [8000, 6000],
        [
          [1000, 1200],
          [500, 600],
        ],
        2,
        2 ** 22,
      ) ?? [];
    expect(x).toEqual({ start: 928, stop: 1280, step: 1 });
    expect(y).toEqual({ start: 448, stop: 640, step: 1 });
  });

  it("reads nothing where that is no finer, or nothing is seen", () => {
    expect(
      finerStretches(
        [8000, 8000],
        [
          [0, 8000],
          [0, 8000],
        ],
        4,
        2 ** 22,
      ),
    ).toBeUndefined();
    expect(
      finerStretches(
        [8000, 8000],
        [
          [9000, 9100],
          [0, 10],
        ],
        4,
        2 ** 22,
      ),
    ).toBeUndefined();
    expect(finerStretches([100], [[0, 10]], 1, 1000)).toBeUndefined();
  });

  it("covers what is seen, stays within the array, and within the bound but for what rounds its ends", () => {
    const extent = fc.integer({ min: 1, max: 200_000 });
    const part = fc.tuple(
      fc.double({ min: -0.2, max: 1.2, noNaN: true }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(extent, extent, part, part, (width, height, [x, w], [y, h]) => {
        const most = 2 ** 16;
        const step = thinningStep([width, height], most);
        const seen = [
          [x * width, (x + w) * width],
          [y * height, (y + h) * height],
        ] as const;
        const found = finerStretches([width, height], seen, step, most);
        if (found === undefined) return;
        let items = 1;
        for (const [axis, { start, stop, step: finer }] of found.entries()) {
          const size = [width, height][axis] ?? 0;
          const [from, to] = seen[axis] ?? [0, 0];
          expect(finer).toBeLessThan(step);
          expect(start).toBeGreaterThanOrEqual(0);
          expect(stop).toBeLessThanOrEqual(size);
          expect(start).toBeLessThanOrEqual(Math.max(0, from));
          expect(stop).toBeGreaterThanOrEqual(Math.min(size, to));
          items *= Math.ceil((stop - start) / finer);
        }
        const finest = found[0]?.step ?? 1;
        expect(items).toBeLessThanOrEqual(most + (64 * (width + height)) / finest + 64 * 64 + 64);
      }),
    );
  });
});
