import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyGather,
  applySelection,
  type GatherSelection,
  gatherShape,
  groupPoints,
  isCatervaError,
  isGather,
  isWholeSelection,
  type NDArray,
  parseDType,
  parseIndices,
  parseSliceText,
  product,
  type Selection,
  selectionShape,
  toTypedArray,
  wholeSelection,
} from "../index.ts";

/** 0, 1, 2, ... as int32. */
function counting(shape: readonly number[]): NDArray {
  const values = Int32Array.from({ length: product(shape) }, (_, index) => index);
  return { dtype: parseDType("<i4"), shape, data: new Uint8Array(values.buffer) };
}

function values(array: NDArray): number[] {
  return Array.from(toTypedArray(array) ?? [], Number);
}

function failure(action: () => unknown): { code: string; message: string } | undefined {
  try {
    action();
  } catch (error) {
    if (isCatervaError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  return undefined;
}

describe("slice texts", () => {
  const range = (start: number, count: number, step = 1) => ({ kind: "range", start, step, count }) as const;
  test.each<[string, readonly number[], Selection]>([
    ["", [4, 5], [range(0, 4), range(0, 5)]],
    ["   ", [4], [range(0, 4)]],
    ["", [], []],
    ["1", [4, 5], [{ kind: "index", index: 1 }, range(0, 5)]],
    ["-1 , 2:", [4, 5], [{ kind: "index", index: 3 }, range(2, 3)]],
    [" 1 : 3 , : ", [4, 5], [range(1, 2), range(0, 5)]],
    ["::2", [5], [range(0, 3, 2)]],
    ["1::2", [5], [range(1, 2, 2)]],
    ["-3:-1", [5], [range(2, 2)]],
    ["-100:100", [5], [range(0, 5)]],
    ["+1:+3:+1", [5], [range(1, 2)]],
    ["3:1", [5], [range(0, 0)]],
    ["7:", [5], [range(0, 0)]],
    [":", [0], [range(0, 0)]],
    ["::1000000000000000000000", [5], [range(0, 1, Number.MAX_SAFE_INTEGER)]],
    ["0:99999999999999999999999", [5], [range(0, 5)]],
  ])("%j of %j", (text, shape, selection) => {
    expect(parseSliceText(text, shape)).toEqual(selection);
  });

  test.each([
    ["abc", [5], "slice.invalid", "not a slice"],
    ["1:2:3:4", [5], "slice.invalid", "not a slice"],
    ["1.5", [5], "slice.invalid", "not a slice"],
    ["1e3", [5], "slice.invalid", "not a slice"],
    ["0x1", [5], "slice.invalid", "not a slice"],
    ["1,", [5, 5], "slice.invalid", "not a slice"],
    [",", [5, 5], "slice.invalid", "not a slice"],
    ["1 2", [5], "slice.invalid", "not a slice"],
    ["- 1", [5], "slice.invalid", "not a slice"],
    ["...", [5], "slice.invalid", "not a slice"],
    ["1".repeat(5000), [5], "slice.invalid", "not a slice"],
    ["::-1", [5], "slice.invalid", "step"],
    ["::0", [5], "slice.invalid", "step"],
    ["0,0", [5], "slice.invalid", "dimensions"],
    ["0", [], "slice.invalid", "dimensions"],
    ["5", [5], "index.out_of_range", "out of bounds"],
    ["-6", [5], "index.out_of_range", "out of bounds"],
    ["0", [0], "index.out_of_range", "out of bounds"],
    ["9".repeat(400), [5], "index.out_of_range", "out of bounds"],
  ] as const)("%j of %j is %s", (text, shape, code, words) => {
    const error = failure(() => parseSliceText(text, shape));
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(words);
    expect(error?.message.length).toBeLessThan(600);
  });

  test("each range takes what counting through it takes", () => {
    const bound = fc.option(fc.integer({ min: -15, max: 15 }), { nil: undefined });
    const step = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined });
    fc.assert(
      fc.property(fc.nat(12), bound, bound, step, (extent, start, stop, by) => {
        const text = `${start ?? ""}:${stop ?? ""}${by === undefined ? "" : `:${by}`}`;
        const from = start === undefined ? 0 : start < 0 ? start + extent : start;
        const to = stop === undefined ? extent : stop < 0 ? stop + extent : stop;
        const expected: number[] = [];
        for (let at = Math.max(0, from); at < to && at < extent; at += by ?? 1) expected.push(at);
        expect(values(applySelection(counting([extent]), parseSliceText(text, [extent])))).toEqual(expected);
      }),
      { seed: 1, numRuns: 1000 },
    );
  });

  test("slices of arrays of any rank hold the items at the positions they name", () => {
    const axis = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.nat(4),
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
    );
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 5 }), (axes) => {
        const shape = axes.map(([extent]) => extent);
        const text = axes.map(([extent, start, stop, step, drop]) =>
          drop ? `${start % extent}` : `${start}:${stop}:${step}`,
        );
        const selection = parseSliceText(text.join(), shape);
        const result = applySelection(counting(shape), selection);
        expect(result.shape).toEqual(selectionShape(selection));
        let flat: number[] = [0];
        for (const [index, one] of selection.entries()) {
          const picks =
            one.kind === "index" ? [one.index] : Array.from({ length: one.count }, (_, k) => one.start + k * one.step);
          flat = flat.flatMap((base) => picks.map((pick) => base * (shape[index] ?? 0) + pick));
        }
        expect(values(result)).toEqual(flat);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test("any text gives a selection or one of two errors", () => {
    const soup = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0123456789:,-+ e.n") }));
    fc.assert(
      fc.property(soup, fc.array(fc.nat(20), { maxLength: 4 }), (text, shape) => {
        const error = failure(() => checkInside(parseSliceText(text, shape), shape));
        expect([undefined, "slice.invalid", "index.out_of_range"]).toContain(error?.code);
      }),
      { seed: 3, numRuns: 3000 },
    );
  });
});

