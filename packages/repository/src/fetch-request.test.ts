import { isCatervaError } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import { planFetch } from "./fetch-request.ts";
import type { FetchRequest } from "./types.ts";

it.each<[FetchRequest, object]>([
  [{}, { kind: "slice", slice: "", field: undefined }],
  [{ slice: "  " }, { kind: "slice", slice: "", field: undefined }],
  [
    { slice: "", field: "", filter: "", indices: "" },
    { kind: "slice", slice: "", field: undefined },
  ],
  [
    { slice: " 1:2 ", field: "a" },
    { kind: "slice", slice: "1:2", field: "a" },
  ],
  [
    { slice: "", indices: "[1]" },
    { kind: "indices", indices: "[1]" },
  ],
  [
    { filter: "a > 1", slice: " 1 " },
    { kind: "rows", filter: "a > 1", by: [], descending: false, slice: "1", rows: undefined, total: false },
  ],
])("plans %j", (request, plan) => {
  expect(planFetch(request)).toEqual(plan);
});

it.each<[FetchRequest, string, string]>([
  [{ indices: "[1]", slice: "1" }, "request.invalid", "cannot be combined"],
  [{ indices: "[1]", field: "a" }, "request.invalid", "cannot be combined"],
  [{ indices: "[1]", filter: "a" }, "request.invalid", "cannot be combined"],
  [{ field: "a", filter: "a > 1" }, "request.invalid", "cannot be combined"],
])("refuses %j", (request, code, words) => {
  const refusal = expect.toSatisfy(
    (error) => isCatervaError(error) && error.code === code && error.status === 400 && error.message.includes(words),
  );
  expect(() => planFetch(request)).toThrow(refusal);
});
