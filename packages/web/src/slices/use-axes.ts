import { useCallback, useMemo, useRef } from "react";
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
export function useAxes(facts: ArrayFacts, state: ViewState, update: (patch: ViewState) => void, need: AxisNeed): Axes {
  /** The latest terms, not those drawn: keys can repeat faster than frames. */
  const latest = useRef(state.at);
  latest.current = state.at;
  const travel = useRef<Axes["travel"]>(undefined);
  const { axes, channels } = need;
  const at = useMemo(
    () => fitAxes(state.at, facts.shape, { axes, channels: channels === true }),
    [state.at, facts.shape, axes, channels],
  );
  const act = useCallback(
    (action: AxisAction) => {
      const now = fitAxes(latest.current, facts.shape, { axes, channels: channels === true });
      const before = action.kind === "index" ? now[action.axis] : undefined;
      if (action.kind === "index" && typeof before === "number" && before !== action.index) {
        travel.current = { axis: action.axis, direction: action.index > before ? 1 : -1 };
      }
      const turned = action.kind !== "index";
      const next = reduceAxes(now, facts.shape, action);
      latest.current = next;
      update({ at: next, ...(turned ? { box: undefined } : {}) });
    },
    [update, facts.shape, axes, channels],
  );
  return { at, act, travel: travel.current };
}
