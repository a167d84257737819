import { useMemo } from "react";
import type { ArrayFacts } from "../../data/facts.ts";
import type { NumericSlice } from "../../data/port.ts";
import { itemBudget } from "../../slices/item-budget.ts";
import { finerStretches, type Stretch, thinningStep } from "../../slices/thinning.ts";
import { type SliceRequest, sliceKey, useNumbers } from "../../slices/use-numbers.ts";
import { axisOf, selectionOf } from "../../state/axes.ts";
import type { AxisTerm, ComplexPart } from "../../state/place.ts";
import type { Resource } from "../../ui/use-resource.ts";
import { useSettled } from "../../ui/use-settled.ts";

/** Longest line that is read whole, in points; of longer ones every n-th. */
const MAX_POINTS = 2 ** 22;
/** Most points of the part of a long line that is read finer. */
const DETAIL_POINTS = 2 ** 20;
/** How long the view rests before its part is read, in ms. */
const REST = 150;

/** The part of a line that is seen, in indices. */
export interface LineRange {
  readonly from: number;
  readonly to: number;
}

/** A part of a line that has been read. */
export interface ReadLine {
  readonly slice: NumericSlice;
  readonly stretch: Stretch;
}

export interface ShownLine {
  /** The whole line, every `step`-th point of it. */
  readonly line: Resource<NumericSlice>;
  readonly step: number;
  /** What is seen of it, read finer; undefined where there is nothing finer to read. */
  readonly detail: ReadLine | "waiting" | undefined;
}

/** One axis of an array: all of it, thinned where it is long, and what is seen of it. */
export function useLine(
  facts: ArrayFacts,
  at: readonly AxisTerm[],
  part: ComplexPart,
  view: LineRange | undefined,
): ShownLine {
  const length = facts.shape[axisOf(at, "x")] ?? 1;
  const step = thinningStep([length], itemBudget(MAX_POINTS));
  const requestOf = (x: Stretch): SliceRequest => ({
    selection: selectionOf(at, facts.shape, { x }),
    transpose: false,
    part,
  });
  const line = useNumbers(facts, requestOf({ start: 0, stop: length, step }));
  const [stretch] = (view && finerStretches([length], [[view.from, view.to]], step, itemBudget(DETAIL_POINTS))) ?? [];
  const request = stretch && requestOf(stretch);
  const key = request && sliceKey(facts, request);
  const asked = useSettled(request, key ?? "", REST);
  const { value, valueKey, error } = useNumbers(facts, asked);
  const ready = valueKey !== undefined && valueKey === key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the stretch.
  const detail = useMemo(() => {
    if (stretch === undefined || error !== undefined) return undefined;
    return ready && value ? { slice: value, stretch } : "waiting";
  }, [key, error, ready, value]);
  return { line, step, detail };
}
