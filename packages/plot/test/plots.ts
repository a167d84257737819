import type { ViewBox } from "../src/index.ts";
import {
  createImagePlot,
  createLinePlot,
  type ImagePlot,
  type ImagePointer,
  type LinePlot,
  type LinePointer,
} from "../src/index.ts";

/** What the page remembers between two calls of a test. */
let image: ImagePlot | undefined;
let line: LinePlot | undefined;
let pointer: ImagePointer | LinePointer | null = null;
let frames = 0;

function host(): HTMLElement {
  const element = document.querySelector<HTMLElement>("#host");
  if (!element) throw new Error("no host");
  return element;
}

function clear(): void {
  image?.destroy();
  line?.destroy();
  image = undefined;
  line = undefined;
  pointer = null;
}

/** Rings about the middle, with a NaN square at the top left; 8-bit RGB on request. */
export async function showImage(given: {
  width: number;
  height: number;
  renderer?: "webgl2" | "canvas";
  rgb?: boolean;
  origin?: "top" | "bottom";
}): Promise<void> {
  clear();
  const { width, height } = given;
  const channels = given.rgb ? 3 : 1;
  const data = given.rgb ? new Uint8Array(width * height * 3) : new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const r = Math.hypot(x - width / 2, y - height / 2) / height;
      for (let c = 0; c < channels; c++) {
        const value = Math.cos(r * (20 + 10 * c)) * Math.exp(-2 * r) + 0.1 * (x / width);
        data[(y * width + x) * channels + c] = given.rgb
          ? value * 100 + 120
          : x < width / 8 && y < height / 8
            ? Number.NaN
            : value;
      }
    }
  }
  image = createImagePlot(host(), {
    renderer: given.renderer ?? "auto",
    origin: given.origin ?? "top",
    label: "Rings",
  });
  image.onPointer((at) => {
    pointer = at;
  });
  image.setImage({ data, width, height, ...(given.rgb ? { rgb: 3 as const } : {}) });
  await settled();
}

export async function showLines(given: { length: number }): Promise<void> {
  clear();
  const noise = (i: number) => Math.sin(i * 12.9898) * 43758.5453 - Math.floor(Math.sin(i * 12.9898) * 43758.5453);
  const first = Float32Array.from(
    { length: given.length },
    (_, i) => Math.sin((20 * i) / given.length) + 0.3 * noise(i),
  );
  const second = Float32Array.from(first, (v, i) =>
    i > given.length * 0.4 && i < given.length * 0.5 ? Number.NaN : 0.5 - v / 2,
  );
  line = createLinePlot(host(), { label: "Waves" });
  line.onPointer((at) => {
    pointer = at;
  });
  line.setSeries([
    { name: "first", data: first },
    { name: "second", data: second },
  ]);
  await settled();
}

/** Two frames later everything asked for is drawn. */
export function settled(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}

export function state(): {
  renderer: string | undefined;
  view: ViewBox | undefined;
  lineView: { from: number; to: number } | undefined;
  pointer: ImagePointer | LinePointer | null;
} {
  return { renderer: image?.renderer, view: image?.view, lineView: line?.view, pointer };
}

export async function style(given: {
  scale?: "linear" | "log" | "sqrt" | "symlog";
  map?: "turbo" | "blue-red";
  dark?: boolean;
}) {
  if (given.scale) image?.setScale(given.scale);
  if (given.scale) line?.setScale(given.scale);
  if (given.map) image?.setColorMap(given.map);
  document.documentElement.classList.toggle("dark", given.dark ?? false);
  await settled();
}

/** Grey levels of the middle of the picture, to see that something is drawn. */
export async function colorsDrawn(): Promise<number> {
  const blob = await image?.toBlob();
  if (!blob) return 0;
  const bitmap = await createImageBitmap(blob);
  const canvas = Object.assign(document.createElement("canvas"), { width: bitmap.width, height: bitmap.height });
  const context = canvas.getContext("2d");
  context?.drawImage(bitmap, 0, 0);
  const data = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray(0);
  const colors = new Set<number>();
  for (let i = 0; i < data.length; i += 4)
    colors.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
  return colors.size;
}

/** True where the browser draws WebGL without a GPU, as in most test machines. */
export function isWebGlEmulated(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  return !gl || !info || /swiftshader|llvmpipe/i.test(String(gl.getParameter(info.UNMASKED_RENDERER_WEBGL)));
}

/** Takes the WebGL context away, as a driver may. */
export async function loseContext(): Promise<void> {
  for (const canvas of document.querySelectorAll("canvas")) {
    canvas.getContext("webgl2")?.getExtension("WEBGL_lose_context")?.loseContext();
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
  await settled();
}

/** Counts calls of requestAnimationFrame by plots from now on. */
export function countFrames(): void {
  const original = window.requestAnimationFrame.bind(window);
  frames = 0;
  window.requestAnimationFrame = (callback) => {
    frames += 1;
    return original(callback);
  };
}

export function framesAsked(): number {
  return frames;
}

export function remove(): number {
  clear();
  return host().childElementCount;
}
