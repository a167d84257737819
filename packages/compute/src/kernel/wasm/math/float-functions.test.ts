import { expect, test } from "vitest";
import { firstDifference } from "../../../../test/numpy.ts";
import { generator } from "../../../../test/samples.ts";
import { compileKernel } from "../../compile.ts";
import type { OperatorName } from "../../operators.ts";
import type { KernelProgram } from "../../program.ts";
import { DOUBLE_FUNCTIONS } from "./float-functions.ts";

function apply(op: OperatorName, values: Float64Array): Float64Array {
  const results = new Float64Array(values.length);
  compileKernel({
    inputs: [{ type: "f8", form: "array" }],
    nodes: [
      { kind: "input", input: 0 },
      { kind: "apply", op, type: "f8", args: [0] },
    ],
    outputs: [1],
  }).run([new Uint8Array(values.buffer)], [new Uint8Array(results.buffer)], values.length);
  return results;
}

test("the cosine of the double that is nearest to an odd multiple of pi/2 (Muller, Elementary Functions)", () => {
  expect(apply("cos", Float64Array.of(6381956970095103 * 2 ** 797))[0]).toBe(-4.687165924254628e-19);
});

test("sin and cos keep all digits close to multiples of pi/2", () => {
  const near = Float64Array.from({ length: 20_000 }, (_, k) => Math.round(k * 30.7) * (Math.PI / 2));
  for (const op of ["sin", "cos"] as const) {
    const wanted = near.map(Math[op]);
    const [ours, theirs] = [apply(op, near), wanted].map((values) => new Uint8Array(values.buffer));
    expect(ours && theirs && firstDifference("f8", ours, theirs, { ulp: 2 })).toBeUndefined();
  }
});

test("dense values of every function of doubles within 2 ULP of the plain one", () => {
  const random = generator(11);
  for (const op of Object.keys(DOUBLE_FUNCTIONS) as OperatorName[]) {
    for (const range of [1e-9, 1, 4, 800, 1e5]) {
      const values = Float64Array.from({ length: 20_000 }, () => 1 + (random() - 0.5) * 2 * range);
      const plain = compileKernel(
        {
          inputs: [{ type: "f8", form: "array" }],
          nodes: [
            { kind: "input", input: 0 },
            { kind: "apply", op, type: "f8", args: [0] },
          ],
          outputs: [1],
        },
        { implementation: "js" },
      );
      const wanted = new Uint8Array(values.byteLength);
      plain.run([new Uint8Array(values.buffer)], [wanted], values.length);
      const ours = new Uint8Array(apply(op, values).buffer);
      expect(`${op} ${range} ${firstDifference("f8", ours, wanted, { ulp: 2 })}`).toBe(`${op} ${range} undefined`);
    }
  }
});

test("dense values of every function of singles are those of doubles, rounded, within 1 ULP", () => {
  const random = generator(12);
  for (const op of Object.keys(DOUBLE_FUNCTIONS) as OperatorName[]) {
    for (const range of [1e-9, 1, 4, 110, 1e5]) {
      const values = Float32Array.from({ length: 20_000 }, () => 1 + (random() - 0.5) * 2 * range);
      const program: KernelProgram = {
        inputs: [{ type: "f4", form: "array" }],
        nodes: [
          { kind: "input", input: 0 },
          { kind: "apply", op, type: "f4", args: [0] },
        ],
        outputs: [1],
      };
      const [ours, wanted] = (["wasm", "js"] as const).map((implementation) => {
        const into = new Uint8Array(values.byteLength);
        compileKernel(program, { implementation }).run([new Uint8Array(values.buffer)], [into], values.length);
        return into;
      });
      const difference = ours && wanted ? firstDifference("f4", ours, wanted, { ulp: 1 }) : "nothing to compare";
      expect(`${op} ${range} ${difference}`).toBe(`${op} ${range} undefined`);
    }
  }
});
