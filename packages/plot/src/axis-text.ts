import { numberText } from "./number-text.ts";
import type { Tick } from "./ticks.ts";

/** What stands at an axis of indices. */
export interface AxisText {
  /** `angle (deg)`; undefined for none. */
  readonly title?: string | undefined;
  /** Coordinates by index; ticks say them instead of the index. */
  readonly coordinates?: ArrayLike<number> | undefined;
}

/** Digits of a coordinate at a tick. */
const DIGITS = 4;

/** The same ticks, saying coordinates where there are some. */
export function withCoordinates(ticks: readonly Tick[], text: AxisText | undefined): readonly Tick[] {
  const coordinates = text?.coordinates;
  if (coordinates === undefined) return ticks;
  return ticks.map((tick) => {
    const coordinate = coordinates[Math.round(tick.value)];
    return coordinate === undefined ? tick : { ...tick, label: numberText(Number(coordinate.toPrecision(DIGITS))) };
  });
}
