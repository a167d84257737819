import { product } from "@caterva2/ndarray";
import fc from "fast-check";
import { expect, test } from "vitest";
import { automaticGrid } from "./grid.ts";

/** Items of an array once each axis is padded to whole parts. */
const padded = (shape: readonly number[], part: readonly number[]) =>
  product(shape.map((extent, axis) => Math.ceil(extent / (part[axis] ?? 1)) * (part[axis] ?? 1)));

test("chunks are about a MiB, blocks 64 KiB at most, and padding is little", () => {
  const shape = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(shape, fc.constantFrom(1, 2, 4, 8, 16), (extents, itemsize) => {
      const { chunks, blocks } = automaticGrid(extents, itemsize);
      expect(product([...chunks, itemsize])).toBeLessThanOrEqual(2 ** 20);
      expect(product([...blocks, itemsize])).toBeLessThanOrEqual(2 ** 16);
      expect(padded(chunks, blocks)).toBeLessThanOrEqual(2 * product(chunks));
    }),
  );
  const { chunks, blocks } = automaticGrid([10_000, 10_000], 8);
  expect([padded([10_000, 10_000], chunks), padded(chunks, blocks)].map((items) => items / 1e4)).toEqual([10_010, 13]);
});
