import { channelByte, hatchGrey } from "../colour.ts";
import { positionOf } from "../scale.ts";
import { fullValue, type ImageFrame, type ImageRenderer, type PlotImage, plainNumbers } from "./renderer.ts";

type Numbers = ReturnType<typeof plainNumbers>;

interface Loaded {
  readonly data: Numbers;
  readonly width: number;
  readonly channels: 1 | 3 | 4;
  readonly opaque: number;
}

/** Draws on a 2-D context, pixel by pixel: the work depends on the canvas, not on the image's size. */
export function createCanvasRenderer(canvas: HTMLCanvasElement): ImageRenderer | undefined {
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  let image: Loaded | undefined;
  let pixels: ImageData | undefined;
  return {
    kind: "canvas",
    canvas,
    setImage(next) {
      image = load(next);
      return true;
    },
    draw(frame) {
      if (canvas.width !== frame.width) canvas.width = frame.width;
      if (canvas.height !== frame.height) canvas.height = frame.height;
      if (!image || frame.width === 0 || frame.height === 0) return;
      if (pixels?.width !== frame.width || pixels.height !== frame.height) {
        pixels = context.createImageData(frame.width, frame.height);
      }
      paintFrame(image, frame, new Uint32Array(pixels.data.buffer));
      context.putImageData(pixels, 0, 0);
    },
    destroy() {
      image = undefined;
      pixels = undefined;
      canvas.width = 0;
      canvas.height = 0;
    },
  };
}

function load(image: PlotImage): Loaded {
  return {
    data: plainNumbers(image.data),
    width: image.width,
    channels: image.rgb ?? 1,
    opaque: image.rgb === 4 ? fullValue(image.data) : 1,
  };
}

const OPAQUE = 0xff000000;

/** Fills `target`, one word a device pixel: alpha, blue, green, red from the top byte down. */
function paintFrame(image: Loaded, frame: ImageFrame, target: Uint32Array): void {
  const colors = packedColors(frame.table);
  let previous = -1;
  for (let y = 0; y < frame.height; y++) {
    const from = y * frame.width;
    // Enlarged pictures repeat their rows; rows with stripes in them differ.
    if (frame.samples === 1 && y > 0 && frame.rows[y] === frame.rows[previous]) {
      target.copyWithin(from, previous * frame.width, (previous + 1) * frame.width);
      continue;
    }
    const striped =
      image.channels === 1 ? paintRow(image, frame, y, colors, target) : paintRgbRow(image, frame, y, target);
    previous = striped ? -1 : y;
  }
}

function packedColors(table: Uint8Array): Uint32Array {
  const colors = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    colors[i] = (OPAQUE | ((table[3 * i + 2] ?? 0) << 16) | ((table[3 * i + 1] ?? 0) << 8) | (table[3 * i] ?? 0)) >>> 0;
  }
  return colors;
}

/** Paints row `y` of a picture of one channel; true when there is hatching in it. */
function paintRow(image: Loaded, frame: ImageFrame, y: number, colors: Uint32Array, target: Uint32Array): boolean {
  const { width, samples, columns, rows, norm } = frame;
  const straight = norm.scale === "linear" && norm.factor !== 0;
  const { offset, factor } = norm;
  const row = rows[y] ?? -1;
  let striped = false;
  for (let x = 0; x < width; x++) {
    let value = 0;
    if (samples === 1) {
      const column = columns[x] ?? -1;
      if (row < 0 || column < 0) {
        target[y * width + x] = 0;
        continue;
      }
      value = image.data[row * image.width + column] ?? Number.NaN;
    } else {
      const count = gather(image, frame, x, y, 0);
      if (count === 0) {
        target[y * width + x] = 0;
        continue;
      }
      value = mean;
    }
    const t = straight ? (value - offset) * factor : positionOf(norm, value);
    if (t >= 0) target[y * width + x] = colors[t >= 1 ? 255 : (t * 256) | 0] ?? 0;
    else if (t < 0) target[y * width + x] = colors[0] ?? 0;
    else {
      target[y * width + x] = (OPAQUE | (hatchGrey(x, y) * 0x010101)) >>> 0;
      striped = true;
    }
  }
  return striped;
}

function paintRgbRow(image: Loaded, frame: ImageFrame, y: number, target: Uint32Array): boolean {
  for (let x = 0; x < frame.width; x++) {
    let word = 0;
    for (let channel = 0; channel < 3; channel++) {
      if (gather(image, frame, x, y, channel) === 0) break;
      word |= channelByte(frame.norm, mean) << (8 * channel);
      if (channel === 2) word |= alphaByte(image, frame, x, y) << 24;
    }
    target[y * frame.width + x] = word >>> 0;
  }
  return false;
}

function alphaByte(image: Loaded, frame: ImageFrame, x: number, y: number): number {
  if (image.channels !== 4) return 255;
  gather(image, frame, x, y, 3);
  return Math.min(255, Math.max(0, Math.floor((mean / image.opaque) * 255 + 0.5))) || 0;
}

/** Result of {@link gather}: kept here so that the inner loop makes no objects. */
let mean = 0;

/** Puts the mean of a pixel's values that are not NaN into `mean` (NaN if there is none); answers how many lie in the image. */
function gather(image: Loaded, frame: ImageFrame, x: number, y: number, channel: number): number {
  let inside = 0;
  let valid = 0;
  let sum = 0;
  for (let j = 0; j < frame.samples; j++) {
    const row = frame.rows[j * frame.height + y] ?? -1;
    for (let i = 0; i < frame.samples; i++) {
      const column = frame.columns[i * frame.width + x] ?? -1;
      if (row < 0 || column < 0) continue;
      inside += 1;
      const value = image.data[(row * image.width + column) * image.channels + channel] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      valid += 1;
    }
  }
  mean = valid > 0 ? sum / valid : Number.NaN;
  return inside;
}
