import { type ArraySource, type ByteSource, memorySource, type NDArray, wholeSelection } from "@caterva2/ndarray";
import { type CallOptions, type Fetch, readBody, request } from "./http.ts";

/** A field to sort by, and in which direction; ascending if it says nothing. */
export interface SortKey {
  readonly field: string;
  readonly descending?: boolean | undefined;
}

/** Which rows of a structured array, in which order. */
export interface RowQuery {
  /** Expression over the fields. */
  readonly filter?: string | undefined;
  /** What to sort by, the first counts most; ties keep their order, and NaN and NaT are last in either direction. */
  readonly sort?: readonly (string | SortKey)[] | undefined;
  /** For fields that say nothing of their own; without any, the array's order read backwards. */
  readonly descending?: boolean | undefined;
  /** Which of the rows that are found: from `start` up to `stop`, exclusive. */
  readonly start: number;
  readonly stop: number;
  /** Name of a field to add: the rows' numbers in the array. */
  readonly numbers?: string | undefined;
  /** Whether to count all rows; without it the server may stop reading at `stop`. */
  readonly total?: boolean | undefined;
}

export interface FoundRows {
  readonly rows: NDArray;
  /** How many rows there are to find, if that is known. */
  readonly total: number | undefined;
}

/** Longest answer that is read, in bytes. */
const MOST_BYTES = 256 * 1024 * 1024;

/** The query as parameters of the call `fetch`. */
export function rowParameters(query: RowQuery): Record<string, string | undefined> {
  const keys = (query.sort ?? []).map((key) => (typeof key === "string" ? { field: key } : key));
  const ways = keys.map(({ descending = query.descending }) => (descending ? "desc" : "asc"));
  return {
    slice_: `${query.start}:${query.stop}`,
    filter: query.filter,
    sort: keys.length > 0 ? keys.map(({ field }) => field).join(",") : undefined,
    order: ways.includes("desc") ? ways.join(",") : keys.length === 0 && query.descending ? "desc" : undefined,
    rows: query.numbers,
    total: query.total ? "true" : undefined,
  };
}

export async function fetchRows(
  fetch: Fetch,
  url: string,
  openFrame: (source: ByteSource) => Promise<ArraySource>,
  call: CallOptions,
): Promise<FoundRows> {
  const response = await request(fetch, url, call);
  const bytes = await readBody(response, MOST_BYTES, undefined, call.signal);
  const array = await openFrame(memorySource(bytes));
  const total = response.headers.get("x-total-rows");
  const rows = await array.read(wholeSelection(array.shape));
  return { rows, total: total === null || !/^\d+$/.test(total) ? undefined : Number(total) };
}
