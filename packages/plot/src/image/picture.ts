import { percentileLimits } from "../limits.ts";
import type { NumericArray } from "../numeric-array.ts";
import type { Limits } from "../scale.ts";
import { fullValue, type Placement, type PlotImage } from "./renderer.ts";
import type { Size } from "./view.ts";

/** Positions are those of the whole picture. */
export function placementOf(image: PlotImage): Placement {
  return image.placement ?? { x: 0, y: 0, step: 1, width: image.width, height: image.height };
}

/** A value of an image: its place in the data, and the position in the picture that it was taken from. */
export interface Sample {
  readonly column: number;
  readonly row: number;
  readonly x: number;
  readonly y: number;
}

/** The value that stands for a position of the picture; undefined where the image does not reach. */
export function sampleAt(size: Size, placement: Placement, x: number, y: number): Sample | undefined {
  const column = Math.floor((x - placement.x) / placement.step);
  const row = Math.floor((y - placement.y) / placement.step);
  if (!(column >= 0 && row >= 0 && column < size.width && row < size.height)) return undefined;
  return { column, row, x: placement.x + column * placement.step, y: placement.y + row * placement.step };
}

export function valueIn(image: PlotImage, { column, row }: Sample): number | bigint | readonly (number | bigint)[] {
  const at = row * image.width + column;
  if (!image.rgb) return image.data[at] ?? Number.NaN;
  return channels(image.data, at, image.rgb);
}

function channels(data: NumericArray, at: number, count: number): (number | bigint)[] {
  return Array.from(data.slice(at * count, (at + 1) * count) as ArrayLike<number | bigint>);
}

/** @throws RangeError for an image that has not the values it says */
export function checkedImage(image: PlotImage): PlotImage {
  const wanted = image.width * image.height * (image.rgb ?? 1);
  if (!(image.width >= 1 && image.height >= 1) || image.data.length !== wanted) {
    throw new RangeError(
      `An image of ${image.width} x ${image.height} needs ${wanted} values, not ${image.data.length}.`,
    );
  }
  if (image.placement && !(image.placement.step >= 1)) throw new RangeError("The step of an image is 1 or more.");
  return image;
}

/** Limits for an image whose colours nobody chose: of RGB the full light, of others the percentiles. */
export function automaticLimits(image: PlotImage): Limits {
  if (image.rgb) return { low: 0, high: fullValue(image.data) };
  return percentileLimits(image.data) ?? { low: 0, high: 1 };
}
