import { checkBlocks } from "../check-program.ts";
import { floatOperators, type NumberTable } from "../js/number-operators.ts";
import { isOperatorName } from "../operators.ts";
import type { Kernel, KernelProgram } from "../program.ts";
import { type NumericType, sizeOf } from "../types.ts";
import { placeConstants } from "./constants.ts";
import { emitProgram, neededImports, type Slots } from "./emit-program.ts";
import { kernelBytes, kernelMemory, PLACES } from "./memory.ts";
import { IMPORTS } from "./module-builder.ts";

/** Items computed at a time: a few slots of 8-byte items fit the second-level cache. A multiple of `STEP`. */
const TILE = 2048;

/** The compiled module of a checked program without complex numbers. It may be sent to other threads. */
export function compileModule(program: KernelProgram, types: readonly NumericType[]): WebAssembly.Module {
  return new WebAssembly.Module(emitProgram(program, types, slotsOf(program, types)));
}

/** A kernel of a module that {@link compileModule} made of the same program. */
export function instantiateKernel(
  program: KernelProgram,
  types: readonly NumericType[],
  module: WebAssembly.Module,
): Kernel {
  const slots = slotsOf(program, types);
  placeConstants();
  const instance = new WebAssembly.Instance(module, { [IMPORTS]: { memory: kernelMemory(), ...importsOf(program) } });
  const compute = instance.exports.run;
  if (typeof compute !== "function") throw new TypeError("a module without run");
  const inputSizes = program.inputs.map(({ type, form }) => ({ size: sizeOf(type), scalar: form === "scalar" }));
  const outputSizes = program.outputs.map((output) => sizeOf(types[output] ?? "bool"));
  return {
    program,
    implementation: "wasm",
    run(inputs, outputs, count) {
      checkBlocks(program, types, inputs, outputs, count);
      const shared = kernelBytes();
      for (let start = 0; start < count; start += TILE) {
        const length = Math.min(TILE, count - start);
        for (const [index, { size, scalar }] of inputSizes.entries()) {
          const input = inputs[index];
          const slot = slots.inputs[index] ?? 0;
          if (!input || (scalar && start > 0)) continue;
          shared.set(scalar ? input.subarray(0, size) : input.subarray(start * size, (start + length) * size), slot);
        }
        compute(length);
        for (const [index, size] of outputSizes.entries()) {
          const slot = slots.outputs[index] ?? 0;
          outputs[index]?.set(shared.subarray(slot, slot + length * size), start * size);
        }
      }
    },
  };
}

/** Each input and output has a slot for a tile, and the loop may write up to `STEP` items past the count within it. */
function slotsOf(program: KernelProgram, types: readonly NumericType[]): Slots {
  let next: number = PLACES.slots.start;
  const take = (size: number) => {
    const slot = next;
    next += Math.max(16, size * TILE);
    return slot;
  };
  const inputs = program.inputs.map(({ type, form }) => take(form === "scalar" ? 0 : sizeOf(type)));
  const outputs = program.outputs.map((output) => take(sizeOf(types[output] ?? "bool")));
  return { inputs, outputs };
}

const TABLES = { f4: floatOperators(true), f8: floatOperators(false) } as const satisfies Record<string, NumberTable>;

function importsOf(program: KernelProgram): Record<string, (a: number, b: number) => number> {
  const imports: Record<string, (a: number, b: number) => number> = {};
  for (const name of neededImports(program)) {
    const [op = "", type = ""] = name.split(":");
    const operator = isOperatorName(op) ? TABLES[type === "f4" ? "f4" : "f8"][op] : undefined;
    if (!operator) throw new RangeError(`no function ${name}`);
    imports[name] = operator;
  }
  return imports;
}
