import { type LineSeries, sampleAt } from "@caterva2/plot";
import { pictureOf, type ReadPlane } from "./plane.ts";

/** A position in a plane: its column and row. */
export interface CutPoint {
  readonly x: number;
  readonly y: number;
}

/** The values of a plane along the row or the column of a position, with where they are; undefined where it is not read. */
export function cutOf(plane: ReadPlane, { x, y }: CutPoint, along: "row" | "column"): LineSeries | undefined {
  const { slice, placement } = plane;
  const { width, height } = pictureOf(slice);
  const sample = sampleAt({ width, height }, placement, x, y);
  if (sample === undefined) return undefined;
  const { step } = placement;
  if (along === "row") {
    const from = sample.row * width;
    return { name: `row ${sample.y}`, data: slice.values.subarray(from, from + width), start: placement.x, step };
  }
  // A new array of the same type as the plane's.
  const data = slice.values.slice(0, height);
  for (let row = 0; row < height; row += 1) data[row] = slice.values[row * width + sample.column] ?? 0;
  return { name: `column ${sample.x}`, data, start: placement.y, step };
}
