import { fileURLToPath } from "node:url";
import { descrText, isCatervaError, parseDType, wholeSelection } from "@caterva2/ndarray";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { requiresPython } from "../../../../test/requires.ts";
import { functionArray, type LazyArray } from "../../src/index.ts";
import { memoryArray } from "../memory-array.ts";
import { differenceOf } from "../oracle/compare.ts";
import { Judge, type Verdict } from "../oracle/judge.ts";
import { oracleOperands } from "../oracle/operands.ts";
import { samples } from "./grammar.ts";
import { SAMPLES, type Sample, SCALAR_SAMPLES } from "./realistic.ts";

const RUNS = Number(process.env.ORACLE_RUNS ?? 200);
const SEED = Number(process.env.ORACLE_SEED ?? 1);

const JUDGE = fileURLToPath(new URL("../../../../interop/compute/functions.py", import.meta.url));

describe("functions do what NumPy does", () => {
  const arrays = oracleOperands();
  let judge: Judge | undefined;
  afterAll(() => judge?.close());

  const started = async (python: string): Promise<Judge> => {
    if (judge !== undefined) return judge;
    judge = new Judge(python, JUDGE);
    await judge.operands(arrays);
    return judge;
  };

  function made(sample: Sample, chunks: readonly number[], language: "python" | "dsl"): LazyArray {
    const operands = sample.inputs.map((name, index) => {
      const array = arrays.get(name);
      if (array === undefined) throw new Error(`no operand ${name}`);
      const own = array.shape.map((extent, axis) => Math.min(extent, chunks[axis + 2 - array.shape.length] ?? 1));
      return [`o${index}`, memoryArray(array, own)] as const;
    });
    const dtype = parseDType(sample.dtype ?? "<f8");
    const source = sourceOf(sample, language);
    return functionArray({ language, name: "f", source, dtype, shape: [3, 4] }, new Map(operands));
  }

  test.for([
    ...SAMPLES.map((sample) => [sample.body, "python", sample] as const),
    ...SCALAR_SAMPLES.map((sample) => [sample.body, "dsl", sample] as const),
  ])("%s", { timeout: 300_000 }, async ([, language, sample], context) => {
    const numpy = await started(requiresPython(context));
    for (const chunks of [
      [3, 4],
      [2, 3],
    ]) {
      const array = made(sample, chunks, language);
      const verdict = await numpy.verdict(sample.body, requestFor(sample, array, language));
      await agrees(sample, array, verdict);
    }
  });

  test("what a grammar makes up", { timeout: 600_000 }, async (context) => {
    const numpy = await started(requiresPython(context));
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(samples, fc.constantFrom([3, 4], [2, 3]), async (sample, chunks) => {
        const array = made(sample, chunks, "python");
        const verdict = await numpy.verdict(sample.body, requestFor(sample, array, "python"));
        if ("error" in verdict) {
          await expect(array.read(wholeSelection(array.shape)), verdict.error).rejects.toMatchObject({ status: 400 });
          return;
        }
        await agrees(sample, array, verdict);
        answered += 1;
      }),
      { numRuns: RUNS, seed: SEED },
    );
    // Too many errors would say nothing about values.
    expect(answered).toBeGreaterThan(RUNS / 3);
  });

  async function agrees(sample: Sample, array: LazyArray, verdict: Verdict): Promise<void> {
    if ("error" in verdict) throw new Error(verdict.error);
    const found = await array.read(wholeSelection(array.shape)).catch((error: unknown) => {
      throw isCatervaError(error) ? new Error(error.message) : error;
    });
    expect({ dtype: descrText(found.dtype), shape: found.shape }).toEqual({
      dtype: verdict.dtype,
      shape: verdict.shape,
    });
    expect(differenceOf(found, verdict.data, digitsOf(sample), verdict.spread)).toBeUndefined();
  }
});

function sourceOf({ body, inputs }: Sample, language: "python" | "dsl"): string {
  const parameters =
    language === "python" ? "inputs, output, offset" : ["x", "y", "z"].slice(0, inputs.length).join(", ");
  return `def f(${parameters}):\n${body.replace(/^/gm, "    ")}\n`;
}

/** What tells {@link differenceOf} how exact functions are: by the narrowest floats that take part. */
function digitsOf({ inputs, body }: Sample): string {
  return /f4|c8|float32/.test(`${inputs} ${body}`) ? "exp of f4" : "exp";
}

/** The pieces are the chunks of the result, as ours takes them. */
function requestFor(sample: Sample, { shape, chunks, dtype }: LazyArray, language: "python" | "dsl"): object {
  const spans = shape.map((extent, axis) => {
    const size = chunks[axis] ?? 1;
    return Array.from({ length: Math.ceil(extent / size) }, (_, at) => [at * size, Math.min(extent, (at + 1) * size)]);
  });
  const pieces = spans.reduce<number[][][]>(
    (all, list) => all.flatMap((box) => list.map((span) => [...box, span])),
    [[]],
  );
  const request = { source: sourceOf(sample, language), name: "f", inputs: sample.inputs, dtype: descrText(dtype) };
  return { ...request, shape, pieces, scalar: language === "dsl" };
}
