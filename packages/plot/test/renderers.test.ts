import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Case, Compared } from "./compare.ts";
import { noBrowser, openPlotPage, type PlotPage } from "./page.ts";

const WHOLE = [0, 37, 0, 29] as const;
const CASES: readonly Case[] = [
  { name: "bytes enlarged", type: "u1", scale: "linear", low: 3, high: 250, box: [-3, 20, 4, 18] },
  { name: "16 bits, flipped", type: "u2", scale: "linear", low: 100, high: 60000, box: [0, 37, 3, 20], flip: true },
  { name: "doubles with NaN and infinities", type: "f8", scale: "linear", low: -1, high: 1, box: [2, 30, -5, 20] },
  { name: "floats on a log scale", type: "f4", scale: "log", low: 1e-3, high: 1, box: WHOLE },
  { name: "floats on a symlog scale", type: "f4", scale: "symlog", low: -1, high: 1, box: WHOLE },
  { name: "floats on a square root scale", type: "f4", scale: "sqrt", low: -0.5, high: 1, box: WHOLE },
  { name: "integers made smaller", type: "i4", scale: "linear", low: -5e4, high: 5e4, box: [-100, 300, -60, 260] },
  { name: "NaN made smaller", type: "f4", scale: "linear", low: -1, high: 1, box: [-100, 160, -60, 110] },
  { name: "64-bit integers", type: "i8", scale: "linear", low: -5e4, high: 5e4, box: WHOLE },
  { name: "limits of one value", type: "u1", scale: "linear", low: 100, high: 100, box: WHOLE },
  { name: "RGB", type: "u1", scale: "linear", low: 0, high: 255, rgb: 3, box: [-2, 39, -2, 31] },
  { name: "RGBA of floats", type: "f4", scale: "linear", low: -1, high: 1, rgb: 4, box: WHOLE },
];

describe.skipIf(noBrowser)(`renderers ${noBrowser ?? "in Chromium"}`, () => {
  let open: PlotPage;
  beforeAll(async () => {
    open = await openPlotPage();
  });
  afterAll(() => open?.close());

  it.each(CASES)("$name: WebGL2 and canvas agree with the reference", async (given) => {
    const result = await open.call<Compared>("compare", "compare", given);
    expect(result.pixels).toBe(150 * 110);
    // The canvas computes in doubles as the reference does; the browser rounds colours under an alpha.
    expect(result.canvas).toBeLessThanOrEqual(given.rgb === 4 ? 1 : 0);
    // Single precision may turn a value over the edge to the next of 256 colours, and that rarely.
    expect(result.webgl).toBeLessThanOrEqual(given.rgb ? 1 : result.step);
    if (given.rgb !== 4) expect(result.webglOther).toBeLessThan(result.pixels / 500);
    expect(result.transparent > 0).toBe(given.box[0] < 0 || given.box[2] < 0 || given.rgb === 4);
    expect(result.hatched > 50).toBe(given.type.startsWith("f") && !given.rgb && given.name !== "NaN made smaller");
  });
});
