import { useMemo, useRef } from "react";
import type { ArrayFacts } from "../../data/facts.ts";
import type { NumericSlice } from "../../data/port.ts";
import { sliceKey, useNumbers } from "../../slices/use-numbers.ts";
import type { AxisTerm, ComplexPart, ViewState } from "../../state/place.ts";
import type { Resource } from "../../ui/use-resource.ts";
import { useSettled } from "../../ui/use-settled.ts";
import { detailOf, type Plane, type ReadPlane } from "./plane.ts";

/** How long the view rests before its part is read, in ms. */
const REST = 150;

/** The part of a large plane that is seen, read finer than the whole; undefined where there is nothing finer to read. */
export function useDetail(
  facts: ArrayFacts,
  at: readonly AxisTerm[],
  part: ComplexPart,
  box: ViewState["box"],
): ReadPlane | "waiting" | undefined {
  const wanted = useMemo(() => detailOf(at, facts.shape, part, box), [at, facts.shape, part, box]);
  const wantedKey = wanted && sliceKey(facts, wanted.request);
  const asked = useSettled(wanted, wantedKey ?? "", REST);
  const { value, valueKey, error } = useNumbers(facts, asked?.request);
  const placement = wanted?.placement;
  const ready = valueKey !== undefined && valueKey === wantedKey;
  return useMemo(() => {
    if (placement === undefined || error !== undefined) return undefined;
    return ready && value ? { slice: value, placement } : "waiting";
  }, [placement, error, ready, value]);
}

/** A plane once it is read; until then the one before. */
export function useReadPlane(facts: ArrayFacts, plane: Plane, read: Resource<NumericSlice>): ReadPlane | undefined {
  const last = useRef<ReadPlane>(undefined);
  const { value, valueKey } = read;
  if (value !== undefined && valueKey === sliceKey(facts, plane.request) && last.current?.slice !== value) {
    last.current = { slice: value, placement: plane.placement };
  }
  return last.current;
}
