import { applySelection, type NDArray, parseDType, product, type Selection, wholeSelection } from "@caterva2/ndarray";
import fc from "fast-check";
import { expect, test } from "vitest";
import { selectionOf } from "../../../ndarray/test/random-selection.ts";
import { memoryArray } from "../../test/memory-array.ts";
import { lazyArray, type Operand } from "../index.ts";

const F8 = parseDType("<f8");

function numbers(shape: readonly number[]): NDArray {
  const items = Float64Array.from({ length: product(shape) }, (_, at) => at);
  return { dtype: F8, shape, data: new Uint8Array(items.buffer) };
}

const shapes = fc
  .array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 })
  .chain((shape) => fc.tuple(fc.constant(shape), fc.shuffledSubarray(shape, { minLength: shape.length })));

test("a region of a reshaped array is the region of the whole, however it is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      shapes,
      fc.constantFrom(8, 64, 2 ** 20),
      fc.boolean(),
      fc.nat(),
      async ([from, to], tile, flat, salt) => {
        const target = flat ? [product(from)] : to;
        const array = numbers(from);
        const [selection = []] = fc.sample(selectionOf(target), { seed: salt, numRuns: 1 });
        const text = `(a * 1).reshape((${target.join(", ")},))`;
        const lazy = lazyArray(text, new Map([["a", memoryArray(array)]]), { tileBytes: tile });
        const found = await lazy.read(selection);
        expect(found.data).toEqual(applySelection({ ...array, shape: target }, selection).data);
      },
    ),
  );
});

/** A large array of zeros that counts the items it is asked for. */
function zeros(shape: readonly number[], chunks: readonly number[]): Operand & { items: number; most: number } {
  return {
    dtype: F8,
    shape,
    chunks,
    items: 0,
    most: 0,
    async read(selection: Selection) {
      const counts = selection.map((axis) => (axis.kind === "index" ? 1 : axis.count));
      this.items += product(counts);
      this.most = Math.max(this.most, product(counts));
      return { dtype: F8, shape: counts, data: new Uint8Array(product(counts) * 8) };
    },
  };
}

const range = (start: number, count: number, step = 1) => ({ kind: "range", start, step, count }) as const;

test("reads the rows around a region of what is too large to keep, and not the whole for each", async () => {
  const a = zeros([10_000, 1000], [100, 1000]);
  const lazy = lazyArray("(a + 1).reshape((1000, 10000))", new Map([["a", a]]));
  await lazy.read([range(5, 1), range(0, 10_000)]);
  expect(a.items).toBe(10_000);
  expect(lazy.cost([range(5, 1), range(0, 10_000)])).toBeLessThan(50_000);
  a.items = 0;
  await lazy.read([range(0, 10), range(0, 20)]);
  expect(a.items).toBeLessThanOrEqual(10 * 10_000);
});

test("a column, whose items are far apart, costs one pass and no more memory than a tile", async () => {
  const a = zeros([6_000_000], [100_000]);
  const lazy = lazyArray("a.reshape((6000, 1000))", new Map([["a", a]]), { tileBytes: 2 ** 20 });
  await lazy.read([range(0, 6000), range(7, 1)]);
  expect(a.items).toBeLessThanOrEqual(6_000_000);
  expect(a.most).toBeLessThanOrEqual(2 ** 20 / 8);
  const whole = lazyArray("a.reshape((6000, 1000))", new Map([["a", zeros([6_000_000], [100_000])]]), {
    tileBytes: 2 ** 20,
  });
  expect((await whole.read(wholeSelection([6000, 1000]))).data.length).toBe(48_000_000);
});
