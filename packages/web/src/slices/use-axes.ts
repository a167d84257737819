import { useCallback, useMemo, useRef } from "react";
import { useApp } from "../app/context.ts";
import type { ArrayFacts } from "../data/facts.ts";
import { type AxisAction, type AxisNeed, fitAxes, reduceAxes } from "../state/axes.ts";
import type { AxisTerm, ViewState } from "../state/place.ts";

export interface Axes {
  readonly at: readonly AxisTerm[];
  readonly act: (action: AxisAction) => void;
  /** The axis moved last and its direction: where to fetch ahead. */
  readonly travel: { readonly axis: number; readonly direction: 1 | -1 } | undefined;
}

/** The slice of a link, made to fit the array and the view, and the steps that change it. */
export function useAxes(facts: ArrayFacts, state: ViewState, need: AxisNeed): Axes {
  const { places } = useApp();
  const travel = useRef<Axes["travel"]>(undefined);
  const { axes, channels } = need;
  const at = useMemo(
    () => fitAxes(state.at, facts.shape, { axes, channels: channels === true }),
    [state.at, facts.shape, axes, channels],
  );
  const act = useCallback(
    (action: AxisAction) => {
      // The latest state, not the one drawn: keys can repeat faster than frames.
      const now = fitAxes(places.get().state.at, facts.shape, { axes, channels: channels === true });
      const before = action.kind === "index" ? now[action.axis] : undefined;
      if (action.kind === "index" && typeof before === "number" && before !== action.index) {
        travel.current = { axis: action.axis, direction: action.index > before ? 1 : -1 };
      }
      const turned = action.kind !== "index";
      places.update({ at: reduceAxes(now, facts.shape, action), ...(turned ? { box: undefined } : {}) });
    },
    [places, facts.shape, axes, channels],
  );
  return { at, act, travel: travel.current };
}
