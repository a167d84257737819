import type { AxisSelection, GatherSelection, Selection } from "./types.ts";

/** True for a selection with gathered points, false for a plain one. */
export function isGather(selection: Selection | GatherSelection): selection is GatherSelection {
  return "points" in selection;
}

/** Shape of what a selection reads: the counts of its ranges; integers drop their dimension. */
export function selectionShape(selection: Selection): number[] {
  return keptCounts(selection);
}

/** Shape of what a gather reads: the kept dimensions with the points' dimensions put in at `resultPosition`. */
export function gatherShape(selection: GatherSelection): number[] {
  const kept = keptCounts(selection.axes);
  return [
    ...kept.slice(0, selection.resultPosition),
    ...selection.points.shape,
    ...kept.slice(selection.resultPosition),
  ];
}

function keptCounts(axes: readonly (AxisSelection | undefined)[]): number[] {
  const counts: number[] = [];
  for (const axis of axes) if (axis?.kind === "range") counts.push(axis.count);
  return counts;
}

/** Everything of an array of that shape. */
export function wholeSelection(shape: readonly number[]): Selection {
  return shape.map((count) => ({ kind: "range", start: 0, step: 1, count }));
}

/** True if the selection reads all of an array of that shape, in order and without dropping a dimension. */
export function isWholeSelection(selection: Selection, shape: readonly number[]): boolean {
  return (
    selection.length === shape.length &&
    selection.every(
      (axis, index) => axis.kind === "range" && axis.count === shape[index] && (axis.count < 2 || axis.step === 1),
    )
  );
}
