import { parseDType, parseReversibleSlice, product, selectionShape } from "@caterva2/ndarray";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { cutOf, finerCut, type GriddedSource } from "./cut.ts";

const SIZES = { piece: 2 ** 21, work: 2 ** 21, compressed: 2 ** 26, most: 2 ** 34 };

/** An array of which each item takes `cost` items, and blocks are decoded whole. */
function gridded(shape: number[], chunks: number[], blocks: number[], dtype: string, cost: number): GriddedSource {
  const along = (start: number, count: number, block: number) =>
    (Math.floor((start + count - 1) / block) - Math.floor(start / block) + 1) * block;
  return {
    dtype: parseDType(dtype),
    shape,
    chunks,
    blocks,
    read: () => Promise.reject(new Error("nothing is read to plan")),
    cost: (selection) =>
      cost *
      selection.reduce(
        (sum, axis, k) => sum * (axis.kind === "range" ? along(axis.start, axis.count, blocks[k] ?? 1) : 1),
        1,
      ),
  };
}

function finer(array: GriddedSource, slice = "") {
  const chosen = parseReversibleSlice(slice, array.shape);
  return finerCut(array, chosen, cutOf(array, chosen.selection, SIZES), SIZES);
}

describe("the cut of what is sent", () => {
  test.each([
    ["doubles", gridded([2000, 2000], [500, 2000], [20, 1000], "<f8", 3), [60, 2000], [6, 2000]],
    ["bools that cost much", gridded([2000, 2000], [500, 2000], [20, 1000], "|b1", 8), [60, 2000], [60, 2000]],
    ["a cube", gridded([512, 512, 512], [64, 128, 128], [32, 32, 32], "<f4", 2), [32, 64, 128], [4, 64, 128]],
    [
      "chunks that are small already",
      gridded([2000, 2000], [100, 1000], [20, 1000], "<f8", 3),
      [100, 1000],
      [20, 1000],
    ],
    ["a length that nothing divides", gridded([1_000_003], [1_000_003], [1009], "<f8", 3), [125_116], [16_384]],
  ])("of %s: some chunks a piece, in runs of memory", (_, array, chunks, blocks) => {
    expect(finer(array)).toMatchObject({ chunks, blocks });
  });

  it("is the operands' where parts of a chunk cost as much as the chunk", () => {
    const array = gridded([2000, 2000], [500, 2000], [500, 2000], "<f8", 3);
    expect(finer(array)).toMatchObject({ chunks: [500, 2000], blocks: [500, 2000] });
  });

  it("fits any shape", () => {
    const extent = fc.integer({ min: 1, max: 3000 });
    fc.assert(
      fc.property(fc.array(fc.tuple(extent, extent, extent), { minLength: 1, maxLength: 3 }), extent, (axes, cost) => {
        const shape = axes.map(([one]) => one);
        const chunks = axes.map(([one, two]) => Math.min(one, two));
        const blocks = axes.map(([, , three], axis) => Math.min(three, chunks[axis] ?? 1));
        const array = gridded(shape, chunks, blocks, "<f4", cost);
        const cut = finer(array);
        const whole = selectionShape(parseReversibleSlice("", shape).selection);
        expect(cut.chunks.every((one, axis) => one >= 1 && one <= (whole[axis] ?? 0))).toBe(true);
        expect(cut.blocks.every((one, axis) => one >= 1 && one <= (cut.chunks[axis] ?? 0))).toBe(true);
        expect(product(cut.chunks)).toBeLessThanOrEqual(Math.max(product(chunks), 2 ** 18));
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
