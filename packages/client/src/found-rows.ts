import { type ArraySource, type ByteSource, memorySource, type NDArray, wholeSelection } from "@caterva2/ndarray";
import { type CallOptions, type Fetch, readBody, request } from "./http.ts";

/** Which rows of a structured array, in which order. */
export interface RowQuery {
  /** Expression over the fields. */
  readonly filter?: string | undefined;
  /** Fields to sort by; the first one counts most. */
  readonly sort?: readonly string[] | undefined;
  /** The order read backwards. */
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
  return {
    slice_: `${query.start}:${query.stop}`,
    filter: query.filter,
    sort: query.sort?.length ? query.sort.join(",") : undefined,
    order: query.descending ? "desc" : undefined,
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
