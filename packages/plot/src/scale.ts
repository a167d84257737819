/** How values are spread over colours or over an axis. */
export type ScaleName = "linear" | "log" | "sqrt" | "symlog";

export const SCALE_NAMES: readonly ScaleName[] = ["linear", "log", "sqrt", "symlog"];

/** Values at the two ends of a colour map or an axis; `low <= high`. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

/** A scale bound to its limits: `t = (f(value) - offset) * factor` runs from 0 at `low` to 1 at `high`. */
export interface Norm {
  readonly scale: ScaleName;
  /** Limits as drawn: on a log scale both are positive. */
  readonly limits: Limits;
  /** `f(low)`. */
  readonly offset: number;
  /** `1 / (f(high) - f(low))`; 0 when the limits are one value. */
  readonly factor: number;
  /** Where symlog turns from linear to logarithmic; 1 for the other scales. */
  readonly constant: number;
}

/** Decades that a log scale shows when its low limit is not positive. */
const LOG_DECADES = 4;
/** symlog is linear within this part of the largest limit. */
const SYMLOG_LINEAR_PART = 1e-3;

/** Binds a scale to limits. Limits in the wrong order are swapped; a log scale clamps its low limit to what it can show. */
export function normOf(limits: Limits, scale: ScaleName): Norm {
  const drawn = drawnLimits(limits, scale);
  const largest = Math.max(Math.abs(drawn.low), Math.abs(drawn.high));
  const constant = scale === "symlog" && largest > 0 ? largest * SYMLOG_LINEAR_PART : 1;
  const offset = forward(scale, constant, drawn.low);
  const width = forward(scale, constant, drawn.high) - offset;
  return { scale, limits: drawn, offset, factor: width > 0 ? 1 / width : 0, constant };
}

/** Limits are drawn up to here, so that their distance and its inverse are ordinary numbers. */
const LARGEST = Number.MAX_VALUE / 8;

function drawnLimits(limits: Limits, scale: ScaleName): Limits {
  const low = Math.max(-LARGEST, Math.min(limits.low, limits.high));
  const high = Math.min(LARGEST, Math.max(limits.low, limits.high));
  if (scale !== "log" || low > 0) return { low, high };
  return high > 0 ? { low: high / 10 ** LOG_DECADES, high } : { low: 1, high: 1 };
}

/** The scale's function: NaN stays NaN; at or below zero a log scale answers -Infinity. */
export function forward(scale: ScaleName, constant: number, value: number): number {
  switch (scale) {
    case "linear":
      return value;
    case "log":
      return value > 0 ? Math.log(value) : Number.isNaN(value) ? value : -Infinity;
    case "sqrt":
      return Math.sign(value) * Math.sqrt(Math.abs(value));
    case "symlog":
      return Math.sign(value) * Math.log1p(Math.abs(value) / constant);
  }
}

/** Undoes {@link forward}. */
export function inverse(scale: ScaleName, constant: number, y: number): number {
  switch (scale) {
    case "linear":
      return y;
    case "log":
      return Math.exp(y);
    case "sqrt":
      return Math.sign(y) * y * y;
    case "symlog":
      return Math.sign(y) * Math.expm1(Math.abs(y)) * constant;
  }
}

/** Position of a value between the limits, not clamped; NaN for NaN. When the limits are one value: 0, 0.5 or 1. */
export function positionOf(norm: Norm, value: number): number {
  if (norm.factor === 0) {
    if (Number.isNaN(value)) return Number.NaN;
    return value < norm.limits.low ? 0 : value > norm.limits.high ? 1 : 0.5;
  }
  return (forward(norm.scale, norm.constant, value) - norm.offset) * norm.factor;
}

/** The value at a position: the inverse of {@link positionOf}. */
export function valueAt(norm: Norm, position: number): number {
  if (norm.factor === 0) return norm.limits.low;
  return inverse(norm.scale, norm.constant, norm.offset + position / norm.factor);
}
