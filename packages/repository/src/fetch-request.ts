import type { SortKey } from "@caterva2/compute";
import { CatervaError } from "@caterva2/ndarray";
import type { FetchRequest } from "./types.ts";

/** What a fetch asks for: at most one way of choosing items, and at most one field. */
export type FetchPlan =
  | { readonly kind: "slice"; readonly slice: string; readonly field: string | undefined }
  /** Rows of a structured array: those that a filter finds, in the order of some fields. */
  | {
      readonly kind: "rows";
      readonly filter: string | undefined;
      /** None: the array's own order. */
      readonly by: readonly SortKey[];
      /** The array's own order, read backwards. */
      readonly backwards: boolean;
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
  const { order, total = false } = request;
  const byRows = filter !== undefined || sort !== undefined;
  if (!byRows && (rows !== undefined || total || order !== undefined)) {
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
    const fields = sort === undefined ? [] : sort.split(",").map((name) => name.trim());
    const ways = waysOf(given(order) ?? "asc", fields.length);
    const by = fields.map((field, at) => ({ field, descending: ways[at] === "desc" }));
    return { kind: "rows", filter, by, backwards: by.length === 0 && ways[0] === "desc", slice, rows, total };
  }
  return { kind: "slice", slice, field };
}

/** A direction for each of `count` fields: one says it for all of them. @throws request.invalid */
function waysOf(order: string, count: number): readonly string[] {
  const ways = order.split(",").map((way) => way.trim());
  if (ways.length === 1) return Array.from({ length: Math.max(1, count) }, () => ways[0] ?? "asc");
  if (ways.length === count) return ways;
  throw new CatervaError(
    "request.invalid",
    `order has ${ways.length} directions, sort ${count} fields: give as many, or one.`,
  );
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
