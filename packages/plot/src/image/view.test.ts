import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { indexTicks } from "./index-ticks.ts";
import { fittedView, isEqual, samplesFor, sampleTable, settledView, zoomedView } from "./view.ts";

const image = { width: 300, height: 200 };
const plot = { width: 600, height: 600 };

describe("view", () => {
  it("shows the whole image in the middle with square pixels", () => {
    expect(fittedView(image, plot, true)).toEqual({ x0: 0, x1: 300, y0: -50, y1: 250 });
    expect(fittedView(image, plot, false)).toEqual({ x0: 0, x1: 300, y0: 0, y1: 200 });
  });

  it("fills the plot with a strip, unless told otherwise", () => {
    expect(isEqual("auto", image, plot)).toBe(true);
    expect(isEqual("auto", { width: 4000, height: 12 }, plot)).toBe(false);
    expect(isEqual("equal", { width: 4000, height: 12 }, plot)).toBe(true);
  });

  it("keeps the point under the pointer when zooming", () => {
    const coordinate = fc.double({ min: 0, max: 300, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, fc.double({ min: 0.2, max: 5, noNaN: true }), (x, y, factor) => {
        const before = fittedView(image, plot, true);
        const after = zoomedView(before, factor, x, y);
        expect((x - after.x0) / (after.x1 - after.x0)).toBeCloseTo((x - before.x0) / (before.x1 - before.x0), 9);
        expect((y - after.y0) / (after.y1 - after.y0)).toBeCloseTo((y - before.y0) / (before.y1 - before.y0), 9);
      }),
      { seed: 2 },
    );
  });

  it("settles any wish to a view with square pixels near the image, neither too close nor too far", () => {
    const wish = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(wish, wish, wish, wish, (x0, x1, y0, y1) => {
        const view = settledView({ x0, x1, y0, y1 }, image, plot, true);
        const [width, height] = [view.x1 - view.x0, view.y1 - view.y0];
        expect(width / height).toBeCloseTo(1, 6);
        expect(width).toBeGreaterThan(2.9);
        expect(width).toBeLessThan(1201);
        expect((view.x0 + view.x1) / 2).toBeGreaterThanOrEqual(-1e-6);
        expect((view.x0 + view.x1) / 2).toBeLessThanOrEqual(300 + 1e-6);
      }),
      { seed: 2 },
    );
  });

  it("samples what lies under each device pixel, -1 outside", () => {
    expect([...sampleTable(-1, 3, 4, 2, 1, false)]).toEqual([-1, 0, 1, -1]);
    expect([...sampleTable(-1, 3, 4, 2, 1, true)]).toEqual([-1, 1, 0, -1]);
    expect([...sampleTable(0, 4, 2, 4, 2, false)]).toEqual([0, 2, 1, 3]);
    expect(samplesFor({ x0: 0, x1: 100, y0: 0, y1: 10 }, { width: 100, height: 100 })).toBe(1);
    expect(samplesFor({ x0: 0, x1: 150, y0: 0, y1: 10 }, { width: 100, height: 100 })).toBe(2);
    expect(samplesFor({ x0: 0, x1: 1e6, y0: 0, y1: 10 }, { width: 100, height: 100 })).toBe(2);
  });

  it("puts ticks at the middle of their pixels", () => {
    const ticks = indexTicks(0, 4, 4, 4, false);
    expect(ticks.map((tick) => [tick.label, tick.position])).toEqual([
      ["0", 0.125],
      ["1", 0.375],
      ["2", 0.625],
      ["3", 0.875],
    ]);
    expect(indexTicks(0, 4, 4, 4, true)[0]?.position).toBe(0.875);
  });
});
