import { parseSliceText } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planRead, sliceText } from "./plan-read.ts";

/** 256 x 256 x 256 of u2 in chunks of 64^3 and blocks of 16 x 32 x 64, half its size when compressed. */
const volume = {
  shape: [256, 256, 256],
  chunks: [64, 64, 64],
  blocks: [16, 32, 64],
  itemsize: 2,
  ratio: 2,
  cbytes: 16 * 1024 * 1024,
  ranges: true,
};
const plan = (text: string, facts = volume) => planRead(facts, parseSliceText(text, facts.shape));

describe("the plan of a read", () => {
  it("takes the blocks of a plane across the chunks", () => {
    expect(plan("7")).toMatchObject({ by: "ranges", whole: false, blocks: 8 * 4 });
  });

  it("lets the server cut where the blocks are far more than the answer", () => {
    // A plane along the last axis needs a whole quarter of the volume.
    expect(plan(":,:,7")).toMatchObject({ by: "slice", blocks: 16 * 8 });
    expect(plan(":,3,7").by).toBe("slice");
    expect(plan("::64,3,7").by).toBe("ranges");
  });

  it("fetches small arrays by ranges however little is wanted", () => {
    const small = { ...volume, shape: [100, 100], chunks: [10, 100], blocks: [10, 100], cbytes: 10_000 };
    expect(plan(":,7", small)).toMatchObject({ by: "ranges", whole: true });
  });

  it("fetches in one run what is wanted almost whole", () => {
    expect(plan("")).toMatchObject({ by: "ranges", whole: true });
    expect(plan("", { ...volume, cbytes: 1e9, ratio: 1 })).toMatchObject({ by: "ranges", whole: false });
  });

  it("counts steps, chunks that end short of a block, and empty selections", () => {
    const odd = { ...volume, shape: [100], chunks: [10], blocks: [4], cbytes: 200 };
    expect(plan("", odd).blocks).toBe(30);
    expect(plan("::25", odd).blocks).toBe(4);
    expect(plan("8:12", odd).blocks).toBe(2);
    expect(plan("5:5", odd).blocks).toBe(0);
  });

  it("lets the server cut where it serves no ranges", () => {
    expect(plan("7", { ...volume, ranges: false }).by).toBe("slice");
  });

  it("never counts fewer blocks than are touched", () => {
    const axis = fc.record({
      start: fc.nat(99),
      count: fc.integer({ min: 1, max: 100 }),
      step: fc.integer({ min: 1, max: 30 }),
    });
    fc.assert(
      fc.property(
        axis,
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        ({ start, count, step }, chunk, block) => {
          const fitting = Math.min(count, Math.floor((99 - start) / step) + 1);
          const facts = { ...volume, shape: [100], chunks: [chunk], blocks: [Math.min(block, chunk)] };
          const seen = new Set<string>();
          for (let i = 0; i < fitting; i++) {
            const index = start + i * step;
            seen.add(`${Math.floor(index / chunk)} ${Math.floor((index % chunk) / Math.min(block, chunk))}`);
          }
          const { blocks } = planRead(facts, [{ kind: "range", start, count: fitting, step }]);
          expect(blocks).toBeGreaterThanOrEqual(seen.size);
          if (step === 1) expect(blocks).toBe(seen.size);
        },
      ),
      { seed: 6, numRuns: 300 },
    );
  });

  it("writes selections so that they read back the same", () => {
    for (const text of ["1:5,3,::7", "0:0,4,2:9:3", "5,6,7"]) {
      const selection = parseSliceText(text, [10, 10, 10]);
      expect(parseSliceText(sliceText(selection), [10, 10, 10])).toEqual(selection);
    }
    expect(sliceText([])).toBe("");
  });
});
