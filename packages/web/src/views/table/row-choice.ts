import type { DType } from "@caterva2/ndarray";
import type { RowQuery } from "../../data/port.ts";

/** Which rows a table shows, and in which order: as links hold it. */
export interface RowChoice {
  readonly filter: string | undefined;
  /** Fields with commas between, the first counts most; a minus in front: all from the other end. */
  readonly sort: string | undefined;
}

export type SortWay = "ascending" | "descending" | "none";

interface RowOrder {
  readonly keys: readonly string[];
  readonly descending: boolean;
}

function orderOf(sort: string | undefined, fields: readonly string[]): RowOrder {
  if (sort === undefined) return { keys: [], descending: false };
  // A field may itself begin with a minus.
  const descending = sort.startsWith("-") && !fields.includes(sort.split(",", 1)[0] ?? "");
  return { keys: (descending ? sort.slice(1) : sort).split(","), descending };
}

function textOf({ keys, descending }: RowOrder): string | undefined {
  return keys.length === 0 ? undefined : `${descending ? "-" : ""}${keys.join(",")}`;
}

/** How a field counts for the order, and as which of its keys (from 1 on) if there are several. */
export function wayOf(
  sort: string | undefined,
  field: string,
  dtype: DType,
): { readonly way: SortWay; readonly rank: number | undefined } {
  const { keys, descending } = orderOf(sort, fieldNames(dtype));
  const place = keys.indexOf(field);
  if (place < 0) return { way: "none", rank: undefined };
  return { way: descending ? "descending" : "ascending", rank: keys.length > 1 ? place + 1 : undefined };
}

/**
 * The order after one more click on a head: up, down, off. With `more` the field joins the others, as the last key, or leaves
 * them.
 */
export function nextSort(sort: string | undefined, field: string, dtype: DType, more = false): string | undefined {
  const { keys, descending } = orderOf(sort, fieldNames(dtype));
  const others = keys.filter((key) => key !== field);
  if (more && others.length > 0) {
    return textOf({ keys: keys.includes(field) ? others : [...keys, field], descending });
  }
  if (others.length > 0 || keys.length === 0) return field;
  return descending ? undefined : textOf({ keys, descending: true });
}

/** Rows `start` to `stop` (exclusive) of a choice; `dtype` says which fields there are. */
export function queryOf(
  { filter, sort }: RowChoice,
  dtype: DType,
  start: number,
  stop: number,
): RowQuery & { readonly numbers: string } {
  const fields = fieldNames(dtype);
  const { keys, descending } = orderOf(sort, fields);
  return {
    filter,
    sort: keys.length === 0 ? undefined : keys,
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
