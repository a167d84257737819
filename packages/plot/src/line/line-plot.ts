import { drawAxes, drawAxisTitles, drawGrid, labelWidth, TITLE_ROOM, tickCount } from "../axes.ts";
import { type AxisText, axisMarks } from "../axis-text.ts";
import type { Plot } from "../plot.ts";
import { type Limits, normOf, positionOf, type ScaleName } from "../scale.ts";
import { snapshot } from "../snapshot.ts";
import { createListeners, createStage, type Rect } from "../stage.ts";
import { type Tick, ticksOf } from "../ticks.ts";
import { type LineView, lineStyle, paintLine } from "./line-painter.ts";
import { automaticLimits, endOf, type Line, type LineSeries, lineOf, sampleOf, viewIn } from "./lines.ts";

/** An index and the value that each line has there; undefined for a line that has none. */
export interface LinePointer {
  readonly index: number;
  readonly values: readonly (number | bigint | undefined)[];
  readonly by: "pointer" | "keyboard";
}

export interface LinePlotOptions {
  /** Name of the plot for screen readers. */
  readonly label?: string;
}

/** Port: lines of any length over their index, with axes, zoom and pan along x. Draws only when something changed. */
export interface LinePlot extends Plot<LineView, LinePointer> {
  /** Shows lines, and forgets details; reads each once. The view stays while the longest line keeps its length. */
  setSeries(series: readonly LineSeries[]): void;
  /** Draws finer parts of the same lines in place of what was there; undefined takes them away. */
  setDetail(series: readonly LineSeries[] | undefined): void;
  /** What is along x, and what the values are; undefined for plain indices. */
  setAxes(x: AxisText | undefined, y: Pick<AxisText, "title"> | undefined): void;
}

const MARGIN = { top: 10, right: 16, bottom: 26, left: 16 };
/** Closest zoom, in indices across the plot. */
const CLOSEST = 4;
const KEY_ZOOM = 1.5;
/** Ticks up the side, also of a low plot: one alone gives no scale. */
const FEWEST_TICKS = 3;

