import { OPERATORS, type OperatorName } from "../operators.ts";
import type { KernelNode, KernelProgram } from "../program.ts";
import { kindOf, type NumericType, sizeOf } from "../types.ts";
import { collectConstants } from "./constants.ts";
import type { Code, Signature } from "./encode.ts";
import { allBelow, FLOAT_FUNCTIONS } from "./float-math.ts";
import {
  bytes16,
  call,
  choose,
  get,
  i32,
  load,
  loadSplat,
  plain,
  repeat,
  set,
  shuffle,
  store,
  vector,
} from "./instructions.ts";
import { INTEGER_FUNCTIONS } from "./integer-functions.ts";
import { FLOAT_OPERATORS, INTEGER_OPERATORS, MASK_OPERATORS } from "./lane-operators.ts";
import { convertLanes, eachLane, isRealType, laneOp, type RealType, resizeMask, scalarType, splat } from "./lanes.ts";
import { type FunctionBuilder, ModuleBuilder } from "./module-builder.ts";
import { power, SINGLE_FUNCTIONS } from "./single-math.ts";

/** Items between two looks at the counter: the count given to `run` is a multiple of it. */
export const STEP = 32;
/** Up to this many nodes, the body of the loop is there twice. */
const SHORT_PROGRAM = 24;

const FIRST_TWO = bytes16(Array.from({ length: 16 }, (_, k) => (k < 8 ? 255 : 0)));
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

/** Functions of JavaScript that a program needs, as `op:type`: those that are rare, or for rare numbers. */
export function neededImports(program: KernelProgram): string[] {
  const names = new Set<string>();
  for (const node of program.nodes) {
    if (node.kind !== "apply" || kindOf(node.type) !== "float" || FLOAT_OPERATORS[node.op]) continue;
    const known = FLOAT_FUNCTIONS[node.op];
    if (!known) names.add(`${node.op}:${node.type}`);
    else if (known.limit !== undefined) names.add(`${node.op}:f8`);
  }
  return [...names];
}

/** The module of a checked program: `run(count, ...addresses)` computes from the inputs to the outputs. */
export function emitProgram(program: KernelProgram, types: readonly NumericType[]): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder(neededImports(program));
  const ports = [...program.inputs, ...program.outputs].map(() => "i32" as const);
  const run = module.named("run", { params: ["i32", ...ports] }, (into) =>
    new Emitter(program, types, module, into).emit(),
  );
  module.export("run", run);
  return module.bytes();
}

const X = get(0);
const KEEP = (code: Code) => code;
collectConstants([
  ...Object.values(SINGLE_FUNCTIONS).map((found) => () => found.build(X, KEEP)),
  ...Object.values(FLOAT_FUNCTIONS).flatMap((found) => [
    () => found.build(X, KEEP, false),
    () => found.build(X, KEEP, true),
  ]),
]);

const INFINITE = splat("f4", Number.POSITIVE_INFINITY);