function checkInside(selection: Selection, shape: readonly number[]): void {
  expect(selection.length).toBe(shape.length);
  for (const [axis, one] of selection.entries()) {
    const last = one.kind === "index" ? one.index : one.start + Math.max(0, one.count - 1) * one.step;
    if (one.kind === "index" || one.count > 0) expect(last).toBeLessThan(shape[axis] ?? 0);
    if (one.kind === "range") expect(one.start).toBeGreaterThanOrEqual(0);
  }
}

describe("whole selections", () => {
  test("are known however they are written", () => {
    for (const text of ["", ":", "0:3,0:4", "0:9,:", ":,::1"]) {
      expect(isWholeSelection(parseSliceText(text, [3, 4]), [3, 4]), text).toBe(true);
    }
    for (const text of ["0", "1:", ":,:3", ":,::2"]) {
      expect(isWholeSelection(parseSliceText(text, [3, 4]), [3, 4]), text).toBe(false);
    }
    expect(isWholeSelection(parseSliceText("::7", [1]), [1])).toBe(true);
    expect(isWholeSelection(parseSliceText("0", [1]), [1])).toBe(false);
    expect(isWholeSelection(wholeSelection([]), [])).toBe(true);
    expect(isWholeSelection(wholeSelection([3]), [3, 1])).toBe(false);
  });
});

interface IndicesCase {
  readonly shape: number[];
  readonly indices: unknown;
  readonly resultShape: number[];
  readonly result: number[];
}

const cases: IndicesCase[] = JSON.parse(
  readFileSync(new URL("../../test/fixtures/indices.json", import.meta.url), "utf8"),
);

