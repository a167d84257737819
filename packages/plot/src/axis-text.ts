import { numberText } from "./number-text.ts";
import { linearTickValues, tickLabels } from "./ticks.ts";

/** What stands at an axis of indices. */
export interface AxisText {
  /** `angle (deg)`; undefined for none. */
  readonly title?: string | undefined;
  /** Coordinates by index; ticks say them instead of the index. */
  readonly coordinates?: ArrayLike<number> | undefined;
}

/** A mark of an axis of indices; between two of them for a coordinate that none has. */
export interface AxisMark {
  readonly index: number;
  readonly label: string;
}

/** Digits of a coordinate at a mark whose neighbours say nothing of its size. */
const DIGITS = 4;

/**
 * About `count` marks, by rising index, from index `first` to `last`: round coordinates where these rise or fall all along, the
 * coordinates of round indices where they do not, round indices where there are none.
 */
export function axisMarks(first: number, last: number, count: number, text: AxisText | undefined): AxisMark[] {
  const coordinates = text?.coordinates;
  if (coordinates !== undefined && isMonotone(coordinates)) return coordinateMarks(coordinates, first, last, count);
  const indices = linearTickValues(first, last, count, true);
  const labels = tickLabels(indices);
  return indices.map((index, i) => {
    const coordinate = coordinates?.[index];
    const label = coordinate === undefined ? labels[i] : numberText(Number(coordinate.toPrecision(DIGITS)));
    return { index, label: label ?? "" };
  });
}

function coordinateMarks(coordinates: ArrayLike<number>, first: number, last: number, count: number): AxisMark[] {
  const [from, to] = [coordinateAt(coordinates, first), coordinateAt(coordinates, last)];
  const values = linearTickValues(Math.min(from, to), Math.max(from, to), count);
  const labels = tickLabels(values);
  const marks = values.map((value, i) => ({ index: indexOf(coordinates, value), label: labels[i] ?? "" }));
  return to < from ? marks.reverse() : marks;
}

/** The coordinate at an index that may lie between two; the last one beyond the ends. */
function coordinateAt(coordinates: ArrayLike<number>, index: number): number {
  const at = Math.min(coordinates.length - 1, Math.max(0, index));
  const below = coordinates[Math.floor(at)] ?? 0;
  const above = coordinates[Math.ceil(at)] ?? below;
  return below + (above - below) * (at - Math.floor(at));
}

/** Undoes {@link coordinateAt} for coordinates that rise or fall. */
function indexOf(coordinates: ArrayLike<number>, value: number): number {
  const falling = (coordinates[0] ?? 0) > (coordinates[coordinates.length - 1] ?? 0);
  let low = 0;
  let high = coordinates.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const before = falling ? (coordinates[middle] ?? 0) > value : (coordinates[middle] ?? 0) < value;
    if (before) low = middle;
    else high = middle;
  }
  const [from, to] = [coordinates[low] ?? 0, coordinates[high] ?? 0];
  return from === to ? low : low + (value - from) / (to - from);
}

/** Coordinates that were looked through: axes are drawn often. */
const MONOTONE = new WeakMap<ArrayLike<number>, boolean>();

/** Whether coordinates only rise, or only fall, and there are two at least. */
function isMonotone(coordinates: ArrayLike<number>): boolean {
  const known = MONOTONE.get(coordinates);
  if (known !== undefined) return known;
  const rising = (coordinates[1] ?? 0) > (coordinates[0] ?? 0);
  let monotone = coordinates.length > 1;
  for (let i = 1; i < coordinates.length && monotone; i++) {
    const step = (coordinates[i] ?? Number.NaN) - (coordinates[i - 1] ?? Number.NaN);
    monotone = Number.isFinite(step) && (rising ? step > 0 : step < 0);
  }
  MONOTONE.set(coordinates, monotone);
  return monotone;
}