class Emitter {
  readonly #program: KernelProgram;
  readonly #types: readonly NumericType[];
  readonly #module: ModuleBuilder;
  readonly #into: FunctionBuilder;
  readonly #lanes: number;
  readonly #values: Value[] = [];

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
    for (const [index, node] of nodes.entries()) if (uniform[index]) this.#values[index] = this.#emitNode(node, 0, []);
    const item = into.local("i32");
    const copies = nodes.length <= SHORT_PROGRAM ? 2 : 1;
    const body = into.apart(() => {
      // Addresses: the item's number times the size, for each size.
      const offsets: Code[] = [];
      for (const [power, size] of [1, 2, 4, 8].entries()) {
        if (this.#moves(size))
          offsets[size] = size === 1 ? get(item) : into.keep(plain("i32.shl", get(item), i32(power)), "i32");
      }
      for (let copy = 0; copy < copies; copy++) {
        for (const [index, node] of nodes.entries()) {
          if (!uniform[index]) this.#values[index] = this.#emitNode(node, copy * this.#lanes, offsets);
        }
        for (const [index, output] of this.#program.outputs.entries()) {
          this.#store(output, 1 + this.#program.inputs.length + index, copy * this.#lanes, offsets);
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

  #value(index: number): Value {
    return this.#values[index] ?? { code: ZERO, width: 1 };
  }

  #type(index: number): NumericType {
    return this.#types[index] ?? "bool";
  }

  /** `first`: the item of the body's copy. */
  #emitNode(node: KernelNode, first: number, offsets: readonly Code[]): Value {
    switch (node.kind) {
      case "input":
        return this.#load(node.input, first, offsets);
      case "constant":
        return this.#constant(node.type, node.value);
      case "cast":
        return this.#cast(this.#type(node.arg), this.#value(node.arg), node.type);
      case "select": {
        const [condition, then, otherwise] = [node.condition, node.whenTrue, node.whenFalse].map((arg) =>
          this.#value(arg),
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
          node.args.map((arg) => this.#value(arg)),
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
    const isFloat = kindOf(type) === "float";
    const native = (isFloat ? FLOAT_OPERATORS : INTEGER_OPERATORS)[op];
    if (native) return native(type, a, b);
    if (!isFloat) return this.#integerFunction(op, type, a, b);
    if (op === "power" && type === "f4" && this.#lanes === 4) return call(powerFunction(this.#module), a, b);
    if (!FLOAT_FUNCTIONS[op])
      return importedLanes(this.#module, op, type, this.#lanes, OPERATORS[op].arity === 2 ? [a, b] : [a]);
    if (type === "f8") return call(floatFunction(this.#module, op, false), a);
    if (SINGLE_FUNCTIONS[op]) {
      // Lanes that hold no items are made 1, which every function takes.
      const items = this.#lanes === 4 ? a : vector("v128.bitselect", a, splat("f4", 1), FIRST_TWO);
      return call(singleFunction(this.#module, op), items);
    }
    const single = floatFunction(this.#module, op, true);
    const low = vector("f32x4.demote_f64x2_zero", call(single, vector("f64x2.promote_low_f32x4", a)));
    if (this.#lanes <= 2) return low;
    const upper = shuffle(a, a, [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]);
    const high = vector("f32x4.demote_f64x2_zero", call(single, vector("f64x2.promote_low_f32x4", upper)));
    return shuffle(low, high, [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
  }

  #integerFunction(op: OperatorName, type: RealType, a: Code, b: Code): Code {
    const build = INTEGER_FUNCTIONS[op];
    if (!build) throw new RangeError(`no ${op} of integers`);
    const scalar = scalarType(type);
    const signature: Signature = { params: [scalar, scalar], result: scalar };
    const index = this.#module.named(`${op}:${type}`, signature, (into) => build(into, type));
    return eachLane(this.#lanes, type, type, [a, b], (x, y) => call(index, x ?? [], y ?? []));
  }

  /** `base`: the local with the address of the output. */
  #store(index: number, base: number, first: number, offsets: readonly Code[]): void {
    const type = this.#type(index);
    const size = sizeOf(type);
    const { code, width } = this.#value(index);
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

/** Each lane on its own through a function of JavaScript. */
function importedLanes(
  module: ModuleBuilder,
  op: OperatorName,
  type: RealType,
  lanes: number,
  args: readonly Code[],
): Code {
  const index = module.imported(`${op}:${type}`);
  return eachLane(lanes, type, type, args, (...items) => {
    const [x, y] = items.map((item) => (type === "f4" ? plain("f64.promote_f32", item) : item));
    const result = call(index, x ?? [], y ?? x ?? []);
    return type === "f4" ? plain("f32.demote_f64", result) : result;
  });
}

/** The function for two doubles; where one of them is beyond its limit, both go one by one. */
function floatFunction(module: ModuleBuilder, op: OperatorName, single: boolean): number {
  const found = FLOAT_FUNCTIONS[op];
  if (!found) throw new RangeError(`no function for ${op}`);
  return module.named(`${op}:${single ? "single" : "double"}`, { params: ["v128"], result: "v128" }, (into) => {
    const x = get(0);
    let result: Code = [];
    const fast = into.apart(() => {
      result = found.build(x, (code) => into.keep(code), single);
    });
    if (found.limit === undefined) into.push([fast, result]);
    else into.push(choose("v128", allBelow(x, found.limit), [fast, result], importedLanes(module, op, "f8", 2, [x])));
  });
}

/** The function for four singles; where one of them is beyond its limit, all go one by one. */
function singleFunction(module: ModuleBuilder, op: OperatorName): number {
  const found = SINGLE_FUNCTIONS[op];
  if (!found) throw new RangeError(`no function for ${op}`);
  return module.named(`${op}:singles`, { params: ["v128"], result: "v128" }, (into) => {
    const x = get(0);
    let result: Code = [];
    const fast = into.apart(() => {
      result = found.build(x, (code) => into.keep(code));
    });
    if (found.limit === undefined) {
      into.push([fast, result]);
      return;
    }
    const below = laneOp("f4", "lt", laneOp("f4", "abs", x), splat("f4", found.limit));
    const each = eachLane(4, "f4", "f4", [x], (item) => {
      const wide = plain("f64.promote_f32", item ?? []);
      return plain("f32.demote_f64", call(module.imported(`${op}:f8`), wide, wide));
    });
    into.push(choose("v128", vector("i32x4.all_true", below), [fast, result], each));
  });
}

/** `power` of four singles; all go one by one unless each is a power of a normal number above 0. */
function powerFunction(module: ModuleBuilder): number {
  return module.named("power:singles", { params: ["v128", "v128"], result: "v128" }, (into) => {
    const [x, y] = [get(0), get(1)];
    let result: Code = [];
    const fast = into.apart(() => {
      result = power(x, y, (code) => into.keep(code));
    });
    const above = vector("v128.and", laneOp("f4", "ge", x, splat("f4", 2 ** -126)), laneOp("f4", "lt", x, INFINITE));
    const regular = vector("v128.and", above, laneOp("f4", "lt", laneOp("f4", "abs", y), INFINITE));
    const each = importedLanes(module, "power", "f4", 4, [x, y]);
    into.push(choose("v128", vector("i32x4.all_true", regular), [fast, result], each));
  });
}

function span(bytes: number): 2 | 4 | 8 | 16 {
  if (bytes === 2 || bytes === 4 || bytes === 8 || bytes === 16) return bytes;
  throw new RangeError(`${bytes} bytes at once`);
}

function narrow(size: number): 1 | 2 | 4 | 8 {
  if (size === 1 || size === 2 || size === 4 || size === 8) return size;
  throw new RangeError(`a lane of ${size} bytes`);
}
