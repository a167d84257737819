import { describe, expect, it } from "vitest";
import { Camera } from "./camera.ts";
import type { ViewBox } from "./view.ts";

function camera(origin: "top" | "bottom" = "top") {
  const seen: ViewBox[] = [];
  const made = new Camera({ aspect: "equal", origin, changed: (view) => seen.push(view) });
  made.setPlot({ x: 50, y: 10, width: 300, height: 200 });
  made.setPicture({ width: 300, height: 200 });
  return { made, seen };
}

describe("camera", () => {
  it("does nothing without a picture", () => {
    const made = new Camera({ aspect: "auto", origin: "top", changed: () => expect.unreachable() });
    made.zoom(2);
    made.fit();
    expect(made.view).toEqual({ x0: 0, x1: 1, y0: 0, y1: 1 });
  });

  it("stays fitted when the plot grows, and stays where it was put when it was put", () => {
    const { made } = camera();
    made.setPlot({ x: 0, y: 0, width: 600, height: 400 });
    expect(made.view).toEqual({ x0: 0, x1: 300, y0: 0, y1: 200 });
    made.show({ x0: 0, x1: 30, y0: 0, y1: 20 });
    made.setPlot({ x: 0, y: 0, width: 300, height: 200 });
    expect(made.view).toEqual({ x0: 0, x1: 30, y0: 0, y1: 20 });
  });

  it("keeps the view for a picture of the same size, and shows one of another size whole", () => {
    const { made } = camera();
    made.show({ x0: 0, x1: 30, y0: 0, y1: 20 });
    made.setPicture({ width: 300, height: 200 });
    expect(made.view.x1).toBe(30);
    made.setPicture({ width: 30, height: 200 });
    expect(made.view.y1).toBe(200);
  });

  it.each(["top", "bottom"] as const)("finds the same position back, with row 0 at the %s", (origin) => {
    const { made } = camera(origin);
    const at = made.pictureAt(120, 40);
    const back = made.screenAt(at.x, at.y);
    expect(back.x).toBeCloseTo(120, 9);
    expect(back.y).toBeCloseTo(40, 9);
    expect(at.y).toBe(origin === "top" ? 30 : 170);
  });

  it("moves the picture with the hand, wherever row 0 is", () => {
    for (const origin of ["top", "bottom"] as const) {
      const { made } = camera(origin);
      made.zoom(2);
      const held = made.pictureAt(150, 100);
      made.pan(10, 7);
      const now = made.pictureAt(160, 107);
      expect(now.x).toBeCloseTo(held.x, 9);
      expect(now.y).toBeCloseTo(held.y, 9);
    }
  });

  it("moves as little as it takes to see a pixel", () => {
    const { made, seen } = camera();
    made.show({ x0: 0, x1: 30, y0: 0, y1: 20 });
    const before = seen.length;
    made.keepSeen({ x: 12, y: 5 });
    expect(seen.length).toBe(before);
    made.keepSeen({ x: 40, y: 5 });
    expect(made.view).toEqual({ x0: 11, x1: 41, y0: 0, y1: 20 });
  });
});
