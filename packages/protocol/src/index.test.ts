import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the door: what other packages may rely on", () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "API_PATHS",
      "ArrayInfo",
      "CompressionParameters",
      "EVENT_STREAM",
      "ErrorBody",
      "FetchParameters",
      "FileInfo",
      "FileNames",
      "Folder",
      "FolderEntry",
      "GroupInfo",
      "HTML_TYPE",
      "Info",
      "JSON_TYPE",
      "MAX_FETCH_BODY",
      "NamesPage",
      "NamesParameters",
      "OCTET_STREAM",
      "ROUTES",
      "Roots",
      "SchunkInfo",
      "UnreadableInfo",
      "ValidationDetail",
      "ValidationErrorBody",
      "WRITE_ROUTES",
      "apiUrl",
      "contentDisposition",
      "contentRange",
      "decodeDatasetPath",
      "encodeDatasetPath",
      "evaluateConditions",
      "formatHttpDate",
      "formatRange",
      "ifRangeHolds",
      "mergeSpans",
      "parseHttpDate",
      "parseRange",
      "planByteranges",
      "unsatisfiedRange",
    ]
  `);
});
