import { CatervaError } from "../errors.ts";
import { broadcastShape, broadcastTo, type IndexArray } from "./broadcast.ts";
import { wholeSelection } from "./selection-shape.ts";
import { checkEntryCount, checkIndex, parseSliceEntry, wholeAxis } from "./slice-text.ts";
import type { AxisSelection, GatherSelection, Selection } from "./types.ts";

/** Longest `indices` text that is parsed, in characters. */
const MAX_INDICES_TEXT = 8 * 1024 * 1024;
/** Most coordinates in all lists together, and most points after broadcasting them. */
const MAX_COORDINATES = 1_000_000;

/** What one entry asks for: a list is gathered, anything else is taken as a slice does. */
type Entry = { readonly plain: AxisSelection } | { readonly list: IndexArray };

/**
 * Reads the JSON of `indices=`: one entry for each axis, which is a list of integers (nested for index
 * arrays of more dimensions), an integer, a slice text or null; missing axes are whole. Lists are taken
 * together as NumPy does. Without a list the answer is a plain selection.
 * @throws slice.invalid for what is not of that form, index.out_of_range, limit.exceeded beyond the two limits.
 */
export function parseIndices(text: string, shape: readonly number[]): GatherSelection | Selection {
  const entries = parseList(text);
  if (entries.length === 0) return wholeSelection(shape);
  checkEntryCount(entries.length, shape);
  const budget = { left: MAX_COORDINATES };
  const parsed = shape.map((extent, axis): Entry => {
    const entry = axis < entries.length ? entries[axis] : null;
    return parseEntry(entry, extent, axis, budget);
  });
  const lists = parsed.flatMap((entry) => ("list" in entry ? [entry.list] : []));
  if (lists.length === 0) return parsed.flatMap((entry) => ("plain" in entry ? [entry.plain] : []));
  return gatherOf(parsed, lists);
}

function parseList(text: string): readonly unknown[] {
  if (text.length > MAX_INDICES_TEXT) {
    throw new CatervaError("limit.exceeded", `The indices may have at most ${MAX_INDICES_TEXT} characters.`);
  }
  const value = parseJson(text);
  if (!Array.isArray(value)) throw new CatervaError("slice.invalid", "The indices are not a JSON list.");
  return value;
}

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*/g;

/** JSON where `1.0` stays distinct from `1`: a number with a fraction or an exponent is no integer. */
function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (!/[0-9][.eE]/.test(text)) return value;
    return JSON.parse(text.replace(JSON_TOKEN, (token) => (/^[-0-9].*[.eE]/.test(token) ? "0.5" : token)));
  } catch (cause) {
    throw new CatervaError("slice.invalid", "The indices are not JSON.", { cause });
  }
}

function parseEntry(entry: unknown, extent: number, axis: number, budget: { left: number }): Entry {
  if (entry === null) return { plain: wholeAxis(extent) };
  if (typeof entry === "string") return { plain: parseSliceEntry(entry, extent, axis) };
  if (Array.isArray(entry)) return { list: parseIndexArray(entry, extent, axis, budget) };
  if (!Number.isInteger(entry)) {
    throw new CatervaError("slice.invalid", `Entry ${axis} of the indices is not an integer, list, slice or null.`);
  }
  return { plain: { kind: "index", index: checkIndex(Number(entry), extent, axis) } };
}

/** Flattens a nested list, which must be rectangular, and checks every coordinate. */
function parseIndexArray(list: readonly unknown[], extent: number, axis: number, budget: { left: number }): IndexArray {
  const shape: number[] = [];
  let level: readonly unknown[] = list;
  for (;;) {
    shape.push(level.length);
    const first = level[0];
    if (!Array.isArray(first)) break;
    level = first;
    if (shape.length >= MAX_LIST_DEPTH) throw notIntegers(axis);
  }
  const coordinates: number[] = [];
  flatten(list, shape, axis, (value) => {
    budget.left -= 1;
    if (budget.left < 0) throw tooMany();
    coordinates.push(checkIndex(value, extent, axis));
  });
  return { shape, coordinates };
}

/** Gives `add` every integer of a nested list whose levels have the lengths of `shape`. */
function flatten(list: readonly unknown[], shape: readonly number[], axis: number, add: (value: number) => void): void {
  const [length, ...inner] = shape;
  if (list.length !== length) throw notIntegers(axis);
  for (const item of list) {
    if (inner.length > 0 && Array.isArray(item)) flatten(item, inner, axis, add);
    else if (inner.length === 0 && typeof item === "number" && Number.isInteger(item)) add(item);
    else throw notIntegers(axis);
  }
}

/** NumPy's limit on the dimensions of an array. */
const MAX_LIST_DEPTH = 64;

function notIntegers(axis: number): CatervaError {
  return new CatervaError(
    "slice.invalid",
    `The list of axis ${axis} must hold only integers, in rows of the same length.`,
  );
}

function tooMany(): CatervaError {
  return new CatervaError("limit.exceeded", `More than ${MAX_COORDINATES} coordinates: ask for them in batches.`);
}

function gatherOf(parsed: readonly Entry[], lists: readonly IndexArray[]): GatherSelection {
  const shape = broadcastShape(lists.map((list) => list.shape));
  // Not `product`, which refuses what it cannot count with other words.
  if (shape.reduce((total, extent) => total * extent, 1) > MAX_COORDINATES) throw tooMany();
  const axes = parsed.flatMap((entry, axis) => ("list" in entry ? [axis] : []));
  return {
    axes: parsed.map((entry) => ("plain" in entry ? entry.plain : undefined)),
    points: { axes, shape, coordinates: lists.map((list) => broadcastTo(list, shape)) },
    resultPosition: resultPosition(parsed),
  };
}

/**
 * Where the points' dimensions go: in place of the lists if these are neighbours, else first. An integer beside
 * lists counts as one of them (NumPy user guide, "Combining advanced and basic indexing").
 */
function resultPosition(parsed: readonly Entry[]): number {
  const isRange = parsed.map((entry) => "plain" in entry && entry.plain.kind === "range");
  const first = isRange.indexOf(false);
  const last = isRange.lastIndexOf(false);
  return isRange.slice(first, last + 1).includes(true) ? 0 : first;
}
