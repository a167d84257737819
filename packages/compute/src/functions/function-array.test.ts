import { type NDArray, parseDType, wholeSelection } from "@caterva2/ndarray";
import { describe, expect, test } from "vitest";
import { memoryArray } from "../../test/memory-array.ts";
import type { LazyOptions } from "../lazy-array.ts";
import { functionArray } from "./function-array.ts";

const numbers: NDArray = {
  dtype: parseDType("<f8"),
  shape: [4, 5],
  data: new Uint8Array(Float64Array.from({ length: 20 }, (_, at) => at - 5).buffer),
};

/** The array of a function with this body over one operand of 4 rows and 5 columns in chunks of 2 by 3. */
function made(body: string, options: LazyOptions = {}, source = memoryArray(numbers, [2, 3])) {
  const text = `def f(inputs, output, offset):\n${body.replace(/^/gm, "    ")}\n`;
  const asked = { language: "python", name: "f", source: text, dtype: numbers.dtype, shape: null } as const;
  return functionArray(asked, new Map([["o0", source]]), options);
}

async function values(body: string): Promise<number[]> {
  const { data } = await made(body).read(wholeSelection([4, 5]));
  return [...new Float64Array(data.buffer)];
}

const each = (value: (x: number, row: number, column: number) => number) =>
  Array.from({ length: 20 }, (_, at) => value(at - 5, Math.floor(at / 5), at % 5));

describe("a function over pieces", () => {
  test.each<[string, (x: number, row: number, column: number) => number]>([
    ["x, = inputs\noutput[:] = x + 1", (x) => x + 1],
    ["x = inputs[0]\noutput[...] = x\noutput[x > 3] = -1\noutput += 0.5", (x) => (x > 3 ? -0.5 : x + 0.5)],
    ["i = np.arange(offset[0], offset[0] + output.shape[0])\noutput[:] = i[:, None]", (_x, row) => row],
    ["def g(v, p=2):\n    return v ** p\nfor x in inputs:\n    output += g(x)", (x) => x * x],
  ])("%j", async (body, expected) => {
    expect(await values(body)).toEqual(each(expected));
  });

  test("slices compute only the pieces that they touch, and are slices of the whole", async () => {
    const source = memoryArray(numbers, [2, 3]);
    const array = made("output[:] = inputs[0] - inputs[0].min()", {}, source);
    const part = await array.read([
      { kind: "range", start: 0, step: 3, count: 2 },
      { kind: "index", index: 1 },
    ]);
    expect([...new Float64Array(part.data.buffer)]).toEqual([1, 6]);
    expect(source.reads).toBe(2);
  });

  test("what does not end is stopped", async () => {
    for (const body of ["while True: pass", "for k in range(10**15): pass"]) {
      await expect(made(body).read(wholeSelection([4, 5]))).rejects.toMatchObject({ code: "limit.exceeded" });
    }
    const stop = new AbortController();
    stop.abort();
    const run = made("while True: pass", { signal: stop.signal }).read(wholeSelection([4, 5]));
    await expect(run).rejects.toMatchObject({ code: "request.cancelled" });
  });

  test("arrays that are in use are bounded together, those that are not are forgotten", async () => {
    const options = { maxBytes: 100_000 };
    const whole = wholeSelection([4, 5]);
    const kept = made("t = ()\nfor k in range(100):\n    t = t + (np.zeros(1000),)", options);
    await expect(kept.read(whole)).rejects.toMatchObject({ code: "expression.too_large" });
    const forgotten = made("for k in range(100):\n    t = np.zeros(1000)\noutput[:] = t[0]", options);
    expect((await forgotten.read(whole)).shape).toEqual([4, 5]);
  });

  test.each([
    ["output[:] = foo", "line 2, column 17: the name foo is not known here"],
    ["if inputs[0] > 1: pass", "line 2, column 8: an array of several items is neither true nor false"],
    ["output[:] = np.zeros(3)[:, 0]", "line 2, column 17: 2 indices for an array of 1 dimensions"],
    ["def g(n): return g(n + 1)\ng(0)", "functions call each other more than 50 deep"],
    ["output.data = 3", "attributes cannot be assigned to"],
  ])("%j is refused where it stands", async (body, message) => {
    const run = async () => made(body).read(wholeSelection([4, 5]));
    await expect(run()).rejects.toThrow(message);
    await expect(run()).rejects.toMatchObject({ code: "expression.invalid" });
  });
});
