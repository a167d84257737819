import fc from "fast-check";
import type { AxisSelection, GatherSelection, PointAxes } from "../src/index.ts";

/** Any entry that an axis of that extent allows. */
function axisOf(extent: number): fc.Arbitrary<AxisSelection> {
  const range = fc
    .record({ start: fc.nat(extent), step: fc.integer({ min: 1, max: 4 }), share: fc.nat(100) })
    .map(({ start, step, share }): AxisSelection => {
      const most = Math.ceil((extent - start) / step);
      return { kind: "range", start, step, count: Math.round((most * share) / 100) };
    });
  if (extent === 0) return range;
  return fc.oneof(
    { weight: 3, arbitrary: range },
    { weight: 1, arbitrary: fc.nat(extent - 1).map((index): AxisSelection => ({ kind: "index", index })) },
  );
}

/** Any selection of an array of that shape. */
export function selectionOf(shape: readonly number[]): fc.Arbitrary<AxisSelection[]> {
  return fc.tuple(...shape.map(axisOf));
}

/** Any gather along one or two neighbouring axes of an array of that shape, which must have one axis at least. */
export function gatherOf(shape: readonly number[]): fc.Arbitrary<GatherSelection> {
  const last = shape.length - 1;
  return fc
    .record({
      first: fc.nat(last),
      both: fc.boolean(),
      pointShape: fc.array(fc.nat(4), { minLength: 1, maxLength: 2 }),
    })
    .chain(({ first, both, pointShape }) => {
      const gathered = both && first < last ? [first, first + 1] : [first];
      const count = pointShape.reduce((total, extent) => total * extent, 1);
      const lists = gathered.map((axis) =>
        fc.array(fc.nat((shape[axis] ?? 1) - 1), { minLength: count, maxLength: count }),
      );
      return fc.record({ axes: selectionOf(shape), coordinates: fc.tuple(...lists) }).map(({ axes, coordinates }) => {
        const points: PointAxes = { axes: gathered, shape: pointShape, coordinates };
        const kept = axes.map((axis, index) => (gathered.includes(index) ? undefined : axis));
        const before = kept.slice(0, first).filter((axis) => axis?.kind === "range").length;
        return { axes: kept, points, resultPosition: before };
      });
    });
}
