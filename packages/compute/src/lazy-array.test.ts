import {
  type ArraySource,
  applySelection,
  elementReader,
  isCatervaError,
  type NDArray,
  parseDType,
  product,
  selectionShape,
  wholeSelection,
} from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import { arraySourceContract } from "../../ndarray/test/array-source-contract.ts";
import { memoryArray } from "../test/memory-array.ts";
import { computeMemory, lazyArray } from "./index.ts";

arraySourceContract("lazyArray of an operand", (array) => ({
  array: lazyArray("x", new Map([["x", memoryArray(array)]])),
}));

function floats(shape: readonly number[], item: (at: number) => number): NDArray {
  const data = new Uint8Array(Float64Array.from({ length: product(shape) }, (_, at) => item(at)).buffer);
  return { dtype: parseDType("<f8"), shape, data };
}

async function valuesOf(text: string, operands: ReadonlyMap<string, ArraySource> = new Map()): Promise<unknown[]> {
  const lazy = lazyArray(text, operands);
  const { data } = await lazy.read(wholeSelection(lazy.shape));
  const read = elementReader(lazy.dtype);
  return Array.from({ length: product(lazy.shape) }, (_, at) => read(data, at));
}

function refusal(action: () => unknown): { code: string; message: string } {
  try {
    action();
  } catch (error) {
    if (isCatervaError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("it was taken");
}

const A = floats([3, 4], (at) => at - 3);
const operands = () => new Map([["a", memoryArray(A, [2, 2])]]);

test("computations that wait for their operands at the same time do not meet in the kernels' memory", async () => {
  const slow = (array: NDArray): ArraySource => {
    const fast = memoryArray(array, [1, 4]);
    const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
    const readInto: ArraySource["readInto"] = async (selection, target) => {
      await turn();
      await fast.readInto(selection, target);
      await turn();
    };
    return { ...fast, readInto };
  };
  const texts = ["a + b", "a * b - 1", "sum(a + b)", "sum(a)", "where(a > 0, a, b)", "(a - b.mean()).max(axis=0)"];
  const named = () =>
    new Map([
      ["a", slow(A)],
      ["b", slow(floats([3, 4], (at) => 100 * at))],
    ]);
  const alone: unknown[] = [];
  for (const text of texts) alone.push(await valuesOf(text, named()));
  expect(await Promise.all(texts.map((text) => valuesOf(text, named())))).toEqual(alone);
  expect(alone.slice(2, 4)).toEqual([[6630], [30]]);
});

test("one text over operands of other names, types, shapes and limits means another thing each time", async () => {
  const single = memoryArray({
    ...A,
    dtype: parseDType("<f4"),
    data: new Uint8Array(Float32Array.from({ length: 12 }, () => 0.1).buffer),
  });
  const double = memoryArray(floats([3, 4], () => 0.1));
  const row = memoryArray(floats([4], () => 0.1));
  for (let round = 0; round < 2; round += 1) {
    const made = [single, double, row].map((a) => lazyArray("a + 1", new Map([["a", a]])));
    expect(made.map(({ dtype, shape }) => [dtype.itemsize, shape])).toEqual([
      [4, [3, 4]],
      [8, [3, 4]],
      [8, [4]],
    ]);
    expect(refusal(() => lazyArray("a + 1", new Map([["b", double]]))).code).toBe("expression.invalid");
    expect(refusal(() => lazyArray("zeros(100) + a[0, 0]", new Map([["a", double]]), { maxArrayItems: 50 })).code).toBe(
      "expression.too_large",
    );
    expect(lazyArray("zeros(100) + a[0, 0]", new Map([["a", double]])).shape).toEqual([100]);
    expect(
      await valuesOf(
        "a - b",
        new Map([
          ["a", double],
          ["b", memoryArray(floats([3, 4], () => 0))],
        ]),
      ),
    ).toEqual(Array(12).fill(0.1));
    expect(
      await valuesOf(
        "a - b",
        new Map([
          ["b", double],
          ["a", memoryArray(floats([3, 4], () => 0))],
        ]),
      ),
    ).toEqual(Array(12).fill(-0.1));
  }
});

test("operands and results that lie where kernels compute", async () => {
  const count = 10_007;
  const source = floats([count], (at) => at / 8);
  const data = computeMemory.allocate(count * 8);
  data.set(source.data);
  const array = { ...source, data };
  const placed: ArraySource = {
    dtype: array.dtype,
    shape: array.shape,
    chunks: array.shape,
    read: async (selection) =>
      product(selectionShape(selection)) === count ? array : applySelection(array, selection),
  };
  const into = computeMemory.allocate(count * 8);
  const lazy = lazyArray("2 * a + 1", new Map([["a", placed]]));
  await lazy.readInto?.(wholeSelection(lazy.shape), into);
  const results = new Float64Array(into.buffer, into.byteOffset, count);
  expect(results.every((value, at) => value === at / 4 + 1)).toBe(true);
  expect(await valuesOf("sum(a)", new Map([["a", placed]]))).toEqual([(count * (count - 1)) / 16]);
  expect(data).toEqual(source.data);
  for (const bytes of [data, into]) computeMemory.free(bytes);
});

describe("values", () => {
  test.each<[string, unknown[]]>([
    ["-a[0]**2", [-9, -4, -1, -0]],
    ["(a - mean(a, axis=0))[1]", [0, 0, 0, 0]],
    ["a[::-1, 1]", [6, 2, -2]],
    ["(0 - a).max(axis=1)", [3, -1, -5]],
    ["a.slice((slice(1, 3, None), 0))", [1, 5]],
    ["where(a[0] > -2, a[0], 9)", [9, 9, -1, 0]],
    ["cumulative_sum(a, axis=1, include_initial=True)[0]", [0, -3, -5, -6, -6]],
    ["matmul(a, a.T)[0]", [14, -10, -34]],
    ["concat([a, a])[::2, 0]", [-3, 5, 1]],
    ["diagonal(a, 1)", [-2, 3, 8]],
    ["arange(6).reshape((2, 3)).T[2]", [2n, 5n]],
    ["sum(a) / 2", [15]],
    ["upper('abc') + 'd'", ["ABCd"]],
    ["1 + 2 * 3", [7n]],
  ])("%s", async (text, expected) => {
    expect(await valuesOf(text, operands())).toEqual(expected);
  });
});

describe("bounds and refusals", () => {
  test.each([
    ["arange(10**15)", "expression.too_large"],
    ["zeros((100000, 100000, 100000))", "expression.too_large"],
    ["zeros(100000).reshape((100000, 1)) * zeros(100000)", "expression.too_large"],
    ["9**9**9", "expression.invalid"],
    ["'x' * 10**9", "expression.invalid"],
    ["1 / 0", "expression.invalid"],
    ["1 << 10**9", "expression.invalid"],
    ["a[5]", "expression.invalid"],
    ["a + b", "expression.invalid"],
    ["a.sum(axis=7)", "expression.invalid"],
    ["median(a)", "expression.invalid"],
    ["zeros(8, urlpath='x')", "expression.invalid"],
    ["eval('1')", "expression.invalid"],
    ["open('f', 'w')", "expression.invalid"],
    ["a.copy()", "expression.invalid"],
    ["a.save('f')", "expression.invalid"],
    ["where(a)", "expression.invalid"],
    ["a['x']", "expression.invalid"],
    ["sum", "expression.invalid"],
    ["zeros(3) + zeros(4)", "expression.invalid"],
  ])("%s", (text, code) => {
    expect(refusal(() => lazyArray(text, operands())).code).toBe(code);
  });

  test("a message names the culprit, its place and a hint", () => {
    const { message } = refusal(() => lazyArray("a + b * 2", operands()));
    expect(message).toContain("the name b is not an operand");
    expect(message).toContain('(column 5: "b")');
  });

  test("an operand may bear the name of a function that is not called", async () => {
    expect(await valuesOf("sum + 1", new Map([["sum", memoryArray(floats([2], (at) => at))]]))).toEqual([1, 2]);
  });

  test("steps, bytes and a signal stop a computation", async () => {
    const source = new Map([
      [
        "a",
        memoryArray(
          floats([64, 64], (at) => at),
          [8, 8],
        ),
      ],
    ]);
    const whole = wholeSelection([64, 64]);
    const codeOf = async (options: Parameters<typeof lazyArray>[2]) => {
      const read = lazyArray("a * 2", source, { tileBytes: 4096, ...options }).read(whole);
      return read.then(() => undefined).catch((error: unknown) => (isCatervaError(error) ? error.code : error));
    };
    expect(await codeOf({ maxItems: 1000 })).toBe("limit.exceeded");
    expect(await codeOf({ maxBytes: 1000 })).toBe("expression.too_large");
    expect(await codeOf({ signal: AbortSignal.abort() })).toBe("request.cancelled");
    const seen: number[] = [];
    expect(await codeOf({ onProgress: (items) => seen.push(items) })).toBeUndefined();
    expect(seen.at(-1)).toBe(64 * 64);
    expect(seen.length).toBeGreaterThan(10);
  });
});

describe("integers of a text that do not fit the type beside them", () => {
  const u1 = { dtype: parseDType("|u1"), shape: [3], data: Uint8Array.of(1, 2, 3) };
  const make = (text: string) => lazyArray(text, new Map([["a", memoryArray(u1)]]));

  test.each(["a + 300", "a - -1", "maximum(a, -3)", "a // 256", "clip(a, 300, 400)", "full_like(a, 300)", "a & -1"])(
    "%s is refused when it is made, with a hint, and nothing is read",
    (text) => {
      expect(() => make(text)).toThrow(expect.objectContaining({ code: "expression.invalid" }));
      expect(() => make(text)).toThrow(/does not fit/);
    },
  );

  test.each([
    ["where(a > 1, a, -3)", [253, 2, 3]],
    ["where(a > 1, 300, a)", [1, 44, 44]],
    ["where(a > 1, a, 2**63)", [0, 2, 3]],
    ["clip(a, -3, 2)", [1, 2, 2]],
  ])("%s is what NumPy makes of it", async (text, expected) => {
    const { dtype, data } = await make(text).read(wholeSelection([3]));
    expect([dtype, [...data]]).toEqual([u1.dtype, expected]);
  });
});

describe("what is read", () => {
  /** A source that notes the items of each read. */
  function counted(array: NDArray, chunks: readonly number[]) {
    const items: number[] = [];
    const source: ArraySource = {
      dtype: array.dtype,
      shape: array.shape,
      chunks,
      async read(selection) {
        const part = applySelection(array, selection);
        items.push(product(part.shape));
        return part;
      },
    };
    return { source, items };
  }

  const total = (items: readonly number[]) => items.reduce((sum, one) => sum + one, 0);

  test("a slice reads what it needs, and an operand that stands twice is read once", async () => {
    const { source, items } = counted(
      floats([100, 100], (at) => at),
      [10, 10],
    );
    const lazy = lazyArray("(a + a * 2).T", new Map([["a", source]]));
    await lazy.read([
      { kind: "range", start: 5, step: 1, count: 3 },
      { kind: "index", index: 7 },
    ]);
    expect(items).toEqual([3]);
  });

  test("a reduction reads each item once, in pieces", async () => {
    const { source, items } = counted(
      floats([100, 100], (at) => at),
      [10, 10],
    );
    const lazy = lazyArray("sum(a, axis=0)", new Map([["a", source]]), { tileBytes: 32 * 1000 });
    await lazy.read(wholeSelection(lazy.shape));
    expect(total(items)).toBe(10_000);
    expect(Math.max(...items)).toBeLessThanOrEqual(1000);
  });

  test("reads that follow each other share whole reductions and go on with running sums", async () => {
    const { source, items } = counted(
      floats([1000], (at) => at),
      [100],
    );
    const lazy = lazyArray("cumulative_sum(a) - mean(a)", new Map([["a", source]]));
    for (let start = 0; start < 1000; start += 100) {
      const { data } = await lazy.read([{ kind: "range", start, step: 1, count: 100 }]);
      expect(new Float64Array(data.buffer, data.byteOffset, 1)[0]).toBe((start * (start + 1)) / 2 - 499.5);
    }
    // The mean of all, the first piece of the sums, and at the second read the small whole of them, which is kept.
    expect(total(items)).toBe(1000 + 100 + 1000);
  });
});
