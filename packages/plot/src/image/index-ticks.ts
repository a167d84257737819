import { linearTickValues, type Tick, tickLabels } from "../ticks.ts";

/** Ticks of an axis of indices: whole numbers at the middle of their pixels, within `0..extent-1` and what is seen. */
export function indexTicks(from: number, to: number, extent: number, count: number, flip: boolean): Tick[] {
  const values = linearTickValues(Math.max(0, from - 0.5), Math.min(extent - 1, to - 0.5), count, true);
  const labels = tickLabels(values);
  return values.map((value, i) => {
    const position = (value + 0.5 - from) / (to - from);
    return { value, position: flip ? 1 - position : position, label: labels[i] ?? "" };
  });
}
