import type { ArrayFacts } from "../data/facts.ts";

const ATTRIBUTES = ["dims", "dimensions", "axes", "_ARRAY_DIMENSIONS"] as const;

/** What an axis is, with its units: `angle (deg)`; undefined where nobody says. */
export function axisTitle(facts: ArrayFacts, axis: number): string | undefined {
  const dimension = facts.dims?.[axis];
  if (dimension === undefined) return undefined;
  return dimension.units === undefined ? dimension.label : `${dimension.label} (${dimension.units})`;
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
