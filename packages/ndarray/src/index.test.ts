import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the door: what other packages may rely on", () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "ByteCursor",
      "CatervaError",
      "ERROR_CATALOGUE",
      "NOT_A_TIME",
      "applyGather",
      "applySelection",
      "cStrides",
      "castArray",
      "cellNumber",
      "checkRange",
      "coalesceRanges",
      "combinations",
      "copyBox",
      "countingSource",
      "cutAxis",
      "descrText",
      "elementReader",
      "extractField",
      "fieldOf",
      "formatDType",
      "formatDatetime",
      "formatElement",
      "formatTimedelta",
      "gatherLayout",
      "gatherShape",
      "groupPoints",
      "isCatervaError",
      "isGather",
      "isWholeSelection",
      "memorySource",
      "parseDType",
      "parseIndices",
      "parseSliceText",
      "product",
      "selectionShape",
      "splitRun",
      "stepOf",
      "toTypedArray",
      "wholeSelection",
    ]
  `);
});
