import { type Norm, positionOf } from "../scale.ts";
import type { Rect } from "../stage.ts";
import { type BandIndex, thin } from "../thin.ts";

/** Part of a line that is seen, in indices; `from < to`. */
export interface LineView {
  readonly from: number;
  readonly to: number;
}

/** How a line is drawn. */
export interface LineStyle {
  readonly color: string;
  readonly dash: readonly number[];
}

/** Told apart by colour-blind readers, and dark enough on white as light enough on black. */
export const LINE_COLORS: readonly string[] = [
  "#3b76d4",
  "#cf5a12",
  "#15936b",
  "#b75ba6",
  "#9c7a00",
  "#2f98bd",
  "#cf4459",
  "#7c7c7c",
];

/** Beyond the eight colours a dash tells lines apart. */
export function lineStyle(number: number): LineStyle {
  const dashes = [[], [8, 4], [2, 3], [8, 3, 2, 3]];
  return {
    color: LINE_COLORS[number % LINE_COLORS.length] ?? "#7c7c7c",
    dash: dashes[Math.floor(number / LINE_COLORS.length) % dashes.length] ?? [],
  };
}

/** Points farther apart than this get a dot, in CSS pixels. */
const DOT_DISTANCE = 10;

/** Draws one line into a plot: a band of lowest and highest values a pixel where points are dense, else point by point. */
export function paintLine(
  context: CanvasRenderingContext2D,
  plot: Rect,
  view: LineView,
  line: BandIndex,
  norm: Norm,
  style: LineStyle,
): void {
  context.save();
  context.beginPath();
  context.rect(plot.x, plot.y, plot.width, plot.height);
  context.clip();
  context.strokeStyle = style.color;
  context.fillStyle = style.color;
  context.lineWidth = 1.5;
  context.lineJoin = "round";
  context.setLineDash([...style.dash]);
  const dense = (view.to - view.from) / plot.width > 1;
  if (dense) paintBands(context, plot, view, line, norm);
  else paintPoints(context, plot, view, line, norm);
  context.restore();
}

/** Device y of a value; values far outside stay near the plot, since canvases draw badly at 10^9 pixels. */
function heightOf(plot: Rect, norm: Norm, value: number): number {
  const position = Math.min(11, Math.max(-10, positionOf(norm, value)));
  return plot.y + plot.height * (1 - position);
}

function paintBands(context: CanvasRenderingContext2D, plot: Rect, view: LineView, line: BandIndex, norm: Norm): void {
  const pixels = Math.max(1, Math.round(plot.width));
  const bands = thin(line, view.from, view.to, pixels);
  context.beginPath();
  let open = false;
  for (let i = 0; i < pixels; i++) {
    const low = bands.low[i] ?? Number.NaN;
    const high = bands.high[i] ?? Number.NaN;
    if (Number.isNaN(low)) {
      open = false;
      continue;
    }
    const x = plot.x + i + 0.5;
    const bottom = heightOf(plot, norm, low);
    const top = heightOf(plot, norm, high);
    if (open) context.lineTo(x, bottom);
    else context.moveTo(x, bottom);
    // A band of one value is a dot of the pen's width.
    context.lineTo(x, bottom - top < 0.5 ? bottom - 0.5 : top);
    open = true;
  }
  context.stroke();
}

function paintPoints(context: CanvasRenderingContext2D, plot: Rect, view: LineView, line: BandIndex, norm: Norm): void {
  const distance = plot.width / (view.to - view.from);
  const first = Math.max(0, Math.floor(view.from));
  const last = Math.min(line.data.length - 1, Math.ceil(view.to));
  const dots: [number, number][] = [];
  context.beginPath();
  let open = false;
  for (let i = first; i <= last; i++) {
    const value = Number(line.data[i]);
    if (!Number.isFinite(value)) {
      open = false;
      continue;
    }
    const x = plot.x + (i - view.from) * distance;
    const y = heightOf(plot, norm, value);
    const alone = !open && !Number.isFinite(Number(line.data[i + 1]));
    if (open) context.lineTo(x, y);
    else context.moveTo(x, y);
    open = true;
    if (distance >= DOT_DISTANCE || alone) dots.push([x, y]);
  }
  context.stroke();
  for (const [x, y] of dots) {
    context.beginPath();
    context.arc(x, y, 2.5, 0, 2 * Math.PI);
    context.fill();
  }
}
