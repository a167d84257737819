import { CatervaError } from "@caterva2/ndarray";
import type { FetchRequest } from "./types.ts";

/** What a fetch asks for: at most one way of choosing items, and at most one field. */
export type FetchPlan =
  | { readonly kind: "slice"; readonly slice: string; readonly field: string | undefined }
  /** Rows of a structured array: those that a filter finds, in the order of some fields. */
  | {
      readonly kind: "rows";
      readonly filter: string | undefined;
      /** Fields to sort by; none: the array's own order. */
      readonly by: readonly string[];
      readonly descending: boolean;
      readonly slice: string;
      /** Name of a field to add, for the rows' numbers. */
      readonly rows: string | undefined;
      /** Whether all rows are to be counted. */
      readonly total: boolean;
    }
  | { readonly kind: "indices"; readonly indices: string };

/** Judges the parameters of a fetch; empty ones count as not given. @throws request.invalid */
export function planFetch(request: FetchRequest): FetchPlan {
  const slice = request.slice?.trim() ?? "";
  const indices = given(request.indices);
  const field = given(request.field);
  const filter = given(request.filter);
  const sort = given(request.sort);
  const rows = given(request.rows);
  const { order = "asc", total = false } = request;
  const byRows = filter !== undefined || sort !== undefined;
  if (!byRows && (rows !== undefined || total || order === "desc")) {
    throw new CatervaError("request.invalid", "order, rows and total go with filter or sort.");
  }
  if (indices !== undefined) {
    if (slice !== "" || field !== undefined || byRows) {
      throw new CatervaError("request.invalid", "indices cannot be combined with slice_, field, filter or sort.");
    }
    return { kind: "indices", indices };
  }
  if (field !== undefined && byRows) {
    throw new CatervaError("request.invalid", "field and filter or sort cannot be combined.");
  }
  if (byRows) {
    const by = sort === undefined ? [] : sort.split(",").map((name) => name.trim());
    return { kind: "rows", filter, by, descending: order === "desc", slice, rows, total };
  }
  return { kind: "slice", slice, field };
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
