import type { ArrayFacts } from "../../data/facts.ts";
import type { NumericSlice } from "../../data/port.ts";
import type { SliceRequest } from "../../slices/use-numbers.ts";
import { axisOf, selectionOf } from "../../state/axes.ts";
import type { AxisTerm, ComplexPart } from "../../state/place.ts";

/** Largest plane that is read whole, in pixels; of larger ones every n-th row and column. */
export const MAX_PIXELS = 2 ** 24;

/** Step along rows and columns that keeps a plane within {@link MAX_PIXELS}. */
export function planeStep(width: number, height: number): number {
  return Math.max(1, Math.ceil(Math.sqrt((width * height) / MAX_PIXELS)));
}

export interface Plane {
  readonly request: SliceRequest;
  readonly width: number;
  readonly height: number;
  /** Indices from one shown row or column to the next. */
  readonly step: number;
}

/** What to read to show two axes of an array as rows (y) and columns (x). */
export function planeOf(at: readonly AxisTerm[], shape: readonly number[], part: ComplexPart): Plane {
  const x = axisOf(at, "x");
  const y = axisOf(at, "y");
  const width = shape[x] ?? 1;
  const height = shape[y] ?? 1;
  const step = planeStep(width, height);
  const window = { x: { start: 0, stop: width, step }, y: { start: 0, stop: height, step } };
  return { request: { selection: selectionOf(at, shape, window), transpose: x < y, part }, width, height, step };
}

/** The next two planes in the direction of travel. */
export function planesAhead(
  at: readonly AxisTerm[],
  shape: readonly number[],
  part: ComplexPart,
  travel: { readonly axis: number; readonly direction: 1 | -1 } | undefined,
): SliceRequest[] {
  if (travel === undefined) return [];
  const index = at[travel.axis];
  if (typeof index !== "number") return [];
  const steps = [index + travel.direction, index + 2 * travel.direction];
  return steps
    .filter((next) => next >= 0 && next < (shape[travel.axis] ?? 0))
    .map((next) => planeOf(at.with(travel.axis, next), shape, part).request);
}

/** Columns, rows and channels of a slice that was read for a plane. */
export function pictureOf(slice: NumericSlice): { width: number; height: number; channels: number } {
  const [height = 1, width = 1, channels = 1] = slice.shape;
  return { width, height, channels };
}

/** `[12, 40, 100]`: the position of a pixel in the array. */
export function positionText(at: readonly AxisTerm[], facts: ArrayFacts, x: number, y: number): string {
  const terms = at.map((term, axis) => {
    if (term === "x") return Math.min(x, (facts.shape[axis] ?? 1) - 1);
    if (term === "y") return Math.min(y, (facts.shape[axis] ?? 1) - 1);
    return typeof term === "number" ? term : ":";
  });
  return `[${terms.join(", ")}]`;
}
