import fc from "fast-check";
import { expect, test } from "vitest";
import { coalesceRanges } from "./index.ts";

const range = (offset: number, length: number) => ({ offset, length });

test("ranges that touch, overlap or lie within the gap become one", () => {
  expect(coalesceRanges([], 10)).toEqual([]);
  expect(coalesceRanges([range(10, 5), range(0, 10)], 0)).toEqual([range(0, 15)]);
  expect(coalesceRanges([range(0, 10), range(2, 3), range(5, 20)], 0)).toEqual([range(0, 25)]);
  expect(coalesceRanges([range(0, 10), range(11, 1)], 0)).toEqual([range(0, 10), range(11, 1)]);
  expect(coalesceRanges([range(0, 10), range(14, 1)], 4)).toEqual([range(0, 15)]);
  expect(coalesceRanges([range(0, 10), range(15, 1)], 4)).toEqual([range(0, 10), range(15, 1)]);
  expect(coalesceRanges([range(5, 0), range(9, 0)], 100)).toEqual([]);
});

test("they cover what was asked for, join only over gaps, and leave the input alone", () => {
  const ranges = fc.array(fc.record({ offset: fc.nat(120), length: fc.nat(12) }), { maxLength: 12 });
  fc.assert(
    fc.property(ranges, fc.nat(6), (input, gap) => {
      const before = structuredClone(input);
      const merged = coalesceRanges(input, gap);
      expect(input).toEqual(before);
      const wanted = new Set(
        input.flatMap(({ offset, length }) => Array.from({ length }, (_, index) => offset + index)),
      );
      const read = merged.flatMap(({ offset, length }) => Array.from({ length }, (_, index) => offset + index));
      expect(new Set(read).size).toBe(read.length);
      for (const position of wanted) expect(read).toContain(position);
      for (const [index, one] of merged.entries()) {
        expect(wanted.has(one.offset) && wanted.has(one.offset + one.length - 1)).toBe(true);
        const next = merged[index + 1];
        if (next !== undefined) expect(next.offset - (one.offset + one.length)).toBeGreaterThan(gap);
        let unwanted = 0;
        for (let position = one.offset; position < one.offset + one.length; position += 1) {
          unwanted = wanted.has(position) ? 0 : unwanted + 1;
          expect(unwanted).toBeLessThanOrEqual(gap);
        }
      }
    }),
    { seed: 1, numRuns: 500 },
  );
});
