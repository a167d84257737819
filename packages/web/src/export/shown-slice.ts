import { product, type Selection, selectionShape } from "@caterva2/ndarray";
import type { ArrayFacts } from "../data/facts.ts";
import { isColour } from "../dataset/view-props.ts";
import { fitAxes, selectionOf } from "../state/axes.ts";
import type { AxisTerm, ViewState } from "../state/place.ts";
import { tableAxes } from "../views/table/columns.ts";

/** What of an array is on screen, whole rows and columns. */
export interface ShownSlice {
  readonly at: readonly AxisTerm[];
  readonly selection: Selection;
  readonly items: number;
  readonly bytes: number;
}

export function shownSlice(facts: ArrayFacts, view: string, state: ViewState): ShownSlice {
  const at = shownAxes(facts, view, state);
  const selection = selectionOf(at, facts.shape);
  const items = product(selectionShape(selection));
  return { at, selection, items, bytes: items * facts.dtype.itemsize };
}

/** The terms of each axis as a view shows it; of views that show no slice, all of them whole. */
export function shownAxes(facts: ArrayFacts, view: string, state: ViewState): AxisTerm[] {
  if (view === "image") return fitAxes(state.at, facts.shape, { axes: 2, channels: isColour(facts) });
  if (view === "line") return fitAxes(state.at, facts.shape, { axes: 1 });
  if (view === "table") return fitAxes(state.at, facts.shape, { axes: tableAxes(facts) });
  return facts.shape.map((stop) => ({ start: 0, stop }));
}

/** `-60-155`: the indices of a slice, as part of a file's name. */
export function indicesInName(at: readonly AxisTerm[]): string {
  return at.flatMap((term) => (typeof term === "number" ? [`-${term}`] : [])).join("");
}
