import { expect, it } from "vitest";
import * as door from "./index.ts";

it("exports what it is meant to", () => {
  expect(Object.keys(door)).toMatchInlineSnapshot(`
    [
      "createAdministration",
      "createClient",
      "httpSource",
      "parseInfo",
      "jsonLines",
      "parseFolder",
      "createPageCache",
      "planRead",
      "sliceText",
      "createWrites",
    ]
  `);
});
