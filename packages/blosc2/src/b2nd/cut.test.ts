import { product } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { slabShapes } from "./cut.ts";

describe("slabShapes", () => {
  test("a small array is one chunk; its rows are spread evenly over the blocks", () => {
    expect(slabShapes([512, 512], 2)).toEqual({ chunks: [512, 512], blocks: [128, 512] });
    expect(slabShapes([513, 512], 2)).toEqual({ chunks: [513, 512], blocks: [103, 512] });
    expect(slabShapes([], 8)).toEqual({ chunks: [], blocks: [] });
    expect(slabShapes([0, 3], 8)).toEqual({ chunks: [0, 3], blocks: [0, 3] });
  });

  test("chunks and blocks stay within their targets, whatever the shape", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 3000 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 600_000 }),
        (shape, itemsize) => {
          const { chunks, blocks } = slabShapes(shape, itemsize);
          expect(product([...chunks, itemsize])).toBeLessThanOrEqual(Math.max(itemsize, 4 * 1024 * 1024));
          expect(product([...blocks, itemsize])).toBeLessThanOrEqual(Math.max(itemsize, 128 * 1024));
          for (const [axis, extent] of shape.entries()) {
            expect(blocks[axis]).toBeGreaterThanOrEqual(1);
            expect(blocks[axis]).toBeLessThanOrEqual(chunks[axis] ?? 0);
            expect(chunks[axis]).toBeLessThanOrEqual(extent);
          }
        },
      ),
      { seed: 5, numRuns: 300 },
    );
  });
});
