import type { Rect } from "../stage.ts";
import {
  type Aspect,
  fittedView,
  isEqual,
  movedView,
  type Size,
  settledView,
  type ViewBox,
  zoomedView,
} from "./view.ts";

export interface CameraOptions {
  readonly aspect: Aspect;
  /** Where row 0 is. */
  readonly origin: "top" | "bottom";
  readonly changed: (view: ViewBox) => void;
}

/** Which part of a picture is seen, and where on the screen it lies. Without a picture it does nothing. */
export class Camera {
  readonly #changed: (view: ViewBox) => void;
  #aspect: Aspect;
  #origin: "top" | "bottom";
  #picture: Size | undefined;
  #plot: Rect = { x: 0, y: 0, width: 1, height: 1 };
  #view: ViewBox = { x0: 0, x1: 1, y0: 0, y1: 1 };
  /** The whole picture is shown, and stays so when the plot changes its size. */
  #fitted = true;

  constructor({ aspect, origin, changed }: CameraOptions) {
    this.#aspect = aspect;
    this.#origin = origin;
    this.#changed = changed;
  }

  get view(): ViewBox {
    return this.#view;
  }

  get plot(): Rect {
    return this.#plot;
  }

  get origin(): "top" | "bottom" {
    return this.#origin;
  }

  set origin(origin: "top" | "bottom") {
    this.#origin = origin;
  }

  /** A picture of another size is shown whole. */
  setPicture({ width, height }: Size): void {
    const same = this.#picture?.width === width && this.#picture.height === height;
    this.#picture = { width, height };
    if (!same) this.fit();
  }

  setPlot(plot: Rect): void {
    const same = (["x", "y", "width", "height"] as const).every((key) => plot[key] === this.#plot[key]);
    this.#plot = plot;
    if (!same) this.#settle(this.#view, this.#fitted);
  }

  setAspect(aspect: Aspect): void {
    this.#aspect = aspect;
    this.#settle(this.#view, this.#fitted);
  }

  show(view: ViewBox): void {
    this.#settle(view, false);
  }

  fit(): void {
    this.#settle(this.#view, true);
  }

  /** Zooms about a position, the centre unless told. */
  zoom(factor: number, x = (this.#view.x0 + this.#view.x1) / 2, y = (this.#view.y0 + this.#view.y1) / 2): void {
    this.show(zoomedView(this.#view, factor, x, y));
  }

  /** Moves the picture by pixels of the screen. */
  pan(dx: number, dy: number): void {
    const { x0, x1, y0, y1 } = this.#view;
    const down = this.#origin === "top" ? 1 : -1;
    const across = (x1 - x0) / this.#plot.width;
    this.show(movedView(this.#view, -dx * across, ((-dy * (y1 - y0)) / this.#plot.height) * down));
  }

  /** Moves as little as it takes to see a pixel of the picture. */
  keepSeen({ x, y }: { readonly x: number; readonly y: number }): void {
    const { x0, x1, y0, y1 } = this.#view;
    const dx = Math.min(0, x - x0) + Math.max(0, x + 1 - x1);
    const dy = Math.min(0, y - y0) + Math.max(0, y + 1 - y1);
    if (dx !== 0 || dy !== 0) this.show(movedView(this.#view, dx, dy));
  }

  /** The position in the picture of a point on the screen, in CSS pixels. */
  pictureAt(x: number, y: number): { x: number; y: number } {
    const { x0, x1, y0, y1 } = this.#view;
    const down = (y - this.#plot.y) / this.#plot.height;
    return {
      x: x0 + ((x - this.#plot.x) / this.#plot.width) * (x1 - x0),
      y: y0 + (this.#origin === "top" ? down : 1 - down) * (y1 - y0),
    };
  }

  /** Undoes {@link pictureAt}. */
  screenAt(x: number, y: number): { x: number; y: number } {
    const { x0, x1, y0, y1 } = this.#view;
    const down = (y - y0) / (y1 - y0);
    return {
      x: this.#plot.x + ((x - x0) / (x1 - x0)) * this.#plot.width,
      y: this.#plot.y + (this.#origin === "top" ? down : 1 - down) * this.#plot.height,
    };
  }

  /** Whether a point on the screen is on the plot. */
  covers({ x, y }: { readonly x: number; readonly y: number }): boolean {
    const plot = this.#plot;
    return x >= plot.x && y >= plot.y && x < plot.x + plot.width && y < plot.y + plot.height;
  }

  #settle(view: ViewBox, whole: boolean): void {
    if (!this.#picture) return;
    const equal = isEqual(this.#aspect, this.#picture, this.#plot);
    this.#view = whole
      ? fittedView(this.#picture, this.#plot, equal)
      : settledView(view, this.#picture, this.#plot, equal);
    this.#fitted = whole;
    this.#changed(this.#view);
  }
}
