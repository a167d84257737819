import { CatervaError, type Selection } from "@caterva2/ndarray";

/** Position of the input: a fixed one, or `start + step * position` along an axis of the view. `step` may be negative. */
export type ViewAxis =
  | { readonly kind: "fixed"; readonly index: number }
  | { readonly kind: "along"; readonly axis: number; readonly start: number; readonly step: number };

/**
 * How the items of a view are found in its input: one entry for each axis of the input, each axis of the view at most
 * once. An axis of the view that none names repeats the input: slices, transposes, new and repeated axes are views.
 */
export type View = readonly ViewAxis[];

/** `count` positions `start, start + step, ...` of one axis; `step >= 1`. */
export interface Span {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** A box of positions, one span an axis. */
export type Region = readonly Span[];

export function wholeRegion(shape: readonly number[]): Region {
  return shape.map((count) => ({ start: 0, step: 1, count }));
}

export function regionShape(region: Region): number[] {
  return region.map((span) => span.count);
}

/** The positions of a selection; an index is a span of one. @throws slice.invalid for one of another number of axes */
export function regionOf(selection: Selection, rank: number): Region {
  if (selection.length !== rank) {
    throw new CatervaError("slice.invalid", `A selection of ${selection.length} axes for an array of ${rank}.`);
  }
  return selection.map((axis) => (axis.kind === "index" ? { start: axis.index, step: 1, count: 1 } : axis));
}

/** A region as sources are asked for it: all axes stay. */
export function selectionOf(region: Region): Selection {
  return region.map((span) => ({ kind: "range", ...span }));
}

/** The view of `outer`, a view of the view `inner`, seen from the input of `inner`. */
export function composeViews(outer: View, inner: View): View {
  return inner.map((axis): ViewAxis => {
    if (axis.kind === "fixed") return axis;
    const over = outer[axis.axis];
    if (over === undefined) throw new CatervaError("internal.unexpected", "A view names an axis that is not there.");
    if (over.kind === "fixed") return { kind: "fixed", index: axis.start + axis.step * over.index };
    return { kind: "along", axis: over.axis, start: axis.start + axis.step * over.start, step: axis.step * over.step };
  });
}

/** What a region of a view needs of the input, and which axes of the input then run backwards. */
export function regionThroughView(view: View, region: Region): { input: Region; backwards: readonly boolean[] } {
  const backwards: boolean[] = [];
  const input = view.map((axis): Span => {
    if (axis.kind === "fixed") {
      backwards.push(false);
      return { start: axis.index, step: 1, count: 1 };
    }
    const span = region[axis.axis] ?? { start: 0, step: 1, count: 1 };
    const first = axis.start + axis.step * span.start;
    const step = span.count > 1 ? axis.step * span.step : 1;
    backwards.push(step < 0);
    if (span.count === 0) return { start: 0, step: 1, count: 0 };
    return step > 0
      ? { start: first, step, count: span.count }
      : { start: first + step * (span.count - 1), step: -step, count: span.count };
  });
  return { input, backwards };
}
