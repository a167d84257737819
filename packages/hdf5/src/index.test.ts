import { expect, it } from "vitest";
import * as door from "./index.ts";

it("exports these values and no others", () => {
  expect(Object.keys(door).sort()).toEqual([
    "Hdf5File",
    "defaultPlot",
    "dimensionScales",
    "isPathName",
    "laneBytes",
    "limitLanes",
    "openHdf5",
  ]);
});
