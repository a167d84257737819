import type { OperatorName } from "../operators.ts";
import type { KernelNode, KernelProgram } from "../program.ts";
import { type NumericType, sizeOf } from "../types.ts";
import type { Code, Signature } from "./encode.ts";
import { applyFunction, importOf, isFloat } from "./functions.ts";
import { bytes16, call, get, i32, load, loadSplat, plain, repeat, set, store, vector } from "./instructions.ts";
import { INTEGER_FUNCTIONS } from "./integer-functions.ts";
import { FLOAT_OPERATORS, INTEGER_OPERATORS, MASK_OPERATORS } from "./lane-operators.ts";
import { convertLanes, eachLane, isRealType, laneOp, type RealType, resizeMask, scalarType, splat } from "./lanes.ts";
import { type FunctionBuilder, ModuleBuilder } from "./module-builder.ts";

/** Items between two looks at the counter: the count given to `run` is a multiple of it. */
export const STEP = 32;
/** Up to this many nodes, the body of the loop is there twice. */
const SHORT_PROGRAM = 24;

const ZERO = bytes16(new Array<number>(16).fill(0));
const ONES = bytes16(new Array<number>(16).fill(255));

/** A vector in a local; of a bool, a mask with lanes of `width` bytes. */
interface Value {
  readonly code: Code;
  readonly width: number;
}

/** Whether vectors know all types of a program: complex numbers they do not. */
export function canEmit(types: readonly NumericType[]): boolean {
  return types.every((type) => type === "bool" || isRealType(type));
}

/** Functions of JavaScript that a program needs, as `op:type`. */
export function neededImports(program: KernelProgram): string[] {
  const names = program.nodes.map(importOf).filter((name) => name !== undefined);
  return [...new Set(names)];
}

/**
 * The module of a checked program: `run(count, ...addresses)` computes from the inputs to the outputs. `fused`: whether its
 * functions multiply and add in one step.
 */
export function emitProgram(
  program: KernelProgram,
  types: readonly NumericType[],
  fused: boolean,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder(neededImports(program), fused);
  const ports = [...program.inputs, ...program.outputs].map(() => "i32" as const);
  const run = module.named("run", { params: ["i32", ...ports], results: [] }, (into) =>
    new Emitter(program, types, module, into).emit(),
  );
  module.export("run", run);
  return module.bytes();
}

class Emitter {
  readonly #program: KernelProgram;
  readonly #types: readonly NumericType[];
  readonly #module: ModuleBuilder;
  readonly #into: FunctionBuilder;
  readonly #lanes: number;
  /** Of each node, for each copy of the body; one value alone for what is the same for every item. */
  readonly #values: Value[][] = [];

  constructor(program: KernelProgram, types: readonly NumericType[], module: ModuleBuilder, into: FunctionBuilder) {
    this.#program = program;
    this.#types = types;
    this.#module = module;
    this.#into = into;
    this.#lanes = 16 / Math.max(1, ...types.map(sizeOf));
  }

