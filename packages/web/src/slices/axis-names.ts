import type { ArrayFacts } from "../data/facts.ts";

const ATTRIBUTES = ["dims", "dimensions", "axes", "_ARRAY_DIMENSIONS"] as const;

/** Names of the axes: from an attribute that lists one text an axis, else `axis 0`, `axis 1`, ... */
export function axisNames(facts: ArrayFacts): string[] {
  for (const name of ATTRIBUTES) {
    const value = facts.attributes[name];
    const names = Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
    if (names.length === facts.shape.length && names.length > 0) return names;
  }
  return facts.shape.map((_, axis) => `axis ${axis}`);
}
