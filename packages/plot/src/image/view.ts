/** The part of an image that is seen, in image coordinates: pixel `i` reaches from `i` to `i + 1`. `x0 < x1`, `y0 < y1`. */
export interface ViewBox {
  readonly x0: number;
  readonly x1: number;
  readonly y0: number;
  readonly y1: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `equal`: square pixels; `fill`: the image fills the plot; `auto`: equal, unless the image is a narrow strip. */
export type Aspect = "auto" | "equal" | "fill";

/** Samples along one side of a device pixel, when several values fall into it. */
const MAX_SAMPLES = 2;
/** Beyond this ratio of sides a picture with square pixels would be a line. */
const STRIP = 12;
/** Closest zoom, in image pixels across the plot. */
const CLOSEST = 3;
/** Farthest zoom, in multiples of the fitted view. */
const FARTHEST = 4;

export function isEqual(aspect: Aspect, image: Size, plot: Size): boolean {
  if (aspect !== "auto") return aspect === "equal";
  const ratio = image.width / image.height / (plot.width / plot.height);
  return ratio < STRIP && ratio > 1 / STRIP;
}

/** The view that shows the whole image; with square pixels, what is left of the plot shows the ground. */
export function fittedView(image: Size, plot: Size, equal: boolean): ViewBox {
  if (!equal) return { x0: 0, x1: image.width, y0: 0, y1: image.height };
  const scale = Math.max(image.width / plot.width, image.height / plot.height);
  return centred(image.width / 2, image.height / 2, plot.width * scale, plot.height * scale);
}

/** Fits a wanted box into the plot: with square pixels it grows on one axis. Keeps it near the image. */
export function settledView(view: ViewBox, image: Size, plot: Size, equal: boolean): ViewBox {
  const fitted = fittedView(image, plot, equal);
  let width = Math.max(view.x1 - view.x0, 1e-9);
  let height = Math.max(view.y1 - view.y0, 1e-9);
  if (equal) {
    const scale = Math.max(width / plot.width, height / plot.height);
    width = plot.width * scale;
    height = plot.height * scale;
    const most = Math.max(CLOSEST / Math.max(width, height), 1);
    const least = Math.min((FARTHEST * (fitted.x1 - fitted.x0)) / width, 1);
    width *= most * least;
    height *= most * least;
  } else {
    width = Math.min(Math.max(width, Math.min(CLOSEST, image.width)), FARTHEST * image.width);
    height = Math.min(Math.max(height, Math.min(CLOSEST, image.height)), FARTHEST * image.height);
  }
  const x = Math.min(image.width, Math.max(0, (view.x0 + view.x1) / 2));
  const y = Math.min(image.height, Math.max(0, (view.y0 + view.y1) / 2));
  return centred(x, y, width, height);
}

function centred(x: number, y: number, width: number, height: number): ViewBox {
  return { x0: x - width / 2, x1: x + width / 2, y0: y - height / 2, y1: y + height / 2 };
}

/** Zooms by `factor` (over 1 is closer) so that the point `x`, `y` stays where it is. */
export function zoomedView(view: ViewBox, factor: number, x: number, y: number): ViewBox {
  return {
    x0: x + (view.x0 - x) / factor,
    x1: x + (view.x1 - x) / factor,
    y0: y + (view.y0 - y) / factor,
    y1: y + (view.y1 - y) / factor,
  };
}

export function movedView(view: ViewBox, dx: number, dy: number): ViewBox {
  return { x0: view.x0 + dx, x1: view.x1 + dx, y0: view.y0 + dy, y1: view.y1 + dy };
}

/** How many samples a device pixel takes along each side. */
export function samplesFor(view: ViewBox, device: Size): number {
  const dense = Math.max((view.x1 - view.x0) / device.width, (view.y1 - view.y0) / device.height);
  return Math.min(MAX_SAMPLES, Math.max(1, Math.ceil(dense - 1e-6)));
}

/**
 * Which image index each device pixel shows along one axis: entry `k * count + i` for sample `k` of pixel
 * `i`, -1 outside of `0..extent-1`. `flip` counts pixels from the far end.
 */
export function sampleTable(
  from: number,
  to: number,
  count: number,
  extent: number,
  samples: number,
  flip: boolean,
): Int32Array {
  const table = new Int32Array(count * samples);
  const step = (to - from) / count;
  for (let k = 0; k < samples; k++) {
    const shift = (k + 0.5) / samples;
    for (let i = 0; i < count; i++) {
      const pixel = flip ? count - 1 - i : i;
      const index = Math.floor(from + (pixel + shift) * step);
      table[k * count + i] = index >= 0 && index < extent ? index : -1;
    }
  }
  return table;
}
