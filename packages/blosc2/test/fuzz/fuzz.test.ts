import { expect, it } from "vitest";
import { fuzz } from "./fuzz.ts";

const SECONDS = 6;

it("takes any bytes: a value of the promised size, or an error of ours", async () => {
  const report = await fuzz({ seed: 41, inputs: 20_000, deadline: Date.now() + SECONDS * 1000 });
  expect(report.finds.map(({ target, reason, input }) => `${target}: ${reason} (${input.length} bytes)`)).toEqual([]);
  expect(report.inputs).toBeGreaterThan(100);
  expect(report.decoded).toBeGreaterThan(0);
});
