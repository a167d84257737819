import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { apiUrl, decodeDatasetPath, encodeDatasetPath } from "./paths.ts";

test.each([
  [apiUrl("roots"), "/api/roots"],
  [apiUrl("info", "@public/a b.b2nd"), "/api/info/@public/a%20b.b2nd"],
  [
    apiUrl("fetch", "@public/x.b2nd", { slice_: "0:10, 3", field: undefined }),
    "/api/fetch/@public/x.b2nd?slice_=0%3A10%2C+3",
  ],
  [apiUrl("chunk", "@public/$&.b2nd", { nchunk: 3 }), "/api/chunk/@public/%24%26.b2nd?nchunk=3"],
])("%s", (url, expected) => {
  expect(url).toBe(expected);
});

describe("decodeDatasetPath", () => {
  test.each([
    ["@public/a.b2nd", "@public/a.b2nd"],
    ["%40public%2Fa.b2nd", "@public/a.b2nd"],
    ["@public/dir/", "@public/dir"],
    ["@public/%252e%252e/a", "@public/%2e%2e/a"],
    ["@public/..a/a..b/...", "@public/..a/a..b/..."],
    ["@public/%25", "@public/%"],
  ])("%s is %s", (raw, expected) => {
    expect(decodeDatasetPath(raw)).toBe(expected);
  });

  test.each([
    "@public/../db.json",
    "@public/%2e%2e/db.json",
    "@public/%2E./db.json",
    "@public%2f..%2fdb.json",
    "..",
    "@public/..",
    "@public/../",
    "@public/a%00b",
    "@public/%",
    "@public/%zz",
    "@public/%c0%ae%c0%ae/x",
    "",
    "/",
  ])("%s is refused", (raw) => {
    expect(() => decodeDatasetPath(raw)).toThrow(expect.objectContaining({ code: "path.invalid" }));
  });

  test("reads back every path that is one", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/[/\0]/.test(text) && text !== "..");
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 5 }), (names) => {
        const path = ["@public", ...names].join("/");
        expect(decodeDatasetPath(encodeDatasetPath(path))).toBe(path);
      }),
      { seed: 1 },
    );
  });
});
