import { isCatervaError } from "@caterva2/ndarray";
import { expect, it } from "vitest";
import { planFetch } from "./fetch-request.ts";
import type { FetchRequest } from "./types.ts";

const key = (field: string, descending: boolean) => ({ field, descending });
const rowsPlan = (more: object) => ({
  ...{ kind: "rows", filter: undefined, by: [], backwards: false, slice: "", rows: undefined, total: false },
  ...more,
});

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
  [{ filter: "a > 1", slice: " 1 " }, rowsPlan({ filter: "a > 1", slice: "1" })],
  [{ sort: "a, b", order: "desc" }, rowsPlan({ by: [key("a", true), key("b", true)] })],
  [{ sort: "a,b", order: "asc, desc" }, rowsPlan({ by: [key("a", false), key("b", true)] })],
  [{ filter: "a", order: "desc" }, rowsPlan({ filter: "a", backwards: true })],
])("plans %j", (request, plan) => {
  expect(planFetch(request)).toEqual(plan);
});

it.each<[FetchRequest, string, string]>([
  [{ indices: "[1]", slice: "1" }, "request.invalid", "cannot be combined"],
  [{ indices: "[1]", field: "a" }, "request.invalid", "cannot be combined"],
  [{ indices: "[1]", filter: "a" }, "request.invalid", "cannot be combined"],
  [{ field: "a", filter: "a > 1" }, "request.invalid", "cannot be combined"],
  [{ sort: "a,b", order: "asc,desc,asc" }, "request.invalid", "3 directions"],
  [{ filter: "a", order: "asc,desc" }, "request.invalid", "2 directions"],
])("refuses %j", (request, code, words) => {
  const refusal = expect.toSatisfy(
    (error) => isCatervaError(error) && error.code === code && error.status === 400 && error.message.includes(words),
  );
  expect(() => planFetch(request)).toThrow(refusal);
});
