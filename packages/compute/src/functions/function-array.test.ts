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

  test("fields of structs in either byte order, and texts", async () => {
    const dtype = parseDType("[('n', '>i4'), ('t', '<U2')]");
    const data = new Uint8Array(3 * dtype.itemsize);
    const view = new DataView(data.buffer);
    for (const row of [0, 1, 2]) {
      view.setInt32(row * dtype.itemsize, row * 7, false);
      view.setUint32(row * dtype.itemsize + 4, 0x61 + row, true);
    }
    const source = "def f(i, o, p):\n    o[:] = i[0]['n'] + (i[0]['t'] == 'b') * 100\n";
    const asked = { language: "python", name: "f", source, dtype: parseDType("<i8"), shape: null } as const;
    const array = functionArray(asked, new Map([["o0", memoryArray({ dtype, shape: [3], data }, [2])]]));
    expect([...new BigInt64Array((await array.read(wholeSelection([3]))).data.buffer)]).toEqual([0n, 107n, 14n]);
  });

  test("reads that overlap do not disturb each other", async () => {
    const array = made("t = 0\nfor k in range(100): t += inputs[0]\noutput[:] = t");
    const rows = [0, 1, 2, 3].map((index) => array.read([{ kind: "index", index }, ...wholeSelection([5])]));
    const values = (await Promise.all(rows)).flatMap(({ data }) => [...new Float64Array(data.buffer)]);
    expect(values).toEqual(each((x) => 100 * x));
  });

  test("shapes are bounded, and nobody knows what a function costs", () => {
    const asked = { language: "python", name: "f", source: "def f(i, o, p): pass\n", dtype: numbers.dtype } as const;
    expect(() => functionArray({ ...asked, shape: [2 ** 20, 2 ** 20] }, new Map())).toThrow("too large");
    expect(() => functionArray({ ...asked, shape: new Array(17).fill(1) }, new Map())).toThrow("17 dimensions");
    expect(() => functionArray({ ...asked, shape: null }, new Map())).toThrow("shape must be given");
    expect(functionArray({ ...asked, shape: [1] }, new Map()).cost(wholeSelection([1]))).toBeGreaterThan(2 ** 20);
  });
});
