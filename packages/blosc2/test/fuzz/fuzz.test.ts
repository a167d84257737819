import { expect, it } from "vitest";
import { fuzz } from "./fuzz.ts";

/** How long it runs; a slower machine tries fewer of the same mutants. FUZZ_SECONDS is for those who wait for it. */
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 60);

it(
  "takes any bytes: a value of the promised size, or an error of ours",
  async () => {
    const report = await fuzz({ seed: 41, inputs: Number.POSITIVE_INFINITY, deadline: Date.now() + SECONDS * 1000 });
    expect(report.finds.map(({ target, reason, input }) => `${target}: ${reason} (${input.length} bytes)`)).toEqual([]);
    expect(report.inputs).toBeGreaterThan(100);
    expect(report.decoded).toBeGreaterThan(0);
  },
  (SECONDS + 60) * 1000,
);
