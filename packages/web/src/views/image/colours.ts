import { COLOR_MAP_NAMES, type ColorMapName, isColorMapName, type Limits, symmetricLimits } from "@caterva2/plot";
import type { Statistics } from "../../data/port.ts";
import type { ScaleName, ViewState } from "../../state/place.ts";

/** How values become colours, all decided. */
export interface Colours {
  readonly map: ColorMapName;
  readonly nextMap: ColorMapName;
  readonly invert: boolean;
  readonly scale: ScaleName;
  readonly limits: Limits | undefined;
}

/**
 * What the link says; else viridis over the percentiles, blue-red about zero for values on both sides of it,
 * and a cyclic map over the whole turn for phases.
 */
export function chooseColours(state: ViewState, statistics: Statistics | undefined, isComplex: boolean): Colours {
  const isPhase = isComplex && state.part === "phase";
  const about = statistics !== undefined && straddlesZero(statistics);
  const fitting = isPhase ? "twilight" : about ? "blue-red" : "viridis";
  const map = state.map !== undefined && isColorMapName(state.map) ? state.map : fitting;
  const nextMap = COLOR_MAP_NAMES[(COLOR_MAP_NAMES.indexOf(map) + 1) % COLOR_MAP_NAMES.length] ?? "viridis";
  const look = { map, nextMap, invert: state.invert === true, scale: state.scale ?? "linear" } as const;
  if (state.lim !== undefined) return { ...look, limits: { low: state.lim[0], high: state.lim[1] } };
  if (isPhase) return { ...look, limits: { low: -Math.PI, high: Math.PI } };
  if (statistics === undefined || !Number.isFinite(statistics.low)) return { ...look, limits: undefined };
  const { low, high, positiveLow } = statistics;
  // A log scale begins at the least that it can show, not some decades below the largest.
  const onLog = look.scale === "log" && low <= 0 && positiveLow < high;
  const limits = { low: onLog ? positiveLow : low, high };
  if (onLog) return { ...look, limits };
  return { ...look, limits: map === "blue-red" && about ? symmetricLimits(limits) : limits };
}

/** Both sides of zero count: a little noise below zero does not make a signal signed. */
function straddlesZero({ low, high }: Statistics): boolean {
  return low < 0 && high > 0 && Math.min(-low, high) >= 0.2 * Math.max(-low, high);
}
