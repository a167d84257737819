import { checkBlocks } from "../check-program.ts";
import { floatOperators, type NumberTable } from "../js/number-operators.ts";
import { isOperatorName } from "../operators.ts";
import type { Kernel, KernelProgram } from "../program.ts";
import { type NumericType, sizeOf } from "../types.ts";
import { emitProgram, neededImports, STEP } from "./emit-program.ts";
import { placeConstants } from "./math/constants.ts";
import { addressOf, kernelBytes, kernelMemory, PLACES } from "./memory.ts";
import { IMPORTS } from "./module-builder.ts";

/** Bytes of the widest port that are computed at a time, and of all ports together: these fit the second-level cache. */
const [TILE_BYTES, ALL_TILES] = [2 ** 17, 2 ** 19];
/** Of each of the most ports that a program may have. */
const LEAST_TILE = 2 ** 14;

/** The compiled module of a checked program without complex numbers. It may be sent to other threads. */
export function compileModule(
  program: KernelProgram,
  types: readonly NumericType[],
  fused: boolean,
): WebAssembly.Module {
  return new WebAssembly.Module(emitProgram(program, types, fused));
}

/** An input or output: what it is, and the tile it has in the memory of kernels. */
interface Port {
  readonly size: number;
  readonly scalar: boolean;
  readonly slot: number;
}

/** A kernel of a module that {@link compileModule} made of the same program. */
export function instantiateKernel(
  program: KernelProgram,
  types: readonly NumericType[],
  module: WebAssembly.Module,
): Kernel {
  placeConstants();
  const instance = new WebAssembly.Instance(module, { [IMPORTS]: { memory: kernelMemory(), ...importsOf(program) } });
  const { run } = instance.exports;
  if (typeof run !== "function") throw new TypeError("a module without run");
  const compute: (...args: readonly number[]) => void = (...args) => void run(...args);
  const { inputPorts, outputPorts, tile } = portsOf(program, types);
  /** What a call takes: the count, and the address of each input and output. */
  const call = new Array<number>(1 + inputPorts.length + outputPorts.length).fill(0);
  const first = 1 + inputPorts.length;

  /** Computes items where they lie, if all do so in the memory of kernels; answers how many. */
  function inPlace(inputs: readonly Uint8Array[], outputs: readonly Uint8Array[], count: number): number {
    // The loop goes in whole steps.
    const whole = count - (count % STEP);
    call[0] = whole;
    for (const [k, port] of inputPorts.entries()) {
      const address = port.scalar ? port.slot : addressIn(inputs[k]);
      if (address === undefined) return 0;
      call[1 + k] = address;
    }
    for (const k of outputPorts.keys()) {
      const address = addressIn(outputs[k]);
      if (address === undefined) return 0;
      call[first + k] = address;
    }
    if (whole > 0) compute(...call);
    return whole;
  }

  return {
    program,
    implementation: "wasm",
    run(inputs, outputs, count) {
      checkBlocks(program, types, inputs, outputs, count);
      for (const [k, { scalar, size, slot }] of inputPorts.entries()) {
        if (scalar && inputs[k]) kernelBytes().set(inputs[k].subarray(0, size), slot);
      }
      for (let start = inPlace(inputs, outputs, count); start < count; start += tile) {
        const length = Math.min(tile, count - start);
        call[0] = length;
        for (const [k, port] of inputPorts.entries()) call[1 + k] = bringIn(port, inputs[k], start, length);
        for (const [k, port] of outputPorts.entries()) {
          call[first + k] = placeOf(port, outputs[k], start, length) ?? port.slot;
        }
        compute(...call);
        for (const [k, port] of outputPorts.entries()) {
          if (call[first + k] !== port.slot) continue;
          outputs[k]?.set(kernelBytes().subarray(port.slot, port.slot + length * port.size), start * port.size);
        }
      }
    },
  };
}

/** The address of items of an input: where they are, or its slot, to which they are copied. */
function bringIn(port: Port, input: Uint8Array | undefined, start: number, length: number): number {
  const { size, scalar, slot } = port;
  if (!input || scalar) return slot;
  const place = placeOf(port, input, start, length);
  if (place === undefined) kernelBytes().set(input.subarray(start * size, (start + length) * size), slot);
  return place ?? slot;
}

function addressIn(block: Uint8Array | undefined): number | undefined {
  return block && addressOf(block);
}

/** Where items can be computed with as they lie: in the memory of kernels, and in whole steps. */
function placeOf({ size }: Port, block: Uint8Array | undefined, start: number, length: number): number | undefined {
  const address = length % STEP === 0 ? addressIn(block) : undefined;
  return address === undefined ? undefined : address + start * size;
}

/** Each input and output has a slot for a tile, and the loop may write up to `STEP` items past the count within it. */
function portsOf(program: KernelProgram, types: readonly NumericType[]) {
  const sizes = [
    ...program.inputs.filter(({ form }) => form === "array").map(({ type }) => sizeOf(type)),
    ...program.outputs.map((output) => sizeOf(types[output] ?? "bool")),
  ];
  const ports = program.inputs.length + program.outputs.length;
  const fitting = 2 ** Math.floor(Math.log2(ALL_TILES / ports));
  const tile = Math.min(TILE_BYTES, Math.max(LEAST_TILE, fitting)) / Math.max(...sizes);
  let next: number = PLACES.slots.start;
  const take = (size: number, scalar: boolean): Port => {
    const slot = next;
    next += scalar ? 16 : Math.max(16, size * tile);
    return { size, scalar, slot };
  };
  const inputPorts = program.inputs.map(({ type, form }) => take(sizeOf(type), form === "scalar"));
  const outputPorts = program.outputs.map((output) => take(sizeOf(types[output] ?? "bool"), false));
  return { inputPorts, outputPorts, tile };
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
