import type { AxisText } from "../axis-text.ts";
import { type ColorMapName, colorTable } from "../color-maps.ts";
import type { Plot } from "../plot.ts";
import { type Limits, normOf, type ScaleName } from "../scale.ts";
import { snapshot } from "../snapshot.ts";
import { createListeners, createStage, type Stage } from "../stage.ts";
import { Camera } from "./camera.ts";
import { drawCut, drawMarks, drawSurroundings, plotRect, type Surroundings } from "./image-drawing.ts";
import { PictureGestures } from "./image-gestures.ts";
import { automaticLimits, checkedImage, placementOf, sampleAt, valueIn } from "./picture.ts";
import { PictureLayer } from "./picture-layer.ts";
import type { PlotImage } from "./renderer.ts";
import type { Aspect, ViewBox } from "./view.ts";

/** A place in the image. */
export interface ImagePointer {
  /** Indices: column and row of the picture that the value was taken from. */
  readonly x: number;
  readonly y: number;
  /** The value as stored; of an RGB picture its channels. */
  readonly value: number | bigint | readonly (number | bigint)[];
  readonly by: "pointer" | "keyboard";
}

export interface ImagePlotOptions {
  /** Name of the plot for screen readers. */
  readonly label?: string;
  /** `auto` takes WebGL2 where a GPU runs it. */
  readonly renderer?: "auto" | "webgl2" | "canvas";
  readonly aspect?: Aspect;
  /** Where row 0 is. */
  readonly origin?: "top" | "bottom";
  readonly colorMap?: ColorMapName;
  readonly colorBar?: boolean;
}

/**
 * Port: a picture of a 2-D array with axes, colour bar, zoom and pan. Values go to colours through limits, a scale
 * and a map; changing these never needs the data again. Draws only when something changed.
 */
export interface ImagePlot extends Plot<ViewBox, ImagePointer> {
  /** What draws now. */
  readonly renderer: "webgl2" | "canvas";
  /**
   * Shows an image, and forgets the detail. The view stays when the size of the picture stays; limits that were never
   * set follow the data's percentiles (RGB: 0 to 1, 255 or 65535, by type or largest value).
   */
  setImage(image: PlotImage): void;
  /** Draws a finer part of the same picture over the image, in the same colours; undefined takes it away. */
  setDetail(image: PlotImage | undefined): void;
  setColorMap(name: ColorMapName, invert?: boolean): void;
  setAspect(aspect: Aspect): void;
  setOrigin(origin: "top" | "bottom"): void;
  /** Marks the row and the column of a pixel; undefined for none. */
  setCut(at: { readonly x: number; readonly y: number } | undefined): void;
  /** What the axes are; undefined for plain indices. */
  setAxes(x: AxisText | undefined, y: AxisText | undefined): void;
}

/** Puts an image plot into `host`, which must have a size of its own. */
export function createImagePlot(host: HTMLElement, options: ImagePlotOptions = {}): ImagePlot {
  const pointers = createListeners<ImagePointer | null>();
  const views = createListeners<ViewBox>();
  const showBar = options.colorBar ?? true;
  let map: { name: ColorMapName; invert: boolean } = { name: options.colorMap ?? "viridis", invert: false };
  let scale: ScaleName = "linear";
  let fixed: Limits | undefined;
  let automatic: Limits = { low: 0, high: 1 };
  let cut: { readonly x: number; readonly y: number } | undefined;
  let axes: { x?: AxisText | undefined; y?: AxisText | undefined } = {};

  const camera = new Camera({
    aspect: options.aspect ?? "auto",
    origin: options.origin ?? "top",
    changed: (view) => {
      stage.redraw();
      views.emit(view);
    },
  });
  /** Points at the finest value that stands for a position. */
  const point = (at: { x: number; y: number } | undefined, by: "pointer" | "keyboard") => {
    for (const image of at ? [detail.image, base.image] : []) {
      const sample = image && at && sampleAt(image, placementOf(image), at.x, at.y);
      if (!image || !sample) continue;
      pointers.emit({ x: sample.x, y: sample.y, value: valueIn(image, sample), by });
      return;
    }
    pointers.emit(null);
  };
  const gestures = new PictureGestures(camera, {
    size: () => base.image && placementOf(base.image),
    point,
    redraw: () => stage.redraw(),
  });
  const stage: Stage = createStage(host, { label: options.label ?? "Image", draw, resized: layOut, gestures });
  const base = new PictureLayer(stage, options.renderer ?? "auto");
  const detail = new PictureLayer(stage, options.renderer ?? "auto");
  const visibility = () => {
    if (!document.hidden) return stage.redraw();
    base.rest();
    detail.rest();
  };
  document.addEventListener("visibilitychange", visibility);

  const limitsNow = () => fixed ?? automatic;
  const colouring = () => ({ norm: normOf(limitsNow(), scale), table: colorTable(map.name, map.invert) });
  const surroundings = (image: PlotImage): Surroundings => ({
    picture: placementOf(image),
    x: axes.x,
    y: axes.y,
    bar: image.rgb || !showBar ? undefined : colouring(),
  });

  function layOut(): void {
    if (base.image) camera.setPlot(plotRect(stage, surroundings(base.image)));
  }

  function draw(): void {
    const { overlay, ratio } = stage;
    overlay.setTransform(ratio, 0, 0, ratio, 0, 0);
    overlay.clearRect(0, 0, stage.width, stage.height);
    if (!base.image || document.hidden) return;
    layOut();
    const theme = stage.theme();
    base.draw(camera, colouring(), theme.ground);
    detail.draw(camera, colouring());
    drawSurroundings(stage, camera, surroundings(base.image));
    if (cut) drawCut(stage, camera, cut);
    drawMarks(stage, camera, gestures.marks, theme);
  }

  return {
    get renderer() {
      return base.renderer;
    },
    get view() {
      return camera.view;
    },
    get limits() {
      return limitsNow();
    },
    setImage(next) {
      const before = base.image && placementOf(base.image);
      base.set(checkedImage(next));
      detail.set(undefined);
      automatic = automaticLimits(next);
      const size = placementOf(next);
      if (before?.width !== size.width || before.height !== size.height) gestures.forgetCursor();
      layOut();
      camera.setPicture(size);
      stage.redraw();
    },
    setDetail(next) {
      detail.set(next && checkedImage(next));
      stage.redraw();
    },
    setColorMap(name, invert = false) {
      map = { name, invert };
      stage.redraw();
    },
    setLimits(limits) {
      if (limits && !(Number.isFinite(limits.low) && Number.isFinite(limits.high))) return;
      fixed = limits;
      stage.redraw();
    },
    setScale(next) {
      scale = next;
      stage.redraw();
    },
    setView(next) {
      if ([next.x0, next.x1, next.y0, next.y1].every(Number.isFinite)) camera.show(next);
    },
    setAspect: (next) => camera.setAspect(next),
    setOrigin(next) {
      camera.origin = next;
      stage.redraw();
    },
    setCut(at) {
      cut = at;
      stage.redraw();
    },
    setAxes(x, y) {
      axes = { x, y };
      layOut();
      stage.redraw();
    },
    fit: () => camera.fit(),
    zoom: (factor) => camera.zoom(factor),
    onPointer: pointers.add,
    onViewChange: views.add,
    toBlob() {
      draw();
      return snapshot(stage, [base.canvas, detail.canvas], camera.plot);
    },
    destroy() {
      document.removeEventListener("visibilitychange", visibility);
      base.destroy();
      detail.destroy();
      stage.destroy();
    },
  };
}
