import { drawAxes, drawAxisTitles, drawColorBar, drawCrosshair, labelWidth, TITLE_ROOM, tickCount } from "../axes.ts";
import { type AxisText, withCoordinates } from "../axis-text.ts";
import { type ColorMapName, colorTable } from "../color-maps.ts";
import { percentileLimits } from "../limits.ts";
import { type Limits, normOf, type ScaleName } from "../scale.ts";
import { createListeners, createStage, type Rect } from "../stage.ts";
import { ticksOf } from "../ticks.ts";
import { indexTicks } from "./index-ticks.ts";
import { fullValue, type ImageFrame, type PlotImage } from "./renderer.ts";
import { createRendererSlot } from "./renderer-slot.ts";
import {
  type Aspect,
  fittedView,
  isEqual,
  movedView,
  samplesFor,
  sampleTable,
  settledView,
  type ViewBox,
  zoomedView,
} from "./view.ts";

/** A place in the image. */
export interface ImagePointer {
  /** Indices: column and row. */
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
export interface ImagePlot {
  /** What draws now. */
  readonly renderer: "webgl2" | "canvas";
  readonly view: ViewBox;
  readonly limits: Limits;
  /**
   * Shows an image. The view stays when the size stays; limits that were never set follow the data's percentiles
   * (RGB: 0 to 1, 255 or 65535, by type or largest value).
   */
  setImage(image: PlotImage): void;
  setColorMap(name: ColorMapName, invert?: boolean): void;
  /** Fixed limits; undefined follows the data again. Limits that are not finite are ignored. */
  setLimits(limits: Limits | undefined): void;
  setScale(scale: ScaleName): void;
  setView(view: ViewBox): void;
  setAspect(aspect: Aspect): void;
  setOrigin(origin: "top" | "bottom"): void;
  /** What the axes are; undefined for plain indices. */
  setAxes(x: AxisText | undefined, y: AxisText | undefined): void;
  /** The whole image. */
  fit(): void;
  /** Zooms about the centre. */
  zoom(factor: number): void;
  onPointer(callback: (pointer: ImagePointer | null) => void): () => void;
  onViewChange(callback: (view: ViewBox) => void): () => void;
  /** The plot without axes, as it is on screen. */
  toBlob(): Promise<Blob | null>;
  destroy(): void;
}

const MARGIN = { top: 8, right: 12, bottom: 26, left: 16 };
const BAR = { gap: 14, width: 12 };
const KEY_ZOOM = 1.5;

/** Puts an image plot into `host`, which must have a size of its own. */
export function createImagePlot(host: HTMLElement, options: ImagePlotOptions = {}): ImagePlot {
  const pointers = createListeners<ImagePointer | null>();
  const views = createListeners<ViewBox>();
  const showBar = options.colorBar ?? true;
  let image: PlotImage | undefined;
  let map: { name: ColorMapName; invert: boolean } = { name: options.colorMap ?? "viridis", invert: false };
  let scale: ScaleName = "linear";
  let fixed: Limits | undefined;
  let automatic: Limits = { low: 0, high: 1 };
  let aspect: Aspect = options.aspect ?? "auto";
  let origin = options.origin ?? "top";
  let axes: { x?: AxisText | undefined; y?: AxisText | undefined } = {};
  let view: ViewBox = { x0: 0, x1: 1, y0: 0, y1: 1 };
  let fitted = true;
  let plot: Rect = { x: 0, y: 0, width: 1, height: 1 };
  let cursor: { x: number; y: number } | undefined;
  let box: Rect | undefined;

  const imageAt = (x: number, y: number) => {
    const down = (y - plot.y) / plot.height;
    return {
      x: view.x0 + ((x - plot.x) / plot.width) * (view.x1 - view.x0),
      y: view.y0 + (origin === "top" ? down : 1 - down) * (view.y1 - view.y0),
    };
  };
  const changeView = (next: ViewBox, whole = false) => {
    if (!image) return;
    const equal = isEqual(aspect, image, plot);
    view = whole ? fittedView(image, plot, equal) : settledView(next, image, plot, equal);
    fitted = whole;
    stage.redraw();
    views.emit(view);
  };
  const point = (at: { x: number; y: number } | undefined, by: "pointer" | "keyboard") => {
    if (!image || !at || at.x < 0 || at.y < 0 || at.x >= image.width || at.y >= image.height) pointers.emit(null);
    else pointers.emit({ x: at.x, y: at.y, value: valueIn(image, at.x, at.y), by });
  };
  const zoomAbout = (factor: number) =>
    changeView(zoomedView(view, factor, (view.x0 + view.x1) / 2, (view.y0 + view.y1) / 2));
  const moveCursor = (dx: number, dy: number) => {
    if (!image) return;
    const from = cursor ?? { x: Math.floor((view.x0 + view.x1) / 2) - dx, y: Math.floor((view.y0 + view.y1) / 2) - dy };
    cursor = { x: clamp(from.x + dx, image.width), y: clamp(from.y + dy, image.height) };
    keepSeen(cursor);
    point(cursor, "keyboard");
    stage.redraw();
  };
  const keepSeen = (at: { x: number; y: number }) => {
    const dx = Math.min(0, at.x - view.x0) + Math.max(0, at.x + 1 - view.x1);
    const dy = Math.min(0, at.y - view.y0) + Math.max(0, at.y + 1 - view.y1);
    if (dx !== 0 || dy !== 0) changeView(movedView(view, dx, dy));
  };

  const stage = createStage(host, {
    label: options.label ?? "Image",
    draw,
    resized: layOut,
    gestures: {
      pan(dx, dy) {
        const across = (view.x1 - view.x0) / plot.width;
        const down = ((view.y1 - view.y0) / plot.height) * (origin === "top" ? 1 : -1);
        changeView(movedView(view, -dx * across, -dy * down));
      },
      zoom(factor, x, y) {
        const at = imageAt(x, y);
        changeView(zoomedView(view, factor, at.x, at.y));
      },
      box(x0, y0, x1, y1, done) {
        box = done
          ? undefined
          : { x: Math.min(x0, x1), y: Math.min(y0, y1), width: Math.abs(x1 - x0), height: Math.abs(y1 - y0) };
        stage.redraw();
        if (!done || (Math.abs(x1 - x0) < 3 && Math.abs(y1 - y0) < 3)) return;
        const a = imageAt(x0, y0);
        const b = imageAt(x1, y1);
        changeView({ x0: Math.min(a.x, b.x), x1: Math.max(a.x, b.x), y0: Math.min(a.y, b.y), y1: Math.max(a.y, b.y) });
      },
      hover(at) {
        const seen =
          at && at.x >= plot.x && at.y >= plot.y && at.x < plot.x + plot.width && at.y < plot.y + plot.height;
        const place = seen ? imageAt(at.x, at.y) : undefined;
        point(place && { x: Math.floor(place.x), y: Math.floor(place.y) }, "pointer");
      },
      key(event) {
        if (event.ctrlKey || event.metaKey || event.altKey) return false;
        const step = event.shiftKey ? 10 : 1;
        const up = origin === "top" ? -step : step;
        const actions: Record<string, () => void> = {
          ArrowLeft: () => moveCursor(-step, 0),
          ArrowRight: () => moveCursor(step, 0),
          ArrowUp: () => moveCursor(0, up),
          ArrowDown: () => moveCursor(0, -up),
          "+": () => zoomAbout(KEY_ZOOM),
          "=": () => zoomAbout(KEY_ZOOM),
          "-": () => zoomAbout(1 / KEY_ZOOM),
          "0": () => changeView(view, true),
          Escape: () => {
            cursor = undefined;
            point(undefined, "keyboard");
            stage.redraw();
          },
        };
        const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
        action?.();
        return action !== undefined;
      },
    },
  });
  const slot = createRendererSlot(
    options.renderer ?? "auto",
    (canvas) => {
      canvas.style.position = "absolute";
      canvas.style.imageRendering = "pixelated";
      stage.root.prepend(canvas);
    },
    stage.redraw,
  );
  const visibility = () => (document.hidden ? slot.rest() : stage.redraw());
  document.addEventListener("visibilitychange", visibility);

  const limitsNow = () => fixed ?? automatic;
  const normNow = () => normOf(limitsNow(), scale);

  /** Gives the axes the room that their labels need; what is left is the plot. */
  function layOut(): void {
    if (!image) return;
    const theme = stage.theme();
    const rows = withCoordinates(indexTicks(0, image.height, image.height, 5, false), axes.y);
    const beside = axes.y?.title === undefined ? 0 : TITLE_ROOM;
    const below = axes.x?.title === undefined ? 0 : TITLE_ROOM;
    const left = MARGIN.left + beside + Math.ceil(labelWidth(stage.overlay, rows, theme));
    const labels = image.rgb || !showBar ? [] : ticksOf(normNow(), 8);
    const bar =
      labels.length === 0 ? 0 : BAR.gap + BAR.width + 10 + Math.ceil(labelWidth(stage.overlay, labels, theme));
    const next = {
      x: left,
      y: MARGIN.top,
      width: Math.max(16, stage.width - left - MARGIN.right - bar),
      height: Math.max(16, stage.height - MARGIN.top - MARGIN.bottom - below),
    };
    const same = next.x === plot.x && next.width === plot.width && next.height === plot.height;
    plot = next;
    if (!same) changeView(view, fitted);
  }

  function draw(): void {
    const { overlay, ratio } = stage;
    overlay.setTransform(ratio, 0, 0, ratio, 0, 0);
    overlay.clearRect(0, 0, stage.width, stage.height);
    if (!image || document.hidden) return;
    layOut();
    const frame = frameNow(image);
    slot.draw(frame);
    const canvas = slot.canvas;
    const theme = stage.theme();
    if (canvas) {
      canvas.style.left = `${plot.x}px`;
      canvas.style.top = `${plot.y}px`;
      canvas.style.width = `${plot.width}px`;
      canvas.style.height = `${plot.height}px`;
      canvas.style.background = theme.ground;
    }
    const across = indexTicks(view.x0, view.x1, image.width, tickCount(plot.width, 80), false);
    const down = indexTicks(view.y0, view.y1, image.height, tickCount(plot.height, 48), origin === "top");
    drawAxes(overlay, plot, withCoordinates(across, axes.x), withCoordinates(down, axes.y), theme);
    drawAxisTitles(overlay, plot, axes.x?.title, axes.y?.title, theme);
    if (!image.rgb && showBar) {
      const bar = { x: plot.x + plot.width + BAR.gap, y: plot.y, width: BAR.width, height: plot.height };
      drawColorBar(overlay, bar, frame.norm, frame.table, theme);
    }
    drawMarks(theme.accent);
  }

  function frameNow(shown: PlotImage): ImageFrame {
    const width = Math.max(1, Math.round(plot.width * stage.ratio));
    const height = Math.max(1, Math.round(plot.height * stage.ratio));
    const samples = samplesFor(view, { width, height });
    return {
      width,
      height,
      samples,
      columns: sampleTable(view.x0, view.x1, width, shown.width, samples, false),
      rows: sampleTable(view.y0, view.y1, height, shown.height, samples, origin === "bottom"),
      norm: normNow(),
      table: colorTable(map.name, map.invert),
    };
  }

  function drawMarks(accent: string): void {
    const { overlay } = stage;
    if (cursor && document.activeElement === stage.root) {
      const across = (cursor.x + 0.5 - view.x0) / (view.x1 - view.x0);
      const down = (cursor.y + 0.5 - view.y0) / (view.y1 - view.y0);
      const y = plot.y + (origin === "top" ? down : 1 - down) * plot.height;
      drawCrosshair(overlay, plot, plot.x + across * plot.width, y);
    }
    if (!box) return;
    overlay.strokeStyle = accent;
    overlay.lineWidth = 1.5;
    overlay.strokeRect(box.x, box.y, box.width, box.height);
  }

  return {
    get renderer() {
      return slot.kind;
    },
    get view() {
      return view;
    },
    get limits() {
      return limitsNow();
    },
    setImage(next) {
      const same = image?.width === next.width && image.height === next.height;
      image = checkedImage(next);
      automatic = automaticLimits(image);
      slot.setImage(image);
      if (!same) cursor = undefined;
      layOut();
      if (!same) changeView(view, true);
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
      if ([next.x0, next.x1, next.y0, next.y1].every(Number.isFinite)) changeView(next);
    },
    setAspect(next) {
      aspect = next;
      changeView(view, fitted);
    },
    setOrigin(next) {
      origin = next;
      stage.redraw();
    },
    setAxes(x, y) {
      axes = { x, y };
      layOut();
      stage.redraw();
    },
    fit: () => changeView(view, true),
    zoom: zoomAbout,
    onPointer: pointers.add,
    onViewChange: views.add,
    toBlob() {
      draw();
      return new Promise((resolve) => (slot.canvas ? slot.canvas.toBlob(resolve) : resolve(null)));
    },
    destroy() {
      document.removeEventListener("visibilitychange", visibility);
      slot.destroy();
      stage.destroy();
    },
  };
}

function clamp(index: number, extent: number): number {
  return Math.min(extent - 1, Math.max(0, index));
}

function checkedImage(image: PlotImage): PlotImage {
  const wanted = image.width * image.height * (image.rgb ?? 1);
  if (!(image.width >= 1 && image.height >= 1) || image.data.length !== wanted) {
    throw new RangeError(
      `An image of ${image.width} x ${image.height} needs ${wanted} values, not ${image.data.length}.`,
    );
  }
  return image;
}

function automaticLimits(image: PlotImage): Limits {
  if (image.rgb) return { low: 0, high: fullValue(image.data) };
  return percentileLimits(image.data) ?? { low: 0, high: 1 };
}

function valueIn(image: PlotImage, x: number, y: number): ImagePointer["value"] {
  const at = y * image.width + x;
  if (!image.rgb) return image.data[at] ?? Number.NaN;
  return Array.from(image.data.slice(at * image.rgb, (at + 1) * image.rgb) as ArrayLike<number | bigint>);
}
