import { type NDArray, parseDType, type Selection, selectionShape } from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import { EvaluationMemory, lazyArray, type Operand } from "../index.ts";

/** 1000 x 1000 items in blocks of 50 x 100 that all read as one; `reads` counts the items. */
function ones(more: Partial<Operand> = {}): Operand & { items: number } {
  const dtype = parseDType("<f8");
  const source = {
    dtype,
    shape: [1000, 1000],
    chunks: [200, 500],
    blocks: [50, 100],
    items: 0,
    async read(selection: Selection): Promise<NDArray> {
      const shape = selectionShape(selection);
      const items = new Float64Array(shape.reduce((total, extent) => total * extent, 1)).fill(1);
      source.items += items.length;
      return { dtype, shape, data: new Uint8Array(items.buffer) };
    },
    ...more,
  };
  return source;
}

const range = (start: number, count: number, step = 1) => ({ kind: "range", start, step, count }) as const;
const at = (index: number) => ({ kind: "index", index }) as const;
const BLOCK = 50 * 100;

describe("the cost of a selection", () => {
  test.each<[string, Selection, number]>([
    ["a", [at(3), range(0, 10)], BLOCK],
    ["a", [range(0, 100), range(95, 10)], 4 * BLOCK],
    ["a", [range(0, 5, 200), at(0)], 5 * BLOCK],
    ["a + a", [at(3), range(0, 10)], BLOCK + 10],
    ["a.T", [at(3), range(0, 10)], BLOCK],
    ["a - a.mean()", [at(3), range(0, 10)], BLOCK + 1_000_000 + 11],
    ["a.mean() - a", [at(3), range(0, 10)], BLOCK + 1_000_000 + 11],
    ["a.sum(axis=0)", [range(0, 100)], 100_000 + 100],
    ["cumulative_sum(a, axis=0)", [range(40, 10), range(0, 100)], 50 * 100 + 10 * 100],
    ["arange(10**9)", [range(5, 10)], 10],
  ])("%s at %j", (text, selection, cost) => {
    const a = ones();
    const found = lazyArray(text, new Map([["a", a]])).cost(selection);
    expect(found).toBeGreaterThanOrEqual(cost);
    expect(found).toBeLessThanOrEqual(1.05 * cost + 20);
    expect(a.items).toBe(0);
  });

  test("asks operands that know better", () => {
    const a = ones({ cost: () => 777 });
    expect(lazyArray("a + 1", new Map([["a", a]])).cost([at(0), at(0)])).toBe(778);
  });
});

describe("the steps of a selection are those that progress counts", () => {
  const WHOLE = [range(0, 1000), range(0, 1000)];
  test.each<[string, Selection]>([
    ["sin(a) * 2 + a", WHOLE],
    ["a.sum()", []],
    ["(a * a).sum()", []],
    ["a - a.mean()", WHOLE],
    ["(a - a.mean(axis=0)).max(axis=1)", [range(0, 1000)]],
    ["cumulative_sum(a * 2, axis=0)", [range(900, 100), range(0, 1000)]],
    ["matmul(a, a)", [range(0, 100), range(0, 100)]],
    ["(a.T + 1)[::2]", [range(0, 500), range(0, 1000)]],
    ["a[5:9]", [range(0, 4), range(0, 1000)]],
    ["float16(2) * (a > 0) + a.sum(axis=0)", WHOLE],
  ])("%s", async (text, selection) => {
    let counted = 0;
    const nested = lazyArray("sqrt(a)", new Map([["a", ones()]]), { onProgress: (_all, step) => (counted += step) });
    // A product reads its operands in tiles, some of them often: what they count is theirs.
    for (const a of text.startsWith("matmul") ? [ones()] : [ones(), nested]) {
      counted = 0;
      const lazy = lazyArray(text, new Map([["a", a]]), { onProgress: (_all, step) => (counted += step) });
      const expected = lazy.steps?.(selection) ?? Number.NaN;
      await lazy.read(selection);
      expect(expected).toBeGreaterThanOrEqual(0.8 * counted);
      expect(expected).toBeLessThanOrEqual(1.2 * counted + 10);
    }
  });
});

test("a memory is shared by evaluations of one text over the same data: what is kept is not computed again", async () => {
  const memory = new EvaluationMemory();
  const a = ones();
  const slice = (start: number) => [at(start), range(0, 10)] as const;
  const lazy = () => lazyArray("a - a.sum()", new Map([["a", a]]), { memory });
  const first = await lazy().read(slice(3));
  expect([...new Float64Array(first.data.slice().buffer)]).toEqual(new Array(10).fill(1 - 1e6));
  expect(a.items).toBe(1_000_010);
  expect(memory.bytes).toBe(8);
  expect(lazy().cost(slice(7))).toBeLessThan(6000);
  expect((await lazy().read(slice(7))).data).toEqual(first.data);
  expect(a.items).toBe(1_000_020);
});
