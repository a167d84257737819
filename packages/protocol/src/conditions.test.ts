import { describe, expect, test } from "vitest";
import { evaluateConditions, ifRangeHolds } from "./conditions.ts";
import { formatHttpDate } from "./http-date.ts";

const modified = Date.UTC(2026, 0, 2, 3, 4, 5) + 678;
const validators = { etag: '"a-1"', lastModifiedMs: modified };
const same = formatHttpDate(modified);
const earlier = formatHttpDate(modified - 5000);
const later = formatHttpDate(modified + 5000);

describe("evaluateConditions", () => {
  test.each([
    [{}, "proceed"],
    [{ "if-none-match": '"a-1"' }, "not_modified"],
    [{ "if-none-match": 'W/"a-1"' }, "not_modified"],
    [{ "if-none-match": '"x", "a-1"' }, "not_modified"],
    [{ "if-none-match": "*" }, "not_modified"],
    [{ "if-none-match": '"x"' }, "proceed"],
    [{ "if-none-match": "a-1" }, "proceed"],
    [{ "if-none-match": '"x"', "if-modified-since": later }, "proceed"],
    [{ "if-modified-since": same }, "not_modified"],
    [{ "if-modified-since": later }, "not_modified"],
    [{ "if-modified-since": earlier }, "proceed"],
    [{ "if-modified-since": "yesterday" }, "proceed"],
    [{ "if-match": '"a-1"' }, "proceed"],
    [{ "if-match": "*" }, "proceed"],
    [{ "if-match": '"x"' }, "failed"],
    [{ "if-match": 'W/"a-1"' }, "failed"],
    [{ "if-match": '"x"', "if-none-match": '"a-1"' }, "failed"],
    [{ "if-match": '"a-1"', "if-unmodified-since": earlier }, "proceed"],
    [{ "if-unmodified-since": earlier }, "failed"],
    [{ "if-unmodified-since": same }, "proceed"],
  ] as const)("%o: %s", (headers, expected) => {
    expect(evaluateConditions(headers, validators)).toBe(expected);
  });

  test("dates count for nothing where the time of the resource is not known", () => {
    expect(evaluateConditions({ "if-modified-since": later }, { etag: '"a"' })).toBe("proceed");
    expect(evaluateConditions({ "if-unmodified-since": earlier }, { etag: '"a"' })).toBe("proceed");
  });
});

test.each([
  [undefined, true],
  ['"a-1"', true],
  ['"x"', false],
  ['W/"a-1"', false],
  [same, true],
  [earlier, false],
  [later, false],
  ["", false],
])("If-Range %s: %s", (header, expected) => {
  expect(ifRangeHolds(header, validators)).toBe(expected);
});
