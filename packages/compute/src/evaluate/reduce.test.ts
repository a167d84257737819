import { type NDArray, parseDType, type Selection, wholeSelection } from "@caterva2/ndarray";
import { expect, test } from "vitest";
import { memoryArray } from "../../test/memory-array.ts";
import { lazyArray } from "../index.ts";
import { viewAs } from "./native.ts";

function doubles(shape: readonly number[], item: (k: number) => number): NDArray {
  const items = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, k) => item(k));
  return { dtype: parseDType("<f8"), shape, data: new Uint8Array(items.buffer) };
}

async function valuesOf(text: string, options = {}): Promise<number[]> {
  const operands = new Map([
    [
      "a",
      memoryArray(
        doubles([40, 30, 50], (k) => (k % 97) - 48),
        [16, 30, 20],
      ),
    ],
    ["b", memoryArray(doubles([30, 1], (k) => k % 7))],
  ]);
  const lazy = lazyArray(text, operands, options);
  const { data } = await lazy.read(wholeSelection(lazy.shape));
  return [...viewAs(Float64Array, data)];
}

/** The plain meaning of `a * b - 1`. */
function item(z: number, y: number, x: number): number {
  return ((((z * 30 + y) * 50 + x) % 97) - 48) * (y % 7) - 1;
}

function total(fixed: readonly (number | undefined)[]): number {
  let sum = 0;
  for (let z = fixed[0] ?? 0; z < (fixed[0] === undefined ? 40 : fixed[0] + 1); z++)
    for (let y = fixed[1] ?? 0; y < (fixed[1] === undefined ? 30 : fixed[1] + 1); y++)
      for (let x = fixed[2] ?? 0; x < (fixed[2] === undefined ? 50 : fixed[2] + 1); x++) sum += item(z, y, x);
  return sum;
}

test.each([{}, { tileBytes: 20_000 }])(
  "what is computed is reduced as it comes, along any axes: %o",
  async (options) => {
    expect(await valuesOf("sum(a * b - 1)", options)).toEqual([total([])]);
    const planes = await valuesOf("sum(a * b - 1, axis=(1, 2))", options);
    expect(planes).toEqual(Array.from({ length: 40 }, (_, z) => total([z])));
    const rows = await valuesOf("sum(a * b - 1, axis=0)", options);
    expect(rows.slice(50, 60)).toEqual(Array.from({ length: 10 }, (_, x) => total([undefined, 1, x])));
    const apart = await valuesOf("sum(a * b - 1, axis=(0, 2))", options);
    expect(apart).toEqual(Array.from({ length: 30 }, (_, y) => total([undefined, y])));
  },
);

test("no block of an operand is read in parts", async () => {
  const [chunks, blocks] = [
    [1000, 2000],
    [40, 1000],
  ];
  const numbers = { dtype: parseDType("<f4"), shape: [2000, 2000], data: new Uint8Array(2000 * 2000 * 4) };
  const array = memoryArray(numbers, chunks);
  const reads: Selection[] = [];
  const read = (selection: Selection) => {
    reads.push(selection);
    return array.read(selection);
  };
  const { dtype, shape } = array;
  for (const text of ["sum(a, axis=1)", "sum(a, axis=0)", "sum(a)", "max(a, axis=1)[100:1900]"]) {
    reads.length = 0;
    const lazy = lazyArray(text, new Map([["a", { dtype, shape, chunks, blocks, read }]]));
    await lazy.read(wholeSelection(lazy.shape));
    const cut = reads.filter((selection) =>
      selection.some((part, axis) => {
        const block = blocks[axis] ?? 1;
        const end = part.kind === "range" ? part.start + part.count : Number.NaN;
        return (
          part.kind !== "range" ||
          (part.start % block !== 0 && part.start !== 100) ||
          (end % block !== 0 && end !== 1900)
        );
      }),
    );
    expect([text, reads.length > 0, cut]).toEqual([text, true, []]);
  }
});
