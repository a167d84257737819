import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorCode } from "../../test/error-code.ts";
import { automaticShapes, DEFAULT_CACHES } from "./shapes.ts";

const KIB = 1024;
const extents = fc.array(fc.integer({ min: 1, max: 5000 }), { maxLength: 6 });

describe("automatic shapes", () => {
  it.each([
    // As python-blosc2 4.14 answers with these cache sizes.
    [[512, 512, 512], 4, [4, 512, 512], [1, 64, 512]],
    [[1_000_003], 8, [524_288], [16_384]],
    [[1000, 1000], 8, [500, 1000], [10, 1000]],
    [[], 8, [], []],
    [[0, 3], 4, [0, 3], [0, 3]],
  ])("of %j, items of %i bytes", (shape, itemsize, chunks, blocks) => {
    expect(automaticShapes({ shape, itemsize })).toEqual({ chunks, blocks });
  });

  it("keep what is given", () => {
    const { chunks, blocks } = automaticShapes({ shape: [100, 100], itemsize: 8, chunks: [50, 40] });
    expect(chunks).toEqual([50, 40]);
    expect(blocks.every((extent, axis) => extent <= (chunks[axis] ?? 0))).toBe(true);
    expect(automaticShapes({ shape: [100, 100], itemsize: 8, blocks: [7, 9] }).blocks).toEqual([7, 9]);
  });

  it("lie within each other, and near the sizes that the caches ask for", () => {
    fc.assert(
      fc.property(extents, fc.integer({ min: 1, max: 64 }), (shape, itemsize) => {
        const { chunks, blocks } = automaticShapes({ shape, itemsize });
        const bytes = (list: readonly number[]) => list.reduce((total, extent) => total * extent, itemsize);
        for (const [axis, extent] of shape.entries()) {
          expect(chunks[axis]).toBeLessThanOrEqual(extent);
          expect(blocks[axis]).toBeLessThanOrEqual(chunks[axis] ?? 0);
          expect(blocks[axis]).toBeGreaterThanOrEqual(1);
        }
        expect(bytes(blocks)).toBeLessThanOrEqual(2 * 128 * KIB);
        expect(bytes(chunks)).toBeLessThanOrEqual(2 * (DEFAULT_CACHES.l3 / 4 + bytes(blocks)));
      }),
      { seed: 5 },
    );
  });

  it("refuse what cannot be", async () => {
    expect(await errorCode(() => automaticShapes({ shape: [4], itemsize: 0 }))).toBe("request.invalid");
    expect(await errorCode(() => automaticShapes({ shape: [4], itemsize: 1, chunks: [2, 2] }))).toBe("request.invalid");
  });
});
