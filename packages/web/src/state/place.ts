/** One axis of the array, as the view shows it: a fixed index, a range, or an axis of the screen. */
export type AxisTerm = number | { readonly start: number; readonly stop: number } | "x" | "y";

export const SCALES = ["linear", "log", "sqrt", "symlog"] as const;
export type ScaleName = (typeof SCALES)[number];

/** What is shown of a complex number. */
export const PARTS = ["amplitude", "phase", "real", "imaginary"] as const;
export type ComplexPart = (typeof PARTS)[number];

/** Everything a link holds about how a dataset is seen. Absent means the default of the view. */
export interface ViewState {
  readonly view?: string | undefined;
  readonly at?: readonly AxisTerm[] | undefined;
  readonly map?: string | undefined;
  readonly invert?: boolean | undefined;
  /** Locked limits of the colours; absent: from each slice. */
  readonly lim?: readonly [number, number] | undefined;
  readonly scale?: ScaleName | undefined;
  readonly part?: ComplexPart | undefined;
  /** Part of the image on screen, in indices: x0, y0, x1, y1. */
  readonly box?: readonly [number, number, number, number] | undefined;
  readonly row?: number | undefined;
  /** Only rows for which this expression over the fields is true. */
  readonly filter?: string | undefined;
  /** Fields by which rows are sorted, with commas between; a minus in front of one: descending. */
  readonly sort?: string | undefined;
}

/** A path of the repository (`@public/dir/name`; empty: all roots) and how it is seen. */
export interface Place {
  readonly path: string;
  readonly state: ViewState;
}

const BASE = "/roots/";

/** Longest filter that a link holds. */
const LONGEST_TEXT = 4000;

/** Reads a link. Terms that are not of the documented form are left out, never an error. */
export function parsePlace(pathname: string, search: string): Place {
  const query = new URLSearchParams(search);
  return { path: parsePath(pathname), state: parseState(query) };
}

/** The link of a place: `/roots/@public/dir/x.b2nd?view=image&at=120,y,x`. */
export function formatPlace(place: Place): string {
  const { state } = place;
  const terms: [string, string | undefined][] = [
    ["view", state.view],
    ["at", state.at?.map(formatTerm).join(",")],
    ["map", state.map],
    ["invert", state.invert === true ? "1" : undefined],
    ["lim", state.lim?.join(",")],
    ["scale", state.scale],
    ["part", state.part],
    ["box", state.box?.join(",")],
    ["row", state.row?.toString()],
    ["filter", state.filter],
    ["sort", state.sort],
  ];
  const query = terms.flatMap(([name, text]) => (text === undefined ? [] : [`${name}=${encodeQuery(text)}`])).join("&");
  const path = place.path.split("/").map(encodeSegment).join("/");
  return (place.path === "" ? "/" : BASE + path) + (query === "" ? "" : `?${query}`);
}

function parsePath(pathname: string): string {
  if (!pathname.startsWith(BASE)) return "";
  const parts = pathname
    .slice(BASE.length)
    .split("/")
    .filter((part) => part !== "");
  return parts.map(decodeSegment).join("/");
}

function parseState(query: URLSearchParams): ViewState {
  const state: { -readonly [K in keyof ViewState]: ViewState[K] } = {};
  const view = query.get("view");
  if (view !== null && /^[a-z]{1,20}$/.test(view)) state.view = view;
  const at = query.get("at")?.split(",").map(parseTerm);
  if (at !== undefined && at.length <= 64 && at.every((term) => term !== undefined)) state.at = at;
  const map = query.get("map");
  if (map !== null && /^[\w-]{1,40}$/.test(map)) state.map = map;
  if (query.get("invert") === "1") state.invert = true;
  const [low, high, ...more] = parseNumbers(query.get("lim"));
  if (low !== undefined && high !== undefined && more.length === 0) state.lim = [low, high];
  const scale = SCALES.find((name) => name === query.get("scale"));
  if (scale !== undefined) state.scale = scale;
  const part = PARTS.find((name) => name === query.get("part"));
  if (part !== undefined) state.part = part;
  const [x0, y0, x1, y1] = parseNumbers(query.get("box"));
  if (x0 !== undefined && y0 !== undefined && x1 !== undefined && y1 !== undefined) state.box = [x0, y0, x1, y1];
  const row = query.get("row");
  if (row !== null && isIndex(row)) state.row = Number(row);
  for (const name of ["filter", "sort"] as const) {
    const text = query.get(name);
    if (text !== null && text !== "" && text.length <= LONGEST_TEXT) state[name] = text;
  }
  return state;
}

function parseTerm(text: string): AxisTerm | undefined {
  if (text === "x" || text === "y") return text;
  if (isIndex(text)) return Number(text);
  const [start, stop, ...more] = text.split(":");
  if (start === undefined || stop === undefined || more.length > 0 || !isIndex(start) || !isIndex(stop)) {
    return undefined;
  }
  return { start: Number(start), stop: Number(stop) };
}

function formatTerm(term: AxisTerm): string {
  return typeof term === "object" ? `${term.start}:${term.stop}` : String(term);
}

function isIndex(text: string): boolean {
  return /^\d{1,15}$/.test(text);
}

/** All numbers of a comma list, or none when one of them is not a finite number. */
function parseNumbers(text: string | null): number[] {
  if (text === null || text === "") return [];
  const parts = text.split(",");
  const numbers = parts.map(Number);
  return parts.every((part) => part.trim() !== "") && numbers.every(Number.isFinite) ? numbers : [];
}

function encodeSegment(part: string): string {
  return encodeURIComponent(part).replaceAll("%40", "@");
}

function encodeQuery(text: string): string {
  return encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":");
}

function decodeSegment(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** `@public/a/b` to `@public/a`; the parent of a root is the list of roots, `""`. */
export function parentPath(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut < 0 ? "" : path.slice(0, cut);
}

/** Last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