describe("indices", () => {
  test.each(cases.map((one) => [JSON.stringify(one.indices), one] as const))("%s as NumPy", (text, one) => {
    const selection = parseIndices(text, one.shape);
    const array = counting(one.shape);
    const result = isGather(selection) ? applyGather(array, selection) : applySelection(array, selection);
    expect(result.shape).toEqual(one.resultShape);
    expect(isGather(selection) ? gatherShape(selection) : selectionShape(selection)).toEqual(one.resultShape);
    expect(values(result)).toEqual(one.result);
  });

  test.each([
    ["nonsense", "slice.invalid", "not JSON"],
    ["", "slice.invalid", "not JSON"],
    ["[1", "slice.invalid", "not JSON"],
    ["[NaN]", "slice.invalid", "not JSON"],
    ['{"a": 1}', "slice.invalid", "JSON list"],
    ["3", "slice.invalid", "JSON list"],
    ["null", "slice.invalid", "JSON list"],
    ["[{}]", "slice.invalid", "not an integer"],
    ["[true]", "slice.invalid", "not an integer"],
    ["[1.0]", "slice.invalid", "not an integer"],
    ["[1e0]", "slice.invalid", "not an integer"],
    ["[1.5]", "slice.invalid", "not an integer"],
    ["[[1,true]]", "slice.invalid", "only integers"],
    ["[[1,2.0]]", "slice.invalid", "only integers"],
    ['[[1,"2"]]', "slice.invalid", "only integers"],
    ["[[1,null]]", "slice.invalid", "only integers"],
    ["[[1,{}]]", "slice.invalid", "only integers"],
    ["[[[1],[2,3]]]", "slice.invalid", "only integers"],
    ["[[[1],2]]", "slice.invalid", "only integers"],
    ["[[1,[2]]]", "slice.invalid", "only integers"],
    ['["1:2:3:4"]', "slice.invalid", "not a slice"],
    ['[""]', "slice.invalid", "not a slice"],
    ['["1.5"]', "slice.invalid", "not a slice"],
    ['["::-1"]', "slice.invalid", "step"],
    ["[0,0,0]", "slice.invalid", "dimensions"],
    ["[[0,1],[0,1,2]]", "slice.invalid", "taken together"],
    ["[[999999]]", "index.out_of_range", "out of bounds"],
    ["[[-11]]", "index.out_of_range", "out of bounds"],
    ["[10]", "index.out_of_range", "out of bounds"],
    ["[[99999999999999999999999999]]", "index.out_of_range", "out of bounds"],
    [`[${"[".repeat(70)}0${"]".repeat(70)}]`, "slice.invalid", "only integers"],
  ] as const)("%s is refused", (text, code, words) => {
    const error = failure(() => parseIndices(text, [10, 10]));
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(words);
  });

  test("bounds: coordinates, points after broadcasting, characters", () => {
    const list = (count: number) => `[${"0,".repeat(count - 1)}0]`;
    const most = parseIndices(`[${list(1_000_000)}]`, [10]);
    expect(isGather(most) && gatherShape(most)).toEqual([1_000_000]);
    const tooMany = failure(() => parseIndices(`[${list(1_000_001)}]`, [10]));
    expect(tooMany).toMatchObject({ code: "limit.exceeded", message: expect.stringContaining("batches") });
    const column = `[${Array.from({ length: 2000 }, () => "[0]").join()}]`;
    const product = failure(() => parseIndices(`[${column},${list(2000)}]`, [10, 10]));
    expect(product).toMatchObject({ code: "limit.exceeded", message: expect.stringContaining("batches") });
    const long = failure(() => parseIndices(`[${"0".repeat(8 * 1024 * 1024 + 1)}]`, [10]));
    expect(long).toMatchObject({ code: "limit.exceeded", message: expect.stringContaining("at most") });
    const deep = failure(() => parseIndices(`${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`, [10]));
    expect(deep?.code).toBe("slice.invalid");
  });

  test("any text gives a selection or a typed error", () => {
    const pieces = fc.constantFrom(
      ...'[] [ ] , 0 1 -1 5 1.0 1e9 null true {} "1:2" "x" "\\"" [[0],[1]] [0,1]'.split(" "),
    );
    const soup = fc.oneof(
      fc.string(),
      fc.json(),
      fc.array(pieces, { maxLength: 12 }).map((list) => `[${list.join("")}]`),
    );
    fc.assert(
      fc.property(soup, fc.array(fc.nat(6), { maxLength: 4 }), (text, shape) => {
        const error = failure(() => {
          const selection = parseIndices(text, shape);
          const array = counting(shape);
          return isGather(selection) ? applyGather(array, selection) : applySelection(array, selection);
        });
        expect([undefined, "slice.invalid", "index.out_of_range", "limit.exceeded"]).toContain(error?.code);
      }),
      { seed: 4, numRuns: 3000 },
    );
  });
});

describe("points by chunk", () => {
  test("each point is in the one group of its chunk, and groups come in the order of the chunks", () => {
    const selection = parseIndices("[[9, 0, 3, 9, 4], null, [0, 6, 1, 0, 6]]", [10, 2, 7]) as GatherSelection;
    expect(groupPoints(selection.points, [4, 1, 3])).toEqual([
      { chunk: [0, 0], members: [2] },
      { chunk: [0, 2], members: [1] },
      { chunk: [1, 2], members: [4] },
      { chunk: [2, 0], members: [0, 3] },
    ]);
  });
});