/** Puts a line plot into `host`, which must have a size of its own. */
export function createLinePlot(host: HTMLElement, options: LinePlotOptions = {}): LinePlot {
  const pointers = createListeners<LinePointer | null>();
  const views = createListeners<LineView>();
  let lines: readonly Line[] = [];
  let details: readonly Line[] = [];
  let length = 0;
  let scale: ScaleName = "linear";
  let axes: { x?: AxisText | undefined; y?: Pick<AxisText, "title"> | undefined } = {};
  let fixed: Limits | undefined;
  let automatic: Limits = { low: 0, high: 1 };
  let view: LineView = { from: 0, to: 1 };
  let plot: Rect = { x: 0, y: 0, width: 1, height: 1 };
  let cursor: LinePointer | undefined;
  /** Where the keys have moved to; the cursor is at the next value. */
  let place = 0;
  let box: { x0: number; x1: number } | undefined;

  const indexAt = (x: number) => view.from + ((x - plot.x) / plot.width) * (view.to - view.from);
  const changeView = (from: number, to: number) => {
    const whole = wholeView(length);
    const most = whole.to - whole.from;
    const width = Math.min(most, Math.max(Math.min(CLOSEST, most), to - from));
    const centre = width === most ? (whole.from + whole.to) / 2 : (from + to) / 2;
    const start = Math.min(whole.to - width, Math.max(whole.from, centre - width / 2));
    view = { from: start, to: start + width };
    follow();
    views.emit(view);
  };
  const zoomAbout = (factor: number, index = (view.from + view.to) / 2) =>
    changeView(index + (view.from - index) / factor, index + (view.to - index) / factor);
  const point = (index: number | undefined, by: "pointer" | "keyboard") => {
    const known = index !== undefined && length > 0 && index >= 0 && index < length;
    cursor = known ? { by, ...pointAt(index) } : undefined;
    pointers.emit(cursor ?? null);
    stage.redraw();
  };
  /** The place of the finest value next to an index, and what each line has there. */
  const pointAt = (index: number) => {
    const samples = lines.map((line, i) => (details[i] && sampleOf(details[i], index)) ?? sampleOf(line, index));
    const at = samples.find((sample) => sample !== undefined)?.index ?? index;
    return { index: at, values: samples.map((sample) => (sample?.index === at ? sample.value : undefined)) };
  };
  const moveCursor = (by: number) => {
    const from = cursor === undefined ? Math.round((view.from + view.to) / 2) - by : place;
    const index = Math.min(length - 1, Math.max(0, from + by));
    place = index;
    if (index < view.from || index > view.to) {
      const shift = index < view.from ? index - view.from : index - view.to;
      changeView(view.from + shift, view.to + shift);
    }
    point(index, "keyboard");
  };
  const actions: Readonly<Record<string, (step: number) => void>> = {
    ArrowLeft: (step) => moveCursor(-step),
    ArrowRight: (step) => moveCursor(step),
    Home: () => moveCursor(-length),
    End: () => moveCursor(length),
    "+": () => zoomAbout(KEY_ZOOM),
    "=": () => zoomAbout(KEY_ZOOM),
    "-": () => zoomAbout(1 / KEY_ZOOM),
    "0": () => changeView(-Infinity, Infinity),
    Escape: () => point(undefined, "keyboard"),
  };

  const stage = createStage(host, {
    label: options.label ?? "Line",
    draw,
    resized: () => {},
    gestures: {
      pan(dx) {
        const shift = (-dx / plot.width) * (view.to - view.from);
        changeView(view.from + shift, view.to + shift);
      },
      zoom: (factor, x) => zoomAbout(factor, indexAt(x)),
      box(x0, _y0, x1, _y1, done) {
        box = done ? undefined : { x0: Math.min(x0, x1), x1: Math.max(x0, x1) };
        if (done && Math.abs(x1 - x0) >= 3) changeView(indexAt(Math.min(x0, x1)), indexAt(Math.max(x0, x1)));
        stage.redraw();
      },
      hover(at) {
        const inside = at && at.x >= plot.x && at.x <= plot.x + plot.width;
        point(inside ? Math.min(length - 1, Math.max(0, Math.round(indexAt(at.x)))) : undefined, "pointer");
      },
      key(event) {
        if (event.ctrlKey || event.metaKey || event.altKey) return false;
        const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined;
        action?.(event.shiftKey ? 10 : 1);
        return action !== undefined;
      },
    },
  });

  function draw(): void {
    const { overlay, ratio } = stage;
    const theme = stage.theme();
    overlay.setTransform(ratio, 0, 0, ratio, 0, 0);
    overlay.clearRect(0, 0, stage.width, stage.height);
    if (length === 0) return;
    const norm = normOf(fixed ?? automatic, scale);
    const below = axes.x?.title === undefined ? 0 : TITLE_ROOM;
    const beside = axes.y?.title === undefined ? 0 : TITLE_ROOM;
    const height = Math.max(16, stage.height - MARGIN.top - MARGIN.bottom - below);
    const left = ticksOf(norm, Math.max(FEWEST_TICKS, tickCount(height, 40)));
    const start = MARGIN.left + beside + Math.ceil(labelWidth(overlay, left, theme));
    plot = { x: start, y: MARGIN.top, width: Math.max(16, stage.width - start - MARGIN.right), height };
    const bottom = bottomTicks(view, length, tickCount(plot.width, 90), axes.x);
    drawGrid(overlay, plot, bottom, left, theme);
    for (const [i, line] of lines.entries()) {
      const detail = details[i];
      const paint = ({ start, step, bands }: Line, from: number, to: number) => {
        const own = { from: (view.from - start) / step, to: (view.to - start) / step };
        const left = plot.x + ((from - view.from) / (view.to - view.from)) * plot.width;
        const right = plot.x + ((to - view.from) / (view.to - view.from)) * plot.width;
        withClip(overlay, { ...plot, x: left, width: right - left }, () =>
          paintLine(overlay, plot, own, bands, norm, lineStyle(i)),
        );
      };
      if (detail === undefined) {
        paint(line, view.from, view.to);
        continue;
      }
      const seen = viewIn(view, detail);
      if (seen.from > view.from) paint(line, view.from, seen.from);
      paint(detail, seen.from, seen.to);
      if (seen.to < view.to) paint(line, seen.to, view.to);
    }
    drawAxes(overlay, plot, bottom, left, theme);
    drawAxisTitles(overlay, plot, axes.x?.title, axes.y?.title, theme);
    if (cursor) drawCursor(overlay, plot, view, cursor, (value) => positionOf(norm, value), theme.text);
    if (!box) return;
    overlay.fillStyle = theme.accent;
    overlay.globalAlpha = 0.2;
    overlay.fillRect(box.x0, plot.y, box.x1 - box.x0, plot.height);
    overlay.globalAlpha = 1;
  }

  const follow = () => {
    automatic = automaticLimits([...lines, ...details], view, scale);
    stage.redraw();
  };

  return {
    get view() {
      return view;
    },
    get limits() {
      return normOf(fixed ?? automatic, scale).limits;
    },
    setSeries(series) {
      lines = series.map(lineOf);
      details = [];
      const longest = lines.reduce((most, line) => Math.max(most, endOf(line)), 0);
      const same = longest === length;
      length = longest;
      cursor = undefined;
      follow();
      if (!same) changeView(-Infinity, Infinity);
    },
    setDetail(series) {
      details = (series ?? []).map(lineOf);
      follow();
    },
    setLimits(limits) {
      if (limits && !(Number.isFinite(limits.low) && Number.isFinite(limits.high))) return;
      fixed = limits;
      stage.redraw();
    },
    setScale(next) {
      scale = next;
      follow();
    },
    setView(next) {
      if (Number.isFinite(next.from) && Number.isFinite(next.to)) changeView(next.from, next.to);
    },
    setAxes(x, y) {
      axes = { x, y };
      stage.redraw();
    },
    fit: () => changeView(-Infinity, Infinity),
    zoom: (factor) => zoomAbout(factor),
    onPointer: pointers.add,
    onViewChange: views.add,
    toBlob() {
      draw();
      return snapshot(stage);
    },
    destroy: stage.destroy,
  };
}

