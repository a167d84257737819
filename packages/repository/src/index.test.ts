import { expect, it } from "vitest";
import * as door from "./index.ts";

it("exports these values and no others", () => {
  expect(Object.keys(door).sort()).toEqual([
    "createRepository",
    "createWriter",
    "etagOf",
    "infoText",
    "limitShared",
    "planFrame",
    "sharedBytes",
  ]);
});
