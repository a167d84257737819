import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ArraySource, applySelection, type NDArray, parseDType, product, selectionShape } from "../src/index.ts";
import { selectionOf } from "./random-selection.ts";

/** What `make` gives: a source, and how to let go of it. */
export interface MadeArray {
  readonly array: ArraySource;
  dispose?(): Promise<void> | void;
}

const SHAPES: readonly (readonly number[])[] = [[], [7], [0], [13, 9], [5, 0, 3], [6, 7, 8], [3, 1, 4, 2]];
const DTYPES: readonly string[] = ["|u1", "<i2", ">f4", "<c16", "<U3", "[('a', '<i4'), ('b', '|S3')]"];

/**
 * What every {@link ArraySource} promises. `make` opens a source that holds exactly the given array;
 * the suite asks for a few dozen of at most some kilobytes.
 */
export function arraySourceContract(name: string, make: (array: NDArray) => Promise<MadeArray> | MadeArray): void {
  describe(`${name} is an array source`, () => {
    describe.each(SHAPES.map((shape) => ({ shape })))("of shape $shape", ({ shape }) => {
      test.each(DTYPES)(
        "and dtype %s: it says what it holds, and a read is the selection of the whole",
        async (text) => {
          const whole = pattern(text, shape);
          const { array, dispose } = await make(whole);
          try {
            expect(array.dtype).toEqual(whole.dtype);
            expect(array.shape).toEqual(shape);
            expect(array.chunks === undefined || array.chunks.length === shape.length).toBe(true);
            await fc.assert(
              fc.asyncProperty(selectionOf(shape), async (selection) => {
                const read = await array.read(selection);
                expect(read.dtype).toEqual(whole.dtype);
                expect(read.shape).toEqual(selectionShape(selection));
                expect(Buffer.compare(read.data, applySelection(whole, selection).data)).toBe(0);
                if (array.readInto === undefined) return;
                const target = new Uint8Array(read.data.length).fill(0xa5);
                await array.readInto(selection, target);
                expect(Buffer.compare(target, read.data)).toBe(0);
              }),
              { numRuns: 8, seed: 3 },
            );
          } finally {
            await dispose?.();
          }
        },
      );
    });

    test("reads may overlap in time, and a later one leaves the answer of an earlier one alone", async () => {
      const whole = pattern("<i4", [40, 30]);
      const { array, dispose } = await make(whole);
      try {
        const rows = Array.from({ length: 40 }, (_, index) => [
          { kind: "index", index } as const,
          { kind: "range", start: 0, step: 1, count: 30 } as const,
        ]);
        const reads = await Promise.all(rows.map((row) => array.read(row)));
        for (const [index, row] of rows.entries()) {
          expect(reads[index]?.data).toEqual(applySelection(whole, row).data);
        }
      } finally {
        await dispose?.();
      }
    });
  });
}

/** An array whose items differ from place to place; any bytes are valid items of the dtypes above. */
function pattern(dtypeText: string, shape: readonly number[]): NDArray {
  const dtype = parseDType(dtypeText);
  const data = new Uint8Array(product(shape) * dtype.itemsize);
  for (let at = 0; at < data.length; at += 1) data[at] = (at * 151 + (at >> 8) * 29) & 0x7f;
  return { dtype, shape, data };
}
