import type { NumericArray } from "../numeric-array.ts";
import type { Limits } from "../scale.ts";
import { createCanvasRenderer } from "./canvas-renderer.ts";
import type { ImageFrame, ImageRenderer, PlotImage } from "./renderer.ts";
import { createWebGlRenderer } from "./webgl-renderer.ts";

/** Limits whose distance is this much smaller than they are cannot be told apart in single precision. */
const SINGLE_PRECISION = 2 ** 12;

/**
 * Holds the renderer of a plot and swaps it: to the canvas where WebGL2 fails, is emulated in software (there the
 * canvas is ten times as fast), is lost, is too small or not exact enough.
 */
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
  /** For good: refused, or lost once. */
  let noWebGl = wish === "canvas";
  /** The image is larger than a texture may be. */
  let tooLarge = false;

  const drop = () => {
    renderer?.canvas.remove();
    renderer?.destroy();
    renderer = undefined;
  };
  const put = (made: ImageRenderer | undefined): ImageRenderer | undefined => {
    drop();
    if (made) mount(made.canvas);
    renderer = made;
    return made;
  };
  const lost = () => {
    noWebGl = true;
    drop();
    redraw();
  };

  const webGl = (): ImageRenderer | undefined => {
    if (renderer?.kind === "webgl2") return renderer;
    const made = createWebGlRenderer(document.createElement("canvas"), lost, wish === "webgl2");
    noWebGl = !made;
    tooLarge = made !== undefined && image !== undefined && !made.setImage(image);
    if (made && !tooLarge) return put(made);
    made?.destroy();
    return undefined;
  };
  const canvas2d = (): ImageRenderer | undefined => {
    if (renderer?.kind === "canvas") return renderer;
    const made = createCanvasRenderer(document.createElement("canvas"));
    if (image) made?.setImage(image);
    return put(made);
  };
  const rendererFor = (frame: ImageFrame): ImageRenderer | undefined => {
    const exact = !image || wish === "webgl2" || fitsSinglePrecision(image.data, frame.norm.limits);
    return (!noWebGl && !tooLarge && exact ? webGl() : undefined) ?? canvas2d();
  };

  return {
    get kind() {
      return renderer?.kind ?? (noWebGl ? "canvas" : "webgl2");
    },
    get canvas() {
      return renderer?.canvas;
    },
    setImage(next) {
      image = next;
      tooLarge = false;
      if (renderer && !renderer.setImage(next)) tooLarge = true;
    },
    draw: (frame) => rendererFor(frame)?.draw(frame),
    rest: drop,
    destroy() {
      drop();
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
