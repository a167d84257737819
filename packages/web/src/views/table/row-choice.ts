import type { DType } from "@caterva2/ndarray";
import type { RowQuery, SortKey, WrongPlace } from "../../data/port.ts";

/** Which rows a table shows, and in which order: as links hold it. */
export interface RowChoice {
  readonly filter: string | undefined;
  /** Fields with commas between, the first counts most; a minus in front of one: descending. */
  readonly sort: string | undefined;
}

export type SortWay = "ascending" | "descending" | "none";

/** What shows a way beside a name. */
export const WAY_MARKS = { ascending: " ▲", descending: " ▼", none: "" } as const satisfies Record<SortWay, string>;

type Key = Required<SortKey>;

/** The keys of an order, the first counts most. */
export function keysOf(sort: string | undefined, fields: readonly string[]): readonly Key[] {
  if (sort === undefined) return [];
  return sort.split(",").map((text) => {
    // A field may itself begin with a minus.
    const descending = text.startsWith("-") && !fields.includes(text);
    return { field: descending ? text.slice(1) : text, descending };
  });
}

function textOf(keys: readonly Key[]): string | undefined {
  if (keys.length === 0) return undefined;
  return keys.map(({ field, descending }) => (descending ? `-${field}` : field)).join(",");
}

/** How a field counts for the order, and as which of its keys (from 1 on) if there are several. */
export function wayOf(
  sort: string | undefined,
  field: string,
  dtype: DType,
): { readonly way: SortWay; readonly rank: number | undefined } {
  const keys = keysOf(sort, fieldNames(dtype));
  const place = keys.findIndex((key) => key.field === field);
  if (place < 0) return { way: "none", rank: undefined };
  return { way: keys[place]?.descending ? "descending" : "ascending", rank: keys.length > 1 ? place + 1 : undefined };
}

/**
 * The order after one more click on a head: up, down, off. Another head begins anew; with `more` it joins the others as
 * the last key, and each keeps its place while it is turned round.
 */
export function nextSort(sort: string | undefined, field: string, dtype: DType, more = false): string | undefined {
  const keys = keysOf(sort, fieldNames(dtype));
  const known = keys.find((key) => key.field === field);
  if (!more && (known === undefined || keys.length > 1)) return textOf([{ field, descending: false }]);
  if (known === undefined) return textOf([...keys, { field, descending: false }]);
  if (known.descending) return textOf(keys.filter((key) => key !== known));
  return textOf(keys.map((key) => (key === known ? { field, descending: true } : key)));
}

/** Rows `start` to `stop` (exclusive) of a choice; `dtype` says which fields there are. */
export function queryOf(
  { filter, sort }: RowChoice,
  dtype: DType,
  start: number,
  stop: number,
): RowQuery & { readonly numbers: string } {
  const fields = fieldNames(dtype);
  const keys = keysOf(sort, fields);
  return { filter, sort: keys.length === 0 ? undefined : keys, start, stop, numbers: numberField(fields) };
}

/** A name for the field of the row numbers that no other field has. */
function numberField(fields: readonly string[]): string {
  let name = "row";
  while (fields.includes(name)) name += "_";
  return name;
}

function fieldNames(dtype: DType): readonly string[] {
  return dtype.kind === "struct" ? dtype.fields.map(({ name }) => name) : [];
}

/** Whether rows can be sorted by a field: not by arrays, records and complex numbers. A comma separates fields. */
export function isSortable(name: string, dtype: DType): boolean {
  return !["struct", "subarray", "complex"].includes(dtype.kind) && !name.includes(",");
}

/** A text cut at the place of an error. */
export interface CutText {
  readonly before: string;
  readonly wrong: string;
  readonly after: string;
}

/** A text around the characters that are wrong; what is missing at its end shows as a blank. */
export function cutAt(text: string, { start, end }: WrongPlace): CutText {
  const from = Math.min(text.length, start);
  const to = Math.max(from + 1, Math.min(text.length, end));
  return { before: text.slice(0, from), wrong: text.slice(from, to) || " ", after: text.slice(to) };
}
