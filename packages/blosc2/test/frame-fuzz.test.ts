import { expect, test } from "vitest";
import { fuzzFrames } from "./frame-fuzz.ts";

test("mutants of real frames give a result or a typed error, within bounds", { timeout: 20_000 }, async () => {
  const report = await fuzzFrames({ seed: 1, attempts: 6000, milliseconds: 8000 });
  expect(report.finds).toEqual([]);
  // Mutants that never open, or never fail, would prove nothing.
  expect(report.opened).toBeGreaterThan(report.attempts / 20);
  expect(report.read).toBeLessThan(report.opened);
});
