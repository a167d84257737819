import type { Dimension } from "@caterva2/client";
import type { ArrayFacts } from "../data/facts.ts";

const ATTRIBUTES = ["dims", "dimensions", "axes", "_ARRAY_DIMENSIONS"] as const;

/** What an axis is, with its units: `angle (deg)`; undefined where nobody says. */
export function axisTitle(facts: ArrayFacts, axis: number): string | undefined {
  const dimension = facts.dims?.[axis];
  if (dimension === undefined) return undefined;
  return withUnits(dimension);
}

/** A name and its units, unless it is a mere count: `angle (deg)`. */
export function withUnits({ label, units }: Dimension): string {
  return units === undefined || units === "" || units === "1" ? label : `${label} (${units})`;
}

/** Whether two axes are measured in different units, so that the sides of a pixel are nothing to compare. */
export function unitsDiffer(facts: ArrayFacts, axis: number, other: number): boolean {
  const [one, two] = [facts.dims?.[axis]?.units, facts.dims?.[other]?.units];
  return one !== undefined && two !== undefined && one !== two;
}

/** Names of the axes: from an attribute that lists one text an axis, else `axis 0`, `axis 1`, ... */
export function axisNames(facts: ArrayFacts): string[] {
  if (facts.dims?.some((dimension) => dimension !== undefined)) {
    return facts.shape.map((_, axis) => axisTitle(facts, axis) ?? `axis ${axis}`);
  }
  for (const name of ATTRIBUTES) {
    const value = facts.attributes[name];
    const names = Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
    if (names.length === facts.shape.length && names.length > 0) return names;
  }
  return facts.shape.map((_, axis) => `axis ${axis}`);
}
