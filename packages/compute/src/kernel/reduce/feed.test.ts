import { describe, expect, test } from "vitest";
import { firstDifference, type Tolerance } from "../../../test/numpy.ts";
import { samplePair } from "../../../test/samples.ts";
import { REDUCTIONS, type ReductionName } from "../reducer.ts";
import { kindOf, NUMERIC_TYPES, type NumericType, realType, sizeOf } from "../types.ts";
import { computeMemory } from "../wasm/compute-memory.ts";
import { addressOf } from "../wasm/memory.ts";
import { createReducer, reducedType, reductionTakes } from "./create-reducer.ts";

const NAMES = Object.keys(REDUCTIONS) as ReductionName[];
const TYPES = Object.keys(NUMERIC_TYPES) as NumericType[];

/** Runs and columns around the sizes where kernels go on in another way: steps, vectors, tiles, groups of rows. */
const LAYOUTS = [
  [1, 63, 1],
  [1, 17_003, 1],
  [37, 41, 1],
  [4099, 2, 1],
  [2, 19, 33],
  [3, 17, 7],
  [1, 9, 2051],
  // Tiles of rows, rows left over, and columns beside the tiles.
  [1, 43, 83],
] as const;

const EXACT = new Set<ReductionName>(["min", "max", "argmin", "argmax", "any", "all", "count_nonzero"]);

function toleranceOf(name: ReductionName, type: NumericType): Tolerance {
  const inexact = kindOf(type) === "float" || kindOf(type) === "complex";
  if (EXACT.has(name) || (!inexact && (name === "sum" || name === "prod"))) return {};
  return { relative: realType(type) === "f4" ? 1e-5 : 1e-11 };
}

/** Floats between 1 and 2, whose sums do not cancel; for what is exact, samples with NaN, infinities and zeros. */
function itemsOf(name: ReductionName, type: NumericType, count: number): Uint8Array {
  const size = sizeOf(type);
  if (EXACT.has(name)) return samplePair(type, count + 1700, 17)[0].slice(1700 * size);
  const bytes = samplePair(type, count + 4000, 17)[0].slice(4000 * size);
  if (realType(type) === "f4") return new Uint8Array(new Float32Array(bytes.buffer).map(near).buffer);
  if (realType(type) === "f8") return new Uint8Array(new Float64Array(bytes.buffer).map(near).buffer);
  return bytes;
}

function near(x: number): number {
  return 1 + (x % 1) ** 2;
}

function reduced(
  name: ReductionName,
  type: NumericType,
  block: Uint8Array,
  [outer, axis, inner]: (typeof LAYOUTS)[number],
  implementation: "auto" | "js",
): Uint8Array {
  const reducer = createReducer(name, type, outer * inner + 1, { implementation });
  for (const first of [0, axis]) reducer.add(block, { outer, axis, inner, cell: 1, first });
  reducer.add(block, { outer: 1, axis: 1, inner: 1, cell: 0, first: 0 });
  const into = new Uint8Array((outer * inner + 1) * sizeOf(reducer.output));
  reducer.finish(into);
  return into;
}

describe("kernels reduce as plain loops do", () => {
  test.each(NAMES)("%s, of blocks anywhere and of those in the kernels' memory", (name) => {
    for (const type of TYPES.filter((one) => reductionTakes(name, one))) {
      for (const layout of LAYOUTS) {
        const count = layout[0] * layout[1] * layout[2];
        const block = itemsOf(name, type, count);
        const wanted = reduced(name, type, block, layout, "js");
        const placed = computeMemory.allocate(block.length);
        expect(addressOf(placed)).toBe(placed.byteOffset);
        placed.set(block);
        for (const found of [block, placed].map((bytes) => reduced(name, type, bytes, layout, "auto"))) {
          const difference = firstDifference(reducedType(name, type), found, wanted, toleranceOf(name, type));
          expect(`${type} ${layout}: ${difference}`).toBe(`${type} ${layout}: undefined`);
        }
        computeMemory.free(placed);
      }
    }
  });

  test("singles whose partial sums leave their range are summed as doubles", () => {
    for (const [outer, axis, inner] of [
      [1, 256, 1],
      [1, 8, 32],
      [1, 16, 16],
    ] as const) {
      const items = Float32Array.from({ length: 256 }, (_, k) => (k < 128 ? 3e38 : -3e38));
      const reducer = createReducer("sum", "f4", inner);
      reducer.add(new Uint8Array(items.buffer), { outer, axis, inner, cell: 0, first: 0 });
      const into = new Float32Array(inner);
      reducer.finish(new Uint8Array(into.buffer));
      expect([...into]).toEqual(new Array(inner).fill(0));
    }
  });

  test("extremes of what is huge, tiny or infinite, with and without NaN", () => {
    const huge = [3e38, -3e38, 1e-40, -1e-40, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (const type of ["f4", "f8"] as const) {
      for (const kinds of [2, 4, 5, 6, 7]) {
        for (const gap of [-1, 0, 77, 255, 300]) {
          const values = Array.from({ length: 301 }, (_, k) => (k === gap ? Number.NaN : (huge[k % kinds] ?? 0)));
          const items = type === "f4" ? Float32Array.from(values) : Float64Array.from(values);
          for (const name of ["min", "max"] as const) {
            const [ours, plain] = (["auto", "js"] as const).map((implementation) => {
              const reducer = createReducer(name, type, 1, { implementation });
              reducer.add(new Uint8Array(items.buffer), { outer: 1, axis: 301, inner: 1, cell: 0, first: 0 });
              const into = type === "f4" ? new Float32Array(1) : new Float64Array(1);
              reducer.finish(new Uint8Array(into.buffer));
              return into[0];
            });
            expect([type, kinds, gap, name, ours]).toEqual([type, kinds, gap, name, plain]);
          }
        }
      }
    }
  });

  test("products that leave the range on the way are those of plain loops", () => {
    const items = Float64Array.from({ length: 64 }, (_, k) => (k % 2 === 0 ? 1e200 : 1e-200));
    const reducer = createReducer("prod", "f8", 1);
    reducer.add(new Uint8Array(items.buffer), { outer: 1, axis: 64, inner: 1, cell: 0, first: 0 });
    const into = new Float64Array(1);
    reducer.finish(new Uint8Array(into.buffer));
    expect(into[0]).toBeCloseTo(1, 12);
  });
});
