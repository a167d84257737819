import { drawAxes, drawAxisTitles, drawColorBar, drawCrosshair, labelWidth, TITLE_ROOM, tickCount } from "../axes.ts";
import type { AxisText } from "../axis-text.ts";
import type { ColorTable } from "../color-maps.ts";
import type { Norm } from "../scale.ts";
import type { PlotTheme, Rect, Stage } from "../stage.ts";
import { ticksOf } from "../ticks.ts";
import type { Camera } from "./camera.ts";
import type { GestureMarks } from "./image-gestures.ts";
import { indexTicks } from "./index-ticks.ts";
import type { Size } from "./view.ts";

/** What stands around a picture. */
export interface Surroundings {
  readonly picture: Size;
  readonly x: AxisText | undefined;
  readonly y: AxisText | undefined;
  /** How values become colours; undefined for no colour bar. */
  readonly bar: { readonly norm: Norm; readonly table: ColorTable } | undefined;
}

const MARGIN = { top: 8, right: 12, bottom: 26, left: 16 };
const BAR = { gap: 14, width: 12 };
/** Room beside the labels of the colour bar. */
const BAR_MARGIN = 10;
const SMALLEST = 16;

/** Where the plot lies: the axes get the room that their labels need, what is left is the plot. */
export function plotRect(stage: Stage, { picture, x, y, bar }: Surroundings): Rect {
  const theme = stage.theme();
  const rows = indexTicks(0, picture.height, picture.height, 5, false, y);
  const beside = y?.title === undefined ? 0 : TITLE_ROOM;
  const below = x?.title === undefined ? 0 : TITLE_ROOM;
  const left = MARGIN.left + beside + Math.ceil(labelWidth(stage.overlay, rows, theme));
  const labels = bar === undefined ? [] : ticksOf(bar.norm, 8);
  const right =
    labels.length === 0 ? 0 : BAR.gap + BAR.width + BAR_MARGIN + Math.ceil(labelWidth(stage.overlay, labels, theme));
  return {
    x: left,
    y: MARGIN.top,
    width: Math.max(SMALLEST, stage.width - left - MARGIN.right - right),
    height: Math.max(SMALLEST, stage.height - MARGIN.top - MARGIN.bottom - below),
  };
}

/** Draws axes, titles and colour bar around the plot. */
export function drawSurroundings(stage: Stage, camera: Camera, { picture, x, y, bar }: Surroundings): void {
  const { overlay } = stage;
  const { view, plot } = camera;
  const theme = stage.theme();
  const flip = camera.origin === "top";
  const across = indexTicks(view.x0, view.x1, picture.width, tickCount(plot.width, 80), false, x);
  const down = indexTicks(view.y0, view.y1, picture.height, tickCount(plot.height, 48), flip, y);
  drawAxes(overlay, plot, across, down, theme);
  drawAxisTitles(overlay, plot, x?.title, y?.title, theme);
  if (bar === undefined) return;
  const place = { x: plot.x + plot.width + BAR.gap, y: plot.y, width: BAR.width, height: plot.height };
  drawColorBar(overlay, place, bar.norm, bar.table, theme);
}

/** Marks a row and a column. */
export function drawCut(stage: Stage, camera: Camera, at: { readonly x: number; readonly y: number }): void {
  const { x, y } = camera.screenAt(at.x + 0.5, at.y + 0.5);
  drawCrosshair(stage.overlay, camera.plot, x, y);
}

/** Draws the cursor of the keys while the plot has the focus, and the box that is being dragged. */
export function drawMarks(stage: Stage, camera: Camera, { cursor, box }: GestureMarks, theme: PlotTheme): void {
  const { overlay } = stage;
  if (cursor && document.activeElement === stage.root) drawCut(stage, camera, cursor);
  if (!box) return;
  overlay.strokeStyle = theme.accent;
  overlay.lineWidth = 1.5;
  overlay.strokeRect(box.x, box.y, box.width, box.height);
}
