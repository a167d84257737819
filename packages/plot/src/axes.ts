import type { ColorTable } from "./color-maps.ts";
import type { Norm } from "./scale.ts";
import type { PlotTheme, Rect } from "./stage.ts";
import { type Tick, ticksOf } from "./ticks.ts";

const TICK = 5;
const GAP = 4;

/** Draws the frame of a plot and its ticks along the bottom and the left. Positions of ticks are 0..1. */
export function drawAxes(
  context: CanvasRenderingContext2D,
  plot: Rect,
  bottom: readonly Tick[],
  left: readonly Tick[],
  theme: PlotTheme,
): void {
  context.font = theme.font;
  context.lineWidth = 1;
  context.strokeStyle = theme.line;
  context.fillStyle = theme.text;
  context.strokeRect(plot.x - 0.5, plot.y - 0.5, plot.width + 1, plot.height + 1);
  context.beginPath();
  context.textAlign = "center";
  context.textBaseline = "top";
  const base = plot.y + plot.height;
  let free = -Infinity;
  for (const tick of bottom) {
    const x = Math.round(plot.x + tick.position * plot.width) + 0.5;
    context.moveTo(x, base + 1);
    context.lineTo(x, base + 1 + TICK);
    const half = context.measureText(tick.label).width / 2;
    if (x - half < free) continue;
    context.fillText(tick.label, x, base + TICK + GAP);
    free = x + half + 2 * GAP;
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of left) {
    const y = Math.round(base - tick.position * plot.height) + 0.5;
    context.moveTo(plot.x - 1, y);
    context.lineTo(plot.x - 1 - TICK, y);
    context.fillText(tick.label, plot.x - TICK - GAP, y);
  }
  context.stroke();
}

/** Room that a title takes beside the labels, in px. */
export const TITLE_ROOM = 18;

/** Writes what an axis is below its labels, or beside them. */
export function drawAxisTitles(
  context: CanvasRenderingContext2D,
  plot: Rect,
  bottom: string | undefined,
  left: string | undefined,
  theme: PlotTheme,
): void {
  context.font = theme.font;
  context.fillStyle = theme.text;
  context.textAlign = "center";
  if (bottom !== undefined) {
    context.textBaseline = "top";
    context.fillText(bottom, plot.x + plot.width / 2, plot.y + plot.height + TICK + GAP + TITLE_ROOM, plot.width);
  }
  if (left === undefined) return;
  context.save();
  context.translate(4, plot.y + plot.height / 2);
  context.rotate(-Math.PI / 2);
  context.textBaseline = "top";
  context.fillText(left, 0, 0, plot.height);
  context.restore();
}

/** Faint lines across the plot at the ticks. */
export function drawGrid(
  context: CanvasRenderingContext2D,
  plot: Rect,
  bottom: readonly Tick[],
  left: readonly Tick[],
  theme: PlotTheme,
): void {
  context.strokeStyle = theme.line;
  context.globalAlpha = 0.25;
  context.beginPath();
  for (const tick of bottom) {
    const x = Math.round(plot.x + tick.position * plot.width) + 0.5;
    context.moveTo(x, plot.y);
    context.lineTo(x, plot.y + plot.height);
  }
  for (const tick of left) {
    const y = Math.round(plot.y + plot.height * (1 - tick.position)) + 0.5;
    context.moveTo(plot.x, y);
    context.lineTo(plot.x + plot.width, y);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** Draws a colour bar with its ticks on the right, the low end at the bottom. */
export function drawColorBar(
  context: CanvasRenderingContext2D,
  bar: Rect,
  norm: Norm,
  table: ColorTable,
  theme: PlotTheme,
): void {
  for (let i = 0; i < 256; i++) {
    const top = bar.y + bar.height * (1 - (i + 1) / 256);
    context.fillStyle = `rgb(${table[3 * i]},${table[3 * i + 1]},${table[3 * i + 2]})`;
    // A little more than its share, so that no line shows between two colours.
    context.fillRect(bar.x, top, bar.width, bar.height / 256 + (i > 0 ? 0.7 : 0));
  }
  context.font = theme.font;
  context.strokeStyle = theme.line;
  context.fillStyle = theme.text;
  context.lineWidth = 1;
  context.strokeRect(bar.x - 0.5, bar.y - 0.5, bar.width + 1, bar.height + 1);
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.beginPath();
  const right = bar.x + bar.width;
  for (const tick of ticksOf(norm, tickCount(bar.height, 44))) {
    if (tick.position < -1e-9 || tick.position > 1 + 1e-9) continue;
    const y = Math.round(bar.y + bar.height * (1 - tick.position)) + 0.5;
    context.moveTo(right + 1, y);
    context.lineTo(right + 1 + TICK, y);
    context.fillText(tick.label, right + TICK + GAP, y);
  }
  context.stroke();
}

/** How many ticks a side of `pixels` has room for. */
export function tickCount(pixels: number, each: number): number {
  return Math.max(2, Math.floor(pixels / each));
}

/** Width of the widest label. */
export function labelWidth(context: CanvasRenderingContext2D, ticks: readonly Tick[], theme: PlotTheme): number {
  context.font = theme.font;
  return ticks.reduce((most, tick) => Math.max(most, context.measureText(tick.label).width), 0);
}

/** A cross through a point, light on dark and dark on light. */
export function drawCrosshair(context: CanvasRenderingContext2D, plot: Rect, x: number, y: number): void {
  context.save();
  context.beginPath();
  context.rect(plot.x, plot.y, plot.width, plot.height);
  context.clip();
  for (const [color, dash] of [
    ["rgba(0,0,0,.75)", 0],
    ["rgba(255,255,255,.9)", 4],
  ] as const) {
    context.strokeStyle = color;
    context.setLineDash([4, 4]);
    context.lineDashOffset = dash;
    context.beginPath();
    context.moveTo(plot.x, Math.round(y) + 0.5);
    context.lineTo(plot.x + plot.width, Math.round(y) + 0.5);
    context.moveTo(Math.round(x) + 0.5, plot.y);
    context.lineTo(Math.round(x) + 0.5, plot.y + plot.height);
    context.stroke();
  }
  context.restore();
}
