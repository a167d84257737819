import { expect, it } from "vitest";
import * as door from "./index.ts";

it("exports what it is meant to", () => {
  expect(Object.keys(door)).toMatchInlineSnapshot(`
    [
      "COLOR_MAP_NAMES",
      "colorGradient",
      "colorTable",
      "isColorMapName",
      "colorIndex",
      "colorOf",
      "histogramOf",
      "createImagePlot",
      "sampleAt",
      "finiteSample",
      "minMaxLimits",
      "percentileLimits",
      "positiveMin",
      "symmetricLimits",
      "LINE_COLORS",
      "createLinePlot",
      "numberText",
      "normOf",
      "positionOf",
      "SCALE_NAMES",
      "valueAt",
      "bandIndex",
      "thin",
      "niceStep",
      "ticksOf",
    ]
  `);
});
