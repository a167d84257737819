import type { DType } from "@caterva2/ndarray";
import type { RowQuery } from "../../data/port.ts";

/** Which rows a table shows, and in which order: as links hold it. */
export interface RowChoice {
  readonly filter: string | undefined;
  /** A field, or `-field` from the other end. */
  readonly sort: string | undefined;
}

export type SortWay = "ascending" | "descending" | "none";

/** How a field counts for the order. */
export function wayOf(sort: string | undefined, field: string): SortWay {
  if (sort === field) return "ascending";
  return sort === `-${field}` ? "descending" : "none";
}

/** The order after one more click on a head: up, down, off. */
export function nextSort(sort: string | undefined, field: string): string | undefined {
  const way = wayOf(sort, field);
  if (way === "none") return field;
  return way === "ascending" ? `-${field}` : undefined;
}

/** Rows `start` to `stop` (exclusive) of a choice; `dtype` says which fields there are. */
export function queryOf(
  { filter, sort }: RowChoice,
  dtype: DType,
  start: number,
  stop: number,
): RowQuery & { readonly numbers: string } {
  const fields = fieldNames(dtype);
  // A field may itself begin with a minus.
  const descending = sort !== undefined && !fields.includes(sort) && sort.startsWith("-");
  const field = descending ? sort.slice(1) : sort;
  return {
    filter,
    sort: field === undefined ? undefined : [field],
    descending,
    start,
    stop,
    numbers: numberField(fields),
  };
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

/** A part of a text in which the server sees an error. */
export interface WrongPart {
  readonly before: string;
  readonly wrong: string;
  readonly after: string;
}

/** Where in a text an error is, if its message says the column and what stands there. */
export function wrongPart(text: string, message: string): WrongPart | undefined {
  const found = /\(column (\d+): (?:("(?:[^"\\]|\\.)*")|the end)\)/.exec(message);
  if (found === null) return undefined;
  const start = Math.min(text.length, Number(found[1]) - 1);
  const length = found[2] === undefined ? 1 : Math.max(1, Math.min(found[2].length - 2, text.length - start));
  return {
    before: text.slice(0, start),
    wrong: text.slice(start, start + length) || " ",
    after: text.slice(start + length),
  };
}