function wholeView(length: number): LineView {
  return length > 1 ? { from: 0, to: length - 1 } : { from: -0.5, to: 0.5 };
}

function bottomTicks(view: LineView, length: number, count: number, text: AxisText | undefined): Tick[] {
  const marks = axisMarks(Math.max(0, view.from), Math.min(length - 1, view.to), count, text);
  return marks.map(({ index, label }) => ({
    value: index,
    position: (index - view.from) / (view.to - view.from),
    label,
  }));
}

/** Draws with everything outside of a rectangle left alone. */
function withClip(context: CanvasRenderingContext2D, { x, y, width, height }: Rect, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  draw();
  context.restore();
}

function drawCursor(
  context: CanvasRenderingContext2D,
  plot: Rect,
  view: LineView,
  cursor: LinePointer,
  position: (value: number) => number,
  color: string,
): void {
  const x = plot.x + ((cursor.index - view.from) / (view.to - view.from)) * plot.width;
  context.strokeStyle = color;
  context.globalAlpha = 0.5;
  context.beginPath();
  context.moveTo(Math.round(x) + 0.5, plot.y);
  context.lineTo(Math.round(x) + 0.5, plot.y + plot.height);
  context.stroke();
  context.globalAlpha = 1;
  cursor.values.forEach((value, i) => {
    const at = position(Number(value ?? Number.NaN));
    if (!(at >= 0 && at <= 1)) return;
    context.fillStyle = lineStyle(i).color;
    context.beginPath();
    context.arc(x, plot.y + plot.height * (1 - at), 4, 0, 2 * Math.PI);
    context.fill();
  });
}
