import { CatervaError } from "../errors.ts";
import { wholeSelection } from "./selection-shape.ts";
import type { AxisSelection, RangeAxis, Selection } from "./types.ts";

/** Longest slice text that is read, in characters: far beyond 16 axes of three 64-bit numbers. */
const MAX_TEXT = 4096;

const INTEGER = /^[+-]?[0-9]+$/;

/**
 * Reads a slice text, `0:10, 3, ::2`: an integer or `start:stop[:step]` for each axis, blanks allowed,
 * missing axes whole, the empty text whole. Negative numbers count from the end and ranges clamp, as in NumPy.
 * @throws slice.invalid for anything else, for a step below 1 and for more entries than axes;
 * index.out_of_range for an integer outside its axis.
 */
export function parseSliceText(text: string, shape: readonly number[]): Selection {
  return parseEntries(text, shape, (entry, extent, axis) => parseSliceEntry(entry, extent, axis));
}

/** A selection whose result is to be read backwards along some of its dimensions. */
export interface ReversibleSelection {
  readonly selection: Selection;
  /** Dimensions of the result, ascending. */
  readonly reversed: readonly number[];
}

/** As {@link parseSliceText}, but steps may be negative, as in NumPy. @throws slice.invalid for a step of 0 */
export function parseReversibleSlice(text: string, shape: readonly number[]): ReversibleSelection {
  const backwards = new Set<number>();
  const selection = parseEntries(text, shape, (entry, extent, axis) => {
    const parts = partsOf(entry);
    const [start, stop, step = 1] = parts;
    if (parts.length < 3 || step >= 0) return parseSliceEntry(entry, extent, axis);
    backwards.add(axis);
    return backwardAxis(start, stop, step, extent);
  });
  const kept = [...selection.keys()].filter((axis) => selection[axis]?.kind === "range");
  return { selection, reversed: kept.flatMap((axis, dimension) => (backwards.has(axis) ? [dimension] : [])) };
}

function parseEntries(
  text: string,
  shape: readonly number[],
  parse: (entry: string, extent: number, axis: number) => AxisSelection,
): Selection {
  if (text.length > MAX_TEXT) {
    throw new CatervaError("slice.invalid", `A text of ${text.length} characters is not a slice.`);
  }
  if (text.trim() === "") return wholeSelection(shape);
  const entries = text.split(",");
  checkEntryCount(entries.length, shape);
  return shape.map((extent, axis) => {
    const entry = entries[axis];
    return entry === undefined ? wholeAxis(extent) : parse(entry, extent, axis);
  });
}

/** @throws slice.invalid when there are more entries than axes. */
export function checkEntryCount(entries: number, shape: readonly number[]): void {
  if (entries > shape.length) {
    throw new CatervaError("slice.invalid", `${entries} entries for an array of ${shape.length} dimensions.`);
  }
}

export function wholeAxis(extent: number): RangeAxis {
  return { kind: "range", start: 0, step: 1, count: extent };
}

/** One entry of a slice text, for an axis of `extent` positions. */
export function parseSliceEntry(entry: string, extent: number, axis: number): AxisSelection {
  const parts = partsOf(entry);
  const [start, stop, step] = parts;
  if (parts.length > 1) return rangeAxis(start, stop, step ?? 1, extent);
  if (start === undefined) throw notASlice(entry);
  return { kind: "index", index: checkIndex(start, extent, axis) };
}

/** The one to three numbers between colons; undefined for those left out. */
function partsOf(entry: string): (number | undefined)[] {
  const parts = entry.split(":");
  if (parts.length > 3) throw notASlice(entry);
  return parts.map((part) => (part.trim() === "" ? undefined : parseInteger(part, entry)));
}

/** @returns the position that a possibly negative index means. @throws index.out_of_range */
export function checkIndex(index: number, extent: number, axis: number): number {
  const position = index < 0 ? index + extent : index;
  if (position < 0 || position >= extent) {
    throw new CatervaError(
      "index.out_of_range",
      `The index ${index} is out of bounds for axis ${axis}, which has ${extent} positions.`,
      { detail: { index, axis, extent } },
    );
  }
  return position;
}

function rangeAxis(start: number | undefined, stop: number | undefined, step: number, extent: number): RangeAxis {
  if (step < 1) throw new CatervaError("slice.invalid", `A step of ${step} is not supported: it must be at least 1.`);
  const first = clamp(start ?? 0, extent);
  const end = clamp(stop ?? extent, extent);
  const bounded = Math.min(step, Number.MAX_SAFE_INTEGER);
  const count = Math.max(0, Math.ceil((end - first) / bounded));
  return { kind: "range", start: count === 0 ? 0 : first, step: bounded, count };
}

/** The positions of a negative step, ascending. */
function backwardAxis(start: number | undefined, stop: number | undefined, step: number, extent: number): RangeAxis {
  const bound = (value: number) => Math.max(-1, Math.min(extent - 1, value < 0 ? value + extent : value));
  const first = start === undefined ? extent - 1 : bound(start);
  const end = stop === undefined ? -1 : bound(stop);
  const size = Math.min(-step, Number.MAX_SAFE_INTEGER);
  const count = Math.max(0, Math.ceil((first - end) / size));
  return { kind: "range", start: count === 0 ? 0 : first - (count - 1) * size, step: size, count };
}

function clamp(bound: number, extent: number): number {
  return Math.max(0, Math.min(extent, bound < 0 ? bound + extent : bound));
}

/** Numbers beyond 2^53 lose digits here, which changes nothing: they clamp, or are out of bounds. */
function parseInteger(part: string, entry: string): number {
  const digits = part.trim();
  if (!INTEGER.test(digits)) throw notASlice(entry);
  return Number(digits) + 0;
}

function notASlice(entry: string): CatervaError {
  const shown = entry.length > 40 ? `${entry.slice(0, 40)}...` : entry;
  return new CatervaError("slice.invalid", `${JSON.stringify(shown)} is not a slice.`);
}