  emit(): void {
    const { nodes } = this.#program;
    const into = this.#into;
    const uniform = uniformNodes(this.#program);
    for (const [index, node] of nodes.entries()) if (uniform[index]) this.#values[index] = this.#emitNode(node, 1, []);
    const item = into.local("i32");
    const copies = nodes.length <= SHORT_PROGRAM ? 2 : 1;
    const body = into.apart(() => {
      // Addresses: the item's number times the size, for each size.
      const offsets: Code[] = [];
      for (const [power, size] of [1, 2, 4, 8].entries()) {
        if (this.#moves(size))
          offsets[size] = size === 1 ? get(item) : into.keep(plain("i32.shl", get(item), i32(power)), "i32");
      }
      for (const [index, node] of nodes.entries()) {
        if (!uniform[index]) this.#values[index] = this.#emitNode(node, copies, offsets);
      }
      for (const [index, output] of this.#program.outputs.entries()) {
        for (let copy = 0; copy < copies; copy++) {
          this.#store(output, 1 + this.#program.inputs.length + index, copy, offsets);
        }
      }
      into.push(set(item, plain("i32.add", get(item), i32(copies * this.#lanes))));
    });
    into.push(repeat([body, plain("i32.lt_u", get(item), get(0))]));
  }

  #moves(size: number): boolean {
    const { inputs, outputs } = this.#program;
    const stored = outputs.map((output) => this.#types[output]);
    return [...inputs.map((input) => input.type), ...stored].some(
      (type) => type !== undefined && sizeOf(type) === size,
    );
  }

  #keep = (code: Code): Code => this.#into.keep(code);

  #value(index: number, copy: number): Value {
    const values = this.#values[index];
    return values?.[copy] ?? values?.[0] ?? { code: ZERO, width: 1 };
  }

  #type(index: number): NumericType {
    return this.#types[index] ?? "bool";
  }

  /** A node for each copy of the body: functions take all copies together. */
  #emitNode(node: KernelNode, copies: number, offsets: readonly Code[]): Value[] {
    const numbers = Array.from({ length: copies }, (_, copy) => copy);
    if (node.kind === "apply" && isRealType(node.type) && isFloat(node.type) && !FLOAT_OPERATORS[node.op]) {
      const { op, type } = node;
      const vectors = numbers.map((copy) => node.args.map((arg) => this.#value(arg, copy).code));
      const results = applyFunction(this.#module, this.#into, { op, type, lanes: this.#lanes }, vectors);
      return results.map((code) => ({ code, width: sizeOf(type) }));
    }
    return numbers.map((copy) => this.#emitCopy(node, copy, offsets));
  }

  #emitCopy(node: KernelNode, copy: number, offsets: readonly Code[]): Value {
    switch (node.kind) {
      case "input":
        return this.#load(node.input, copy * this.#lanes, offsets);
      case "constant":
        return this.#constant(node.type, node.value);
      case "cast":
        return this.#cast(this.#type(node.arg), this.#value(node.arg, copy), node.type);
      case "select": {
        const [condition, then, otherwise] = [node.condition, node.whenTrue, node.whenFalse].map((arg) =>
          this.#value(arg, copy),
        );
        if (!condition || !then || !otherwise) throw new RangeError("a select without its parts");
        const width = node.type === "bool" ? Math.max(condition.width, then.width, otherwise.width) : sizeOf(node.type);
        const mask = resizeMask(condition.code, condition.width, width);
        const [x, y] = [then, otherwise].map((value) =>
          node.type === "bool" ? resizeMask(value.code, value.width, width) : value.code,
        );
        return { code: this.#keep(vector("v128.bitselect", x ?? ZERO, y ?? ZERO, mask)), width };
      }
      case "apply":
        return this.#apply(
          node.op,
          node.type,
          node.args.map((arg) => this.#value(arg, copy)),
        );
    }
  }

  #load(index: number, first: number, offsets: readonly Code[]): Value {
    const { type, form } = this.#program.inputs[index] ?? { type: "bool", form: "scalar" };
    const size = sizeOf(type);
    const base = get(1 + index);
    const code =
      form === "scalar"
        ? loadSplat(narrow(size), base)
        : load(span(size * this.#lanes), plain("i32.add", base, offsets[size] ?? i32(0)), first * size);
    // Stored bools may be any byte; what is not zero is true.
    return { code: this.#keep(type === "bool" ? vector("i8x16.ne", code, ZERO) : code), width: size };
  }

  #constant(type: NumericType, value: unknown): Value {
    if (type === "bool") return { code: this.#keep(value === true ? ONES : ZERO), width: 1 };
    if (!isRealType(type) || (typeof value !== "number" && typeof value !== "bigint")) {
      throw new RangeError("a constant that vectors do not hold");
    }
    return { code: this.#keep(splat(type, value)), width: sizeOf(type) };
  }

  #cast(from: NumericType, value: Value, to: NumericType): Value {
    if (from === to) return value;
    if (isRealType(from) && isRealType(to)) {
      return { code: this.#keep(convertLanes(value.code, from, to, this.#lanes, this.#keep)), width: sizeOf(to) };
    }
    if (isRealType(from)) return { code: this.#keep(laneOp(from, "ne", value.code, ZERO)), width: sizeOf(from) };
    if (!isRealType(to)) throw new RangeError("a cast that vectors do not have");
    const mask = resizeMask(value.code, value.width, sizeOf(to));
    return { code: this.#keep(vector("v128.and", mask, splat(to, 1))), width: sizeOf(to) };
  }

  #apply(op: OperatorName, type: NumericType, args: readonly Value[]): Value {
    const [a, b] = [args[0], args[1] ?? args[0]];
    if (!a || !b) throw new RangeError("an operator without arguments");
    if (!isRealType(type)) {
      const operator = MASK_OPERATORS[op];
      if (!operator) throw new RangeError(`no ${op} of masks`);
      const width = Math.max(a.width, b.width);
      return {
        code: this.#keep(operator(resizeMask(a.code, a.width, width), resizeMask(b.code, b.width, width))),
        width,
      };
    }
    return { code: this.#keep(this.#applyReal(op, type, a.code, b.code)), width: sizeOf(type) };
  }

  #applyReal(op: OperatorName, type: RealType, a: Code, b: Code): Code {
    const native = (isFloat(type) ? FLOAT_OPERATORS : INTEGER_OPERATORS)[op];
    return native ? native(type, a, b) : this.#integerFunction(op, type, a, b);
  }

  #integerFunction(op: OperatorName, type: RealType, a: Code, b: Code): Code {
    const build = INTEGER_FUNCTIONS[op];
    if (!build) throw new RangeError(`no ${op} of integers`);
    const scalar = scalarType(type);
    const signature: Signature = { params: [scalar, scalar], results: [scalar] };
    const index = this.#module.named(`${op}:${type}`, signature, (into) => build(into, type));
    return eachLane(this.#lanes, type, type, [a, b], (x, y) => call(index, x ?? [], y ?? []));
  }

  /** `base`: the local with the address of the output. */
  #store(index: number, base: number, copy: number, offsets: readonly Code[]): void {
    const type = this.#type(index);
    const size = sizeOf(type);
    const { code, width } = this.#value(index, copy);
    const first = copy * this.#lanes;
    const stored = type === "bool" ? vector("v128.and", resizeMask(code, width, 1), splat("u1", 1)) : code;
    this.#into.push(
      store(span(size * this.#lanes), plain("i32.add", get(base), offsets[size] ?? i32(0)), first * size, stored),
    );
  }
}

/** Nodes that are the same for every item: computed before the loop. */
function uniformNodes({ nodes, inputs }: KernelProgram): boolean[] {
  const uniform: boolean[] = [];
  for (const node of nodes) {
    if (node.kind === "input") uniform.push(inputs[node.input]?.form === "scalar");
    else if (node.kind === "constant") uniform.push(true);
    else if (node.kind === "cast") uniform.push(uniform[node.arg] === true);
    else {
      const args = node.kind === "select" ? [node.condition, node.whenTrue, node.whenFalse] : node.args;
      uniform.push(args.every((arg) => uniform[arg]));
    }
  }
  return uniform;
}

function span(bytes: number): 2 | 4 | 8 | 16 {
  if (bytes === 2 || bytes === 4 || bytes === 8 || bytes === 16) return bytes;
  throw new RangeError(`${bytes} bytes at once`);
}

function narrow(size: number): 1 | 2 | 4 | 8 {
  if (size === 1 || size === 2 || size === 4 || size === 8) return size;
  throw new RangeError(`a lane of ${size} bytes`);
}
