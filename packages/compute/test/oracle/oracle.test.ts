import {
  applySelection,
  descrText,
  isCatervaError,
  type NDArray,
  product,
  type Selection,
  wholeSelection,
} from "@caterva2/ndarray";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { requiresPython } from "../../../../test/requires.ts";
import { selectionOf } from "../../../ndarray/test/random-selection.ts";
import { nativeDType, toNative } from "../../src/evaluate/native.ts";
import { lazyArray } from "../../src/index.ts";
import { memoryArray } from "../memory-array.ts";
import { differenceOf } from "./compare.ts";
import { numericTexts, stringTexts } from "./grammar.ts";
import { Judge, type Verdict } from "./judge.ts";
import { oracleOperands } from "./operands.ts";

const RUNS = Number(process.env.ORACLE_RUNS ?? 1000);
const SEED = Number(process.env.ORACLE_SEED ?? 1);

/** Where NumPy answers and the language refuses, each for a reason that the specification gives. */
const REFUSED: readonly RegExp[] = [
  /complex numbers have no order|not for complex|have no order/,
  /is not for c8|is not for c16|is not for .*c8|is not for .*c16/,
  /of an array of 0 dimensions|for an array of 0 dimensions|one dimension at least/,
  /do not go together/,
  /needs arrays of one dtype|texts of one kind/,
  /division by zero|zero to a negative power|beyond/,
];

const CHUNKS: Readonly<Record<string, readonly number[]>> = { m: [2, 3], b: [3, 2], v: [3], c: [2, 1], s: [] };

describe("NumPy is the judge", () => {
  const arrays = oracleOperands();
  let judge: Judge | undefined;
  afterAll(() => judge?.close());

  const started = async (python: string): Promise<Judge> => {
    if (judge !== undefined) return judge;
    judge = new Judge(python);
    await judge.operands(arrays);
    return judge;
  };

  test.for([
    ["numbers", numericTexts, RUNS],
    ["texts", stringTexts, Math.ceil(RUNS / 5)],
  ] as const)(
    "dtype, shape and values of expressions over %s",
    { timeout: 600_000 },
    async ([, texts, runs], context) => {
      const numpy = await started(requiresPython(context));
      let answered = 0;
      await fc.assert(
        fc.asyncProperty(texts, fc.nat(), async (text, salt) => {
          const verdict = await numpy.evaluate(text);
          if (await agrees(text, verdict, salt)) answered += 1;
        }),
        { numRuns: runs, seed: SEED },
      );
      // Too many refusals would say nothing about values.
      expect(answered).toBeGreaterThan(runs / 4);
    },
  );

  /** What earlier runs with other seeds found. */
  test.for([
    ["an infinite argument", "arctan((f2_m * c8_m))"],
    ["a remainder that two floats of the exponential decide", "(exp((f4_m ** 2)) % f2_m)"],
    ["a running product that leaves the range of binary16", "cumulative_prod((f2_m ** 2), axis=0)"],
    [
      "a running sum that begins with -0",
      "(f2_m // cumulative_sum(cumulative_prod(clip(f2_m, 0.5, f2_m), axis=-1), axis=0))",
    ],
    ["an infinity that is not the first item of a variance", "var((1e3 * f2_m), axis=0)"],
    ["a size that singles round", "((f8_c + abs(c8_m)) + 0.5)"],
    ["the inverse of a complex infinity", "((f2_m + c8_m) ** -1)"],
    [
      "integers that do not fit the type of the other branch",
      "where(f8_m > 1, u1_m, -3) + where(f8_m > 1, 2**40, i2_v)",
    ],
  ])("%s: %s", async ([, text = ""], context) => {
    const numpy = await started(requiresPython(context));
    expect(await agrees(text, await numpy.evaluate(text), 1)).toBe(true);
  });

  test("an item is undetermined only where NumPy's own answer moves", async (context) => {
    const numpy = await started(requiresPython(context));
    const spreadOf = async (text: string) => {
      const verdict = await numpy.evaluate(text);
      return "error" in verdict ? [] : [...(verdict.spread ?? [])];
    };
    expect(Math.max(...(await spreadOf("f8_c + 2 * f8_c % 3 - floor(f8_c)")))).toBe(0);
    const [small, large] = [await spreadOf("exp(f4_s)"), await spreadOf("exp(f4_s * 40) % f4_s")];
    expect(small[0]).toBeGreaterThan(0);
    expect(small[0]).toBeLessThan(1e-5);
    expect(large[0]).toBeGreaterThan(0.01);
    expect(Math.max(...(await spreadOf("f8_c * 2 >= f8_c")))).toBe(0);
    expect(Math.max(...(await spreadOf("(f8_c ** -2) >= (f4_v ** -2)")))).toBeGreaterThan(0);
  });

  /** True if there is a value, and it is NumPy's; throws where the two disagree. */
  async function agrees(text: string, verdict: Verdict, salt: number): Promise<boolean> {
    const operands = new Map([...arrays].map(([name, array]) => [name, memoryArray(array, CHUNKS[name.slice(-1)])]));
    let lazy: ReturnType<typeof lazyArray>;
    let whole: NDArray;
    try {
      lazy = lazyArray(text, operands, { tileBytes: salt % 3 === 0 ? 300 : 2 ** 20 });
      whole = native(await lazy.read(wholeSelection(lazy.shape)));
    } catch (error) {
      if (!isCatervaError(error) || error.status >= 500) throw error;
      if ("error" in verdict || REFUSED.some((reason) => reason.test(error.message))) return false;
      // NumPy looks at the exponent while it computes, and here there is nothing to compute.
      if (/integer to a negative power/.test(error.message) && verdict.shape.includes(0)) return false;
      throw new Error(
        `${text}: NumPy answers ${verdict.dtype} ${JSON.stringify(verdict.shape)}, ours: ${error.message}`,
      );
    }
    if ("error" in verdict) return false;
    const found = { dtype: verdict.dtype, shape: verdict.shape };
    expect({ dtype: descrText(whole.dtype), shape: whole.shape }, text).toEqual(found);
    expect(differenceOf(whole, verdict.data, text, verdict.spread), text).toBeUndefined();
    const [selection = []] = fc.sample(selectionOf(lazy.shape), { seed: salt, numRuns: 1 });
    await sliceOfTheWhole(text, whole, selection);
    return true;
  }

  /** A slice of the result is the slice of the whole. (Sums of floats in other pieces may differ in the last digit.) */
  async function sliceOfTheWhole(text: string, whole: NDArray, selection: Selection): Promise<void> {
    const operands = new Map([...arrays].map(([name, array]) => [name, memoryArray(array, CHUNKS[name.slice(-1)])]));
    const part = native(await lazyArray(text, operands).read(selection));
    const expected = applySelection(whole, selection);
    expect(part.shape, text).toEqual(expected.shape);
    expect(differenceOf(part, expected.data, text), text).toBeUndefined();
    expect(part.data.length, text).toBe(product(part.shape) * part.dtype.itemsize);
  }
});

/** The judge answers in native order. */
function native(array: NDArray): NDArray {
  return { ...array, dtype: nativeDType(array.dtype), data: toNative(array.data, array.dtype) };
}
