import type { NumericArray } from "../numeric-array.ts";
import type { Limits } from "../scale.ts";
import { createCanvasRenderer } from "./canvas-renderer.ts";
import type { ImageFrame, ImageRenderer, PlotImage } from "./renderer.ts";
import { createWebGlRenderer } from "./webgl-renderer.ts";

/** Limits whose distance is this much smaller than they are cannot be told apart in single precision. */
const SINGLE_PRECISION = 2 ** 12;

/** Holds the renderer of a plot and swaps it: to the canvas where WebGL2 fails, is lost, is too small or not exact enough. */
export interface RendererSlot {
  readonly kind: "webgl2" | "canvas";
  readonly canvas: HTMLCanvasElement | undefined;
  setImage(image: PlotImage): void;
  draw(frame: ImageFrame): void;
  /** Gives the context back until the next draw (pages in the background; browsers allow few contexts). */
  rest(): void;
  destroy(): void;
}

export function createRendererSlot(
  wish: "auto" | "webgl2" | "canvas",
  mount: (canvas: HTMLCanvasElement) => void,
  redraw: () => void,
): RendererSlot {
  let renderer: ImageRenderer | undefined;
  let image: PlotImage | undefined;
  let broken = wish === "canvas";

  const replace = (kind: "webgl2" | "canvas"): ImageRenderer | undefined => {
    renderer?.canvas.remove();
    renderer?.destroy();
    renderer = undefined;
    const canvas = document.createElement("canvas");
    const lost = () => {
      broken = true;
      renderer?.canvas.remove();
      renderer = undefined;
      redraw();
    };
    const made = kind === "webgl2" ? createWebGlRenderer(canvas, lost) : createCanvasRenderer(canvas);
    if (!made || (image && !made.setImage(image))) {
      made?.destroy();
      return undefined;
    }
    mount(canvas);
    renderer = made;
    return made;
  };

  const rendererFor = (frame: ImageFrame): ImageRenderer | undefined => {
    const exact = !image || wish === "webgl2" || fitsSinglePrecision(image.data, frame.norm.limits);
    if (!broken && exact) {
      const gl = renderer?.kind === "webgl2" ? renderer : replace("webgl2");
      if (gl) return gl;
      broken = true;
    }
    return renderer?.kind === "canvas" ? renderer : replace("canvas");
  };

  return {
    get kind() {
      return renderer?.kind ?? (broken ? "canvas" : "webgl2");
    },
    get canvas() {
      return renderer?.canvas;
    },
    setImage(next) {
      image = next;
      if (wish !== "canvas" && renderer?.kind === "canvas") broken = false;
      if (renderer && !renderer.setImage(next)) broken = true;
    },
    draw: (frame) => rendererFor(frame)?.draw(frame),
    rest() {
      renderer?.canvas.remove();
      renderer?.destroy();
      renderer = undefined;
    },
    destroy() {
      renderer?.canvas.remove();
      renderer?.destroy();
      renderer = undefined;
      image = undefined;
    },
  };
}

/** False when the limits are so close together that rounding values to single precision would show. */
export function fitsSinglePrecision(data: NumericArray, limits: Limits): boolean {
  const small = data.BYTES_PER_ELEMENT < 4 || data instanceof Float32Array;
  if (small) return true;
  return Math.max(Math.abs(limits.low), Math.abs(limits.high)) <= (limits.high - limits.low) * SINGLE_PRECISION;
}
