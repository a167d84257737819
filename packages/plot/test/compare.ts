import { colorTable } from "../src/color-maps.ts";
import { channelByte, colorOf } from "../src/colour.ts";
import { createCanvasRenderer } from "../src/image/canvas-renderer.ts";
import type { ImageFrame, ImageRenderer, PlotImage } from "../src/image/renderer.ts";
import { samplesFor, sampleTable } from "../src/image/view.ts";
import { createWebGlRenderer } from "../src/image/webgl-renderer.ts";
import { normOf } from "../src/scale.ts";

export interface Case {
  readonly name: string;
  readonly type: "u1" | "u2" | "i4" | "f4" | "f8" | "i8";
  readonly scale: "linear" | "log" | "sqrt" | "symlog";
  readonly low: number;
  readonly high: number;
  readonly rgb?: 3 | 4;
  /** Seen columns and rows of the 37 x 29 image. */
  readonly box: readonly [number, number, number, number];
  readonly flip?: boolean;
}

/** Differences of channels to the reference, 0..255. */
export interface Compared {
  readonly pixels: number;
  readonly canvas: number;
  readonly webgl: number;
  /** Pixels that WebGL colours otherwise at all. */
  readonly webglOther: number;
  /** The largest step between two neighbours of the map. */
  readonly step: number;
  readonly hatched: number;
  readonly transparent: number;
}

const IMAGE = { width: 37, height: 29 };
const CANVAS = { width: 150, height: 110 };

/** Runs in the page: draws an image with both renderers and compares every pixel with the reference function. */
export function compare(given: Case): Compared {
  const image = { data: dataOf(given), ...IMAGE, ...(given.rgb ? { rgb: given.rgb } : {}) };
  const [x0, x1, y0, y1] = given.box;
  const samples = samplesFor({ x0, x1, y0, y1 }, CANVAS);
  const frame: ImageFrame = {
    ...CANVAS,
    samples,
    columns: sampleTable(x0, x1, CANVAS.width, IMAGE.width, samples, false),
    rows: sampleTable(y0, y1, CANVAS.height, IMAGE.height, samples, given.flip ?? false),
    norm: normOf({ low: given.low, high: given.high }, given.scale),
    table: colorTable("viridis"),
  };
  const canvas = pixelsOf(createCanvasRenderer(document.createElement("canvas")), image, frame);
  const webgl = pixelsOf(
    createWebGlRenderer(document.createElement("canvas"), () => {}, true),
    image,
    frame,
  );
  const result = { pixels: 0, canvas: 0, webgl: 0, webglOther: 0, hatched: 0, transparent: 0 };
  for (let y = 0; y < CANVAS.height; y++) {
    for (let x = 0; x < CANVAS.width; x++) {
      const expected = expectedAt(given, image, frame, x, y);
      const at = 4 * (y * CANVAS.width + x);
      const difference = differenceOf(expected, webgl.subarray(at, at + 4));
      result.pixels += 1;
      result.canvas = Math.max(result.canvas, differenceOf(expected, canvas.subarray(at, at + 4)));
      result.webgl = Math.max(result.webgl, difference);
      if (difference > 0) result.webglOther += 1;
      if (expected[3] === 0) result.transparent += 1;
      else if (!given.rgb && Number.isNaN(meanAt(given, image, frame, x, y, 0).value)) result.hatched += 1;
    }
  }
  return { ...result, step: largestStep(frame.table) };
}

function dataOf(given: Case): PlotImage["data"] {
  const numbers = Array.from({ length: IMAGE.width * IMAGE.height * (given.rgb ?? 1) }, (_, i) => {
    const wave = Math.sin(i * 12.9898) * 43758.5453;
    return wave - Math.floor(wave);
  });
  switch (given.type) {
    case "u1":
      return Uint8Array.from(numbers, (v) => v * 256);
    case "u2":
      return Uint16Array.from(numbers, (v) => v * 65536);
    case "i4":
      return Int32Array.from(numbers, (v) => v * 2e5 - 1e5);
    case "i8":
      return BigInt64Array.from(numbers, (v) => BigInt(Math.round(v * 2e5 - 1e5)));
    case "f4":
      return Float32Array.from(numbers, (v, i) => (i % 7 === 3 ? Number.NaN : v * 2 - 1));
    case "f8":
      return Float64Array.from(numbers, (v, i) => [Number.NaN, Infinity, -Infinity][i % 11] ?? v * 2 - 1);
  }
}

function pixelsOf(renderer: ImageRenderer | undefined, image: PlotImage, frame: ImageFrame): Uint8ClampedArray {
  if (!renderer?.setImage(image)) throw new Error("no renderer, or no room for the image");
  renderer.draw(frame);
  const copy = Object.assign(document.createElement("canvas"), CANVAS);
  const context = copy.getContext("2d");
  context?.drawImage(renderer.canvas, 0, 0);
  const pixels = context?.getImageData(0, 0, CANVAS.width, CANVAS.height).data;
  renderer.destroy();
  if (!pixels) throw new Error("no pixels");
  return pixels;
}

/** The mean of what lies under a device pixel, worked out from the view and not from the frame's tables. */
function meanAt(given: Case, image: PlotImage, frame: ImageFrame, x: number, y: number, channel: number) {
  const { samples } = frame;
  const [x0, x1, y0, y1] = given.box;
  const down = given.flip ? CANVAS.height - 1 - y : y;
  let [inside, valid, sum] = [0, 0, 0];
  for (let sample = 0; sample < samples * samples; sample++) {
    const i = (sample % samples) + 0.5;
    const j = Math.floor(sample / samples) + 0.5;
    const column = Math.floor(x0 + ((x + i / samples) * (x1 - x0)) / CANVAS.width);
    const row = Math.floor(y0 + ((down + j / samples) * (y1 - y0)) / CANVAS.height);
    if (column < 0 || row < 0 || column >= IMAGE.width || row >= IMAGE.height) continue;
    inside += 1;
    const value = Number(image.data[(row * IMAGE.width + column) * (image.rgb ?? 1) + channel]);
    if (Number.isNaN(value)) continue;
    sum += value;
    valid += 1;
  }
  return { inside, value: valid > 0 ? sum / valid : Number.NaN };
}

function expectedAt(given: Case, image: PlotImage, frame: ImageFrame, x: number, y: number): readonly number[] {
  const { inside, value } = meanAt(given, image, frame, x, y, 0);
  if (inside === 0) return [0, 0, 0, 0];
  if (!image.rgb) return [...colorOf(value, frame.norm, frame.table, x, y), 255];
  const bytes = [0, 1, 2].map((c) => channelByte(frame.norm, meanAt(given, image, frame, x, y, c).value));
  if (image.rgb === 3) return [...bytes, 255];
  const opaque = given.type === "u1" ? 255 : 1;
  const alpha = Math.min(1, Math.max(0, meanAt(given, image, frame, x, y, 3).value / opaque));
  return [...bytes, Math.floor(alpha * 255 + 0.5) || 0];
}

/** The largest difference of a channel; colours count as much as their alpha lets them show. */
function differenceOf(expected: readonly number[], pixel: Uint8ClampedArray): number {
  const share = (expected[3] ?? 0) / 255;
  return Math.max(
    ...expected.map((value, k) => Math.abs(value - (pixel[k] ?? Number.NaN)) * (k < 3 && share < 1 ? share : 1)),
  );
}

function largestStep(table: Uint8Array): number {
  let step = 0;
  for (let i = 0; i + 3 < table.length; i++) step = Math.max(step, Math.abs((table[i] ?? 0) - (table[i + 3] ?? 0)));
  return step;
}
