import type { Selection } from "@caterva2/ndarray";
import type { AxisTerm } from "./place.ts";

/** Which screen axes a view needs; `channels` keeps the last axis (3 or 4 long) whole. */
export interface AxisNeed {
  readonly axes: 0 | 1 | 2;
  readonly channels?: boolean;
}

export type AxisAction =
  | { readonly kind: "index"; readonly axis: number; readonly index: number }
  | { readonly kind: "map"; readonly axis: number; readonly to: "x" | "y" }
  | { readonly kind: "transpose" };

/**
 * Terms that fit a shape and a view: what is asked for where it is possible, else the default
 * (the last axes on the screen, the others at their middle).
 */
export function fitAxes(at: readonly AxisTerm[] | undefined, shape: readonly number[], need: AxisNeed): AxisTerm[] {
  const ndim = shape.length;
  const free = need.channels === true ? ndim - 1 : ndim;
  const terms = shape.map((size, axis): AxisTerm => {
    if (axis >= free) return { start: 0, stop: size };
    const term = at?.length === ndim ? at[axis] : undefined;
    if (typeof term === "number") return clampIndex(term, size);
    if (term === "x" || term === "y") return term;
    return middle(size);
  });
  const wanted = need.axes >= 2 ? (["x", "y"] as const) : need.axes === 1 ? (["x"] as const) : [];
  for (const axis of terms.keys()) {
    const term = terms[axis];
    const known = wanted.some((name) => name === term);
    if (typeof term === "string" && (!known || terms.indexOf(term) !== axis)) terms[axis] = middle(shape[axis] ?? 1);
  }
  for (const name of wanted) {
    if (terms.includes(name)) continue;
    const axis = lastFree(terms, free);
    if (axis !== undefined) terms[axis] = name;
  }
  return terms;
}

/** One step of the axis mapper. Terms must fit the shape, and so do the terms it answers. */
export function reduceAxes(at: readonly AxisTerm[], shape: readonly number[], action: AxisAction): AxisTerm[] {
  const next = [...at];
  if (action.kind === "index") {
    const size = shape[action.axis];
    if (size !== undefined && typeof next[action.axis] === "number") next[action.axis] = clampIndex(action.index, size);
    return next;
  }
  if (action.kind === "transpose") {
    return next.map((term) => (term === "x" ? "y" : term === "y" ? "x" : term));
  }
  const before = next[action.axis];
  const holder = next.indexOf(action.to);
  if (before === undefined || typeof before === "object" || holder === action.axis) return next;
  // The axis that loses its place takes over what the other one had: x and y swap, or it becomes a slider.
  if (holder >= 0) next[holder] = typeof before === "string" ? before : middle(shape[holder] ?? 1);
  next[action.axis] = action.to;
  return next;
}

/** Selection of a slice; `window` narrows the axes on the screen, with a step where it is thinned. */
export function selectionOf(
  at: readonly AxisTerm[],
  shape: readonly number[],
  window: { readonly x?: AxisWindow; readonly y?: AxisWindow } = {},
): Selection {
  return at.map((term, axis) => {
    const size = shape[axis] ?? 0;
    if (typeof term === "number") return { kind: "index", index: term };
    if (typeof term === "object") return { kind: "range", start: term.start, step: 1, count: term.stop - term.start };
    const part = window[term] ?? { start: 0, stop: size, step: 1 };
    const start = Math.max(0, Math.min(part.start, size));
    const stop = Math.max(start, Math.min(part.stop, size));
    return { kind: "range", start, step: part.step, count: Math.ceil((stop - start) / part.step) };
  });
}

export interface AxisWindow {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
}

/** The axis shown as `x` or `y`, or -1. */
export function axisOf(at: readonly AxisTerm[], name: "x" | "y"): number {
  return at.indexOf(name);
}

export function clampIndex(index: number, size: number): number {
  return Math.max(0, Math.min(Math.trunc(index), size - 1));
}

function middle(size: number): number {
  return size > 0 ? Math.floor(size / 2) : 0;
}

function lastFree(terms: readonly AxisTerm[], free: number): number | undefined {
  for (let axis = free - 1; axis >= 0; axis -= 1) if (typeof terms[axis] === "number") return axis;
  return undefined;
}
