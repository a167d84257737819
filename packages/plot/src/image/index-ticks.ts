import { type AxisText, axisMarks } from "../axis-text.ts";
import type { Tick } from "../ticks.ts";

/** Ticks of an axis of pixels, at their middles, within `0..extent-1` and what is seen. */
export function indexTicks(
  from: number,
  to: number,
  extent: number,
  count: number,
  flip: boolean,
  text?: AxisText,
): Tick[] {
  const first = Math.max(0, from - 0.5);
  const last = Math.min(extent - 1, to - 0.5);
  return axisMarks(first, last, count, text).map(({ index, label }) => {
    const position = (index + 0.5 - from) / (to - from);
    return { value: index, position: flip ? 1 - position : position, label };
  });
}
