import { type Placement, sampleAt } from "@caterva2/plot";
import type { ArrayFacts } from "../../data/facts.ts";
import type { NumericSlice } from "../../data/port.ts";
import { itemBudget } from "../../slices/item-budget.ts";
import { finerStretches, type Stretch, thinningStep } from "../../slices/thinning.ts";
import type { SliceRequest } from "../../slices/use-numbers.ts";
import { axisOf, selectionOf } from "../../state/axes.ts";
import type { AxisTerm, ComplexPart, ViewState } from "../../state/place.ts";

/** Largest plane that is read whole, in pixels; of larger ones every n-th row and column. */
export const MAX_PIXELS = 2 ** 24;
/** Most pixels of the part of a large plane that is read finer. */
const DETAIL_PIXELS = 2 ** 22;

export interface Plane {
  readonly request: SliceRequest;
  /** Which rows and columns of the whole plane are read. */
  readonly placement: Placement;
}

/** A plane that has been read. */
export interface ReadPlane {
  readonly slice: NumericSlice;
  readonly placement: Placement;
}

/** What to read to show two axes of an array as rows (y) and columns (x). */
export function planeOf(at: readonly AxisTerm[], shape: readonly number[], part: ComplexPart): Plane {
  const { width, height } = extentsOf(at, shape);
  const step = thinningStep([width, height], itemBudget(MAX_PIXELS));
  return planeWithin(at, shape, part, { start: 0, stop: width, step }, { start: 0, stop: height, step });
}

/** What to read to show a part of a plane finer than all of it is; undefined where it is no finer. */
export function detailOf(
  at: readonly AxisTerm[],
  shape: readonly number[],
  part: ComplexPart,
  box: ViewState["box"],
): Plane | undefined {
  if (box === undefined) return undefined;
  const { width, height } = extentsOf(at, shape);
  const [x0, y0, x1, y1] = box;
  const step = thinningStep([width, height], itemBudget(MAX_PIXELS));
  const seen = [
    [x0, x1],
    [y0, y1],
  ] as const;
  const [x, y] = finerStretches([width, height], seen, step, itemBudget(DETAIL_PIXELS)) ?? [];
  return x && y && planeWithin(at, shape, part, x, y);
}

function planeWithin(
  at: readonly AxisTerm[],
  shape: readonly number[],
  part: ComplexPart,
  x: Stretch,
  y: Stretch,
): Plane {
  return {
    request: { selection: selectionOf(at, shape, { x, y }), transpose: axisOf(at, "x") < axisOf(at, "y"), part },
    placement: { x: x.start, y: y.start, step: x.step, ...extentsOf(at, shape) },
  };
}

function extentsOf(at: readonly AxisTerm[], shape: readonly number[]): { width: number; height: number } {
  return { width: shape[axisOf(at, "x")] ?? 1, height: shape[axisOf(at, "y")] ?? 1 };
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

/** The items (one a channel) that stand for a position of the plane, of the first of some planes that holds it. */
export function itemsAt(
  planes: readonly ReadPlane[],
  x: number,
  y: number,
): { readonly x: number; readonly y: number; readonly items: readonly (number | bigint)[] } | undefined {
  for (const { slice, placement } of planes) {
    const { width, height, channels } = pictureOf(slice);
    const sample = sampleAt({ width, height }, placement, x, y);
    if (sample === undefined) continue;
    const from = (sample.row * width + sample.column) * channels;
    const items = Array.from(slice.values.slice(from, from + channels) as ArrayLike<number | bigint>);
    return { x: sample.x, y: sample.y, items };
  }
  return undefined;
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
