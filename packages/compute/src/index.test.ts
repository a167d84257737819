import { expect, test } from "vitest";
import * as door from "./index.ts";

test("the door: what other packages may rely on", () => {
  expect(Object.keys(door).sort()).toMatchInlineSnapshot(`
    [
      "DEFAULT_MAX_ITEMS",
      "EvaluationMemory",
      "TEXT_LIMITS",
      "automaticGrid",
      "bindExpression",
      "computeMemory",
      "decodeLazyPayload",
      "encodeExpressionPayload",
      "encodeFunctionPayload",
      "expressionType",
      "filterRows",
      "findRows",
      "functionArray",
      "gatherRows",
      "lazyArray",
      "parseExpression",
      "relativeReference",
      "resolveReference",
    ]
  `);
});
