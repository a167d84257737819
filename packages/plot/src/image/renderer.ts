import type { ColorTable } from "../color-maps.ts";
import { minMaxLimits } from "../limits.ts";
import type { NumericArray } from "../numeric-array.ts";
import type { Norm } from "../scale.ts";

/**
 * Where the values of an image come from, when they are not all of a picture: every `step`-th column and row of
 * `width` x `height`, from column `x` and row `y` on. Value `i` of a row stands for the columns `x + i * step` up to the next.
 */
export interface Placement {
  readonly x: number;
  readonly y: number;
  readonly step: number;
  /** Of the whole picture. */
  readonly width: number;
  readonly height: number;
}

/** A picture: `height` rows of `width` values, or of 3 (RGB) or 4 (RGBA) values each, in C order. */
export interface PlotImage {
  readonly data: NumericArray;
  readonly width: number;
  readonly height: number;
  readonly rgb?: 3 | 4;
  /** Where the values lie in a larger picture; absent when they are all of it. */
  readonly placement?: Placement;
}

/**
 * One drawing, reduced to tables so that every renderer samples the very same values: for device column
 * `x` and sample `k`, `columns[k * width + x]` is the image column, or -1 outside; rows likewise.
 * A pixel is the mean of its `samples * samples` values that are not NaN.
 */
export interface ImageFrame {
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  readonly samples: number;
  readonly columns: Int32Array;
  readonly rows: Int32Array;
  readonly norm: Norm;
  readonly table: ColorTable;
}

/** Port: draws an image on a canvas of its own. Outside of the image the canvas is transparent. */
export interface ImageRenderer {
  readonly kind: "webgl2" | "canvas";
  readonly canvas: HTMLCanvasElement;
  /** False when this renderer cannot hold an image of this size: the image set before stays. */
  setImage(image: PlotImage): boolean;
  draw(frame: ImageFrame): void;
  /** Gives memory and context back; the canvas is of no use afterwards. */
  destroy(): void;
}

/** What counts as full light or opaque in an RGB picture: by the type of bytes and 16 bits, of others by their largest value. */
export function fullValue(data: NumericArray): number {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return 255;
  if (data instanceof Uint16Array) return 65535;
  const largest = minMaxLimits(data)?.high ?? 1;
  return [1, 255, 65535].find((full) => largest <= full) ?? largest;
}

/** Numbers that renderers can read: big integers become doubles. */
export function plainNumbers(data: NumericArray): Exclude<NumericArray, BigInt64Array | BigUint64Array> {
  return data instanceof BigInt64Array || data instanceof BigUint64Array ? Float64Array.from(data, Number) : data;
}
