import { wholeSelection } from "@caterva2/ndarray";
import type { AxisText } from "@caterva2/plot";
import { useMemo } from "react";
import { useApp } from "../app/context.ts";
import type { ArrayFacts } from "../data/facts.ts";
import { useResource } from "../ui/use-resource.ts";
import { axisTitle } from "./axis-names.ts";

/** Longest axis whose coordinates are read, in points. */
const MAX_POINTS = 2 ** 20;

/**
 * What stands at an axis on the screen: its title, and its coordinates once they are read. Undefined for an axis of
 * which nobody says anything.
 */
export function useAxisText(facts: ArrayFacts, axis: number): AxisText | undefined {
  const { data } = useApp();
  const title = axisTitle(facts, axis);
  const length = facts.shape[axis] ?? 0;
  const path = length <= MAX_POINTS ? facts.dims?.[axis]?.path : undefined;
  const { value } = useResource(`axis:${path ?? ""} ${length} ${facts.mtime}`, async (signal) => {
    if (path === undefined) return undefined;
    const form = { transpose: false, part: "amplitude" } as const;
    return (await data.numbers(path, wholeSelection([length]), form, signal)).values;
  });
  return useMemo(() => {
    if (title === undefined) return undefined;
    if (value === undefined || value.length !== length) return { title };
    return { title, coordinates: Float64Array.from(value, Number) };
  }, [title, value, length]);
}
