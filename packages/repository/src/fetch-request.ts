import { CatervaError } from "@caterva2/ndarray";
import type { FetchRequest } from "./types.ts";

/** What a fetch asks for: at most one way of choosing items, and at most one field. */
export type FetchPlan =
  | { readonly kind: "slice"; readonly slice: string; readonly field: string | undefined }
  | { readonly kind: "indices"; readonly indices: string }
  /** The rows for which the filter is true, and of these a slice. */
  | { readonly kind: "filter"; readonly filter: string; readonly slice: string };

/** Judges the parameters of a fetch; empty ones count as not given. @throws request.invalid */
export function planFetch(request: FetchRequest): FetchPlan {
  const slice = request.slice?.trim() ?? "";
  const indices = given(request.indices);
  const field = given(request.field);
  const filter = given(request.filter);
  if (indices !== undefined) {
    if (slice !== "" || field !== undefined || filter !== undefined) {
      throw new CatervaError("request.invalid", "indices cannot be combined with slice_, field or filter.");
    }
    return { kind: "indices", indices };
  }
  if (field !== undefined && filter !== undefined) {
    throw new CatervaError("request.invalid", "field and filter cannot be combined.");
  }
  if (filter !== undefined) return { kind: "filter", filter, slice };
  return { kind: "slice", slice, field };
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text === "" ? undefined : text;
}
