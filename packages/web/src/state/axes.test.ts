import { selectionShape } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AxisAction, fitAxes, reduceAxes, selectionOf } from "./axes.ts";
import type { AxisTerm } from "./place.ts";

const shape = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 5 });
const term: fc.Arbitrary<AxisTerm> = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.constantFrom("x" as const, "y" as const),
  fc.record({ start: fc.nat(9), stop: fc.nat(9) }),
);

function expectFit(at: readonly AxisTerm[], extents: readonly number[], axes: number) {
  expect(at).toHaveLength(extents.length);
  expect(at.filter((part) => part === "x")).toHaveLength(Math.min(1, axes));
  expect(at.filter((part) => part === "y")).toHaveLength(axes === 2 ? 1 : 0);
  for (const [axis, part] of at.entries()) if (typeof part === "number") expect(part).toBeLessThan(extents[axis] ?? 0);
}

describe("fitting", () => {
  it("shows the last axes and the middle of the others", () => {
    expect(fitAxes(undefined, [9, 20, 30], { axes: 2 })).toEqual([4, "y", "x"]);
    expect(fitAxes(undefined, [9, 20, 30], { axes: 1 })).toEqual([4, 10, "x"]);
    expect(fitAxes(undefined, [5, 8, 8, 3], { axes: 2, channels: true })).toEqual([2, "y", "x", { start: 0, stop: 3 }]);
    expect(fitAxes([3, "y", "x"], [9, 20, 30], { axes: 1 })).toEqual([3, 10, "x"]);
    expect(fitAxes(["x", "y"], [9, 20, 30], { axes: 2 })).toEqual([4, "y", "x"]);
  });

  it("answers terms that fit, whatever was asked for", () => {
    fc.assert(
      fc.property(shape, fc.array(term, { maxLength: 6 }), fc.constantFrom(1, 2), (extents, at, axes) => {
        const fitted = fitAxes(at, extents, { axes: axes as 1 | 2 });
        expectFit(fitted, extents, axes);
        expect(fitAxes(fitted, extents, { axes: axes as 1 | 2 })).toEqual(fitted);
      }),
    );
  });
});

describe("steps", () => {
  const action = (ndim: number): fc.Arbitrary<AxisAction> =>
    fc.oneof(
      fc.record({
        kind: fc.constant("index" as const),
        axis: fc.nat(ndim - 1),
        index: fc.integer({ min: -9, max: 99 }),
      }),
      fc.record({
        kind: fc.constant("map" as const),
        axis: fc.nat(ndim - 1),
        to: fc.constantFrom("x" as const, "y" as const),
      }),
      fc.constant({ kind: "transpose" as const }),
    );

  it("keep terms that fit", () => {
    const walk = shape.chain((extents) =>
      fc.tuple(fc.constant(extents), fc.array(action(extents.length), { maxLength: 20 })),
    );
    fc.assert(
      fc.property(walk, ([extents, actions]) => {
        let at: readonly AxisTerm[] = fitAxes(undefined, extents, { axes: 2 });
        for (const step of actions) at = reduceAxes(at, extents, step);
        expectFit(at, extents, 2);
      }),
    );
  });

  it("swap axes, or make the one that was shown a slider", () => {
    const extents = [9, 20, 30];
    expect(reduceAxes([4, "y", "x"], extents, { kind: "map", axis: 1, to: "x" })).toEqual([4, "x", "y"]);
    expect(reduceAxes([4, "y", "x"], extents, { kind: "map", axis: 0, to: "x" })).toEqual(["x", "y", 15]);
    expect(reduceAxes([4, "y", "x"], extents, { kind: "index", axis: 0, index: 99 })).toEqual([8, "y", "x"]);
    expect(reduceAxes([4, "y", "x"], extents, { kind: "transpose" })).toEqual([4, "x", "y"]);
  });
});

it("selects windows with steps, never beyond the array", () => {
  const at: AxisTerm[] = [4, "y", "x", { start: 0, stop: 3 }];
  const extents = [9, 20, 31, 3];
  const thinned = selectionOf(at, extents, { x: { start: 0, stop: 31, step: 4 }, y: { start: 15, stop: 99, step: 1 } });
  expect(selectionShape(thinned)).toEqual([5, 8, 3]);
  expect(thinned[2]).toEqual({ kind: "range", start: 0, step: 4, count: 8 });
  expect(selectionShape(selectionOf(at, extents))).toEqual([20, 31, 3]);
});
