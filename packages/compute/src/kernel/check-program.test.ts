import { isCatervaError } from "@caterva2/ndarray";
import { expect, test } from "vitest";
import { checkProgram } from "./check-program.ts";
import { compileKernel, programKey } from "./compile.ts";
import type { KernelNode, KernelProgram } from "./program.ts";

const input: KernelNode = { kind: "input", input: 0 };

function program(nodes: readonly KernelNode[], outputs: readonly number[]): KernelProgram {
  return { inputs: [{ type: "f8", form: "array" }], nodes, outputs };
}

test.each([
  ["no output", program([input], [])],
  ["an output that is not there", program([input], [1])],
  ["an input that is not there", program([{ kind: "input", input: 1 }], [0])],
  ["a value of later", program([input, { kind: "apply", op: "add", type: "f8", args: [0, 1] }], [1])],
  ["a fraction as a number of a node", program([input, { kind: "cast", type: "i4", arg: 0.5 }], [1])],
  [
    "a name of every object as operator",
    program([input, { kind: "apply", op: "toString" as "add", type: "f8", args: [0, 0] }], [1]),
  ],
  ["a wrong number of arguments", program([input, { kind: "apply", op: "add", type: "f8", args: [0] }], [1])],
  ["another type than it works in", program([input, { kind: "apply", op: "add", type: "f4", args: [0, 0] }], [1])],
  ["an operator of other types", program([input, { kind: "apply", op: "invert", type: "f8", args: [0] }], [1])],
  [
    "a condition that is no bool",
    program([input, { kind: "select", type: "f8", condition: 0, whenTrue: 0, whenFalse: 0 }], [1]),
  ],
  ["a constant out of range", program([input, { kind: "constant", type: "u1", value: 256 }], [1])],
  ["a number for 64 bits", program([input, { kind: "constant", type: "i8", value: 1 }], [1])],
  ["an unknown type", program([input, { kind: "cast", type: "valueOf" as "i4", arg: 0 }], [1])],
])("refuses %s", (_, wrong) => {
  expect(() => checkProgram(wrong)).toThrow(expect.objectContaining({ code: "internal.unexpected" }));
});

test("refuses what is too large to compile", () => {
  const nodes: KernelNode[] = [input];
  for (let k = 0; k < 5000; k++) nodes.push({ kind: "apply", op: "negative", type: "f8", args: [k] });
  let error: unknown;
  try {
    checkProgram(program(nodes, [5000]));
  } catch (caught) {
    error = caught;
  }
  expect(isCatervaError(error, "limit.exceeded")).toBe(true);
});

test("the largest program compiles, and runs in both implementations", () => {
  const nodes: KernelNode[] = [input];
  for (let k = 0; k < 4095; k++) nodes.push({ kind: "apply", op: "negative", type: "f8", args: [k] });
  for (const implementation of ["js", "wasm"] as const) {
    const result = new Float64Array(3);
    const kernel = compileKernel(program(nodes, [4095]), { implementation });
    kernel.run([new Uint8Array(Float64Array.of(1, 2, 3).buffer)], [new Uint8Array(result.buffer)], 3);
    expect([...result]).toEqual([-1, -2, -3]);
  }
});

test("blocks that are too short are refused before anything is read", () => {
  for (const implementation of ["js", "wasm"] as const) {
    const kernel = compileKernel(program([input], [0]), { implementation });
    expect(() => kernel.run([new Uint8Array(8)], [new Uint8Array(16)], 2)).toThrow("fewer than 16 bytes");
    expect(() => kernel.run([new Uint8Array(16)], [new Uint8Array(8)], 2)).toThrow("fewer than 16 bytes");
    expect(() => kernel.run([new Uint8Array(16)], [new Uint8Array(16)], -1)).toThrow("count");
  }
});

test("any alignment, any count, scalars, and an output in the place of its input", () => {
  const scaled: KernelProgram = {
    inputs: [
      { type: "f8", form: "array" },
      { type: "f8", form: "scalar" },
    ],
    nodes: [input, { kind: "input", input: 1 }, { kind: "apply", op: "multiply", type: "f8", args: [0, 1] }],
    outputs: [2],
  };
  for (const implementation of ["js", "wasm"] as const) {
    const kernel = compileKernel(scaled, { implementation });
    for (const count of [0, 1, 3, 2047, 2048, 2049, 5000]) {
      const bytes = new Uint8Array(count * 8 + 3).subarray(3);
      bytes.set(new Uint8Array(Float64Array.from({ length: count }, (_, k) => k).buffer));
      kernel.run([bytes, new Uint8Array(Float64Array.of(3).buffer)], [bytes], count);
      const results = new Float64Array(bytes.slice().buffer);
      expect(results.every((value, k) => value === 3 * k)).toBe(true);
    }
  }
});

test("keys tell apart what computes differently", () => {
  const constant = (value: number): KernelProgram => program([{ kind: "constant", type: "f8", value }], [0]);
  expect(programKey(constant(0))).not.toBe(programKey(constant(-0)));
  expect(programKey(constant(1))).toBe(programKey(constant(1)));
  expect(programKey(program([input], [0]))).not.toBe(programKey(program([input], [0, 0])));
});
