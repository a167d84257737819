import type { ColorTable } from "../color-maps.ts";
import type { Norm } from "../scale.ts";
import type { Stage } from "../stage.ts";
import type { Camera } from "./camera.ts";
import { placementOf } from "./picture.ts";
import type { ImageFrame, PlotImage } from "./renderer.ts";
import { createRendererSlot, type RendererSlot } from "./renderer-slot.ts";
import { samplesFor, sampleTable } from "./view.ts";

/** How values become colours, ready for a renderer. */
export interface Colouring {
  readonly norm: Norm;
  readonly table: ColorTable;
}

/** An image on the stage: what is set later lies over what was set before. */
export class PictureLayer {
  readonly #stage: Stage;
  readonly #slot: RendererSlot;
  readonly #element = document.createElement("div");
  #image: PlotImage | undefined;

  constructor(stage: Stage, wish: "auto" | "webgl2" | "canvas") {
    this.#stage = stage;
    this.#element.style.cssText = "position:absolute;inset:0";
    stage.root.insertBefore(this.#element, stage.overlay.canvas);
    const mount = (canvas: HTMLCanvasElement) => {
      canvas.style.cssText = "position:absolute;image-rendering:pixelated";
      this.#element.append(canvas);
    };
    this.#slot = createRendererSlot(wish, mount, stage.redraw);
  }

  get image(): PlotImage | undefined {
    return this.#image;
  }

  get renderer(): "webgl2" | "canvas" {
    return this.#slot.kind;
  }

  get canvas(): HTMLCanvasElement | undefined {
    return this.#image && this.#slot.canvas;
  }

  set(image: PlotImage | undefined): void {
    this.#image = image;
    if (image) this.#slot.setImage(image);
    this.#element.hidden = image === undefined;
  }

  /** `ground`: what shows where the image does not reach; undefined for what lies below. */
  draw(camera: Camera, colouring: Colouring, ground?: string): void {
    if (!this.#image) return;
    const { plot } = camera;
    this.#slot.draw(frameOf(this.#image, camera, this.#stage.ratio, colouring));
    const { canvas } = this.#slot;
    if (!canvas) return;
    canvas.style.left = `${plot.x}px`;
    canvas.style.top = `${plot.y}px`;
    canvas.style.width = `${plot.width}px`;
    canvas.style.height = `${plot.height}px`;
    canvas.style.background = ground ?? "";
  }

  /** Gives the context back until the next draw. */
  rest(): void {
    this.#slot.rest();
  }

  destroy(): void {
    this.#slot.destroy();
    this.#element.remove();
  }
}

/** What a renderer needs to draw an image: the view in the image's own columns and rows. */
function frameOf(image: PlotImage, { view, plot, origin }: Camera, ratio: number, colouring: Colouring): ImageFrame {
  const width = Math.max(1, Math.round(plot.width * ratio));
  const height = Math.max(1, Math.round(plot.height * ratio));
  const { x, y, step } = placementOf(image);
  const own = {
    x0: (view.x0 - x) / step,
    x1: (view.x1 - x) / step,
    y0: (view.y0 - y) / step,
    y1: (view.y1 - y) / step,
  };
  const samples = samplesFor(own, { width, height });
  return {
    width,
    height,
    samples,
    columns: sampleTable(own.x0, own.x1, width, image.width, samples, false),
    rows: sampleTable(own.y0, own.y1, height, image.height, samples, origin === "bottom"),
    ...colouring,
  };
}
