import { CatervaError } from "@caterva2/ndarray";
import { isOperatorName, OPERATORS, operatorTakes, resultType } from "./operators.ts";
import type { ConstantValue, KernelNode, KernelProgram } from "./program.ts";
import { isNumericType, NUMERIC_TYPES, type NumericType, sizeOf } from "./types.ts";

/** More than any text of the language can ask for; keeps what is emitted and compiled small. */
const MAX_NODES = 4096;
const MAX_PORTS = 256;

/**
 * The type of each node of a program that is one. Anything else is a defect of the caller, whoever wrote the text:
 * `internal.unexpected`, naming the node. (`limit.exceeded` for too many nodes, inputs or outputs.)
 */
export function checkProgram(program: KernelProgram): readonly NumericType[] {
  const { inputs, nodes, outputs } = program;
  if (nodes.length > MAX_NODES || inputs.length > MAX_PORTS || outputs.length > MAX_PORTS) {
    throw new CatervaError("limit.exceeded", `the expression has more than ${MAX_NODES} parts: split it in two`);
  }
  for (const [index, input] of inputs.entries()) {
    if (!isNumericType(input.type)) refuse(`input ${index} has no numeric type`);
    if (input.form !== "array" && input.form !== "scalar") refuse(`input ${index} is neither array nor scalar`);
  }
  const types: NumericType[] = [];
  for (const [index, node] of nodes.entries()) types.push(nodeType(program, node, types, index));
  if (outputs.length === 0) refuse("a program without outputs");
  for (const output of outputs) argument(types, output, "output");
  return Object.freeze(types);
}

function nodeType(program: KernelProgram, node: KernelNode, types: NumericType[], index: number): NumericType {
  const place = `node ${index}`;
  if (node.kind === "input") {
    const input = program.inputs[node.input];
    return input === undefined ? refuse(`${place}: no input ${node.input}`) : input.type;
  }
  if (!isNumericType(node.type)) return refuse(`${place}: no numeric type`);
  switch (node.kind) {
    case "constant":
      if (!isValueOf(node.type, node.value)) refuse(`${place}: a constant that is no ${node.type}`);
      return node.type;
    case "cast":
      argument(types, node.arg, place);
      return node.type;
    case "select":
      expectType(argument(types, node.condition, place), "bool", place);
      expectType(argument(types, node.whenTrue, place), node.type, place);
      expectType(argument(types, node.whenFalse, place), node.type, place);
      return node.type;
    case "apply": {
      if (!isOperatorName(node.op)) return refuse(`${place}: unknown operator`);
      if (node.args.length !== OPERATORS[node.op].arity)
        refuse(`${place}: ${node.op} with ${node.args.length} arguments`);
      if (!operatorTakes(node.op, node.type)) refuse(`${place}: ${node.op} does not work in ${node.type}`);
      for (const arg of node.args) expectType(argument(types, arg, place), node.type, place);
      return resultType(node.op, node.type);
    }
    default:
      return refuse(`${place}: unknown kind`);
  }
}

function argument(types: readonly NumericType[], index: number, place: string): NumericType {
  return types[index] ?? refuse(`${place}: no node ${index} before it`);
}

function expectType(found: NumericType, wanted: NumericType, place: string): void {
  if (found !== wanted) refuse(`${place}: ${found} where ${wanted} is needed`);
}

function isValueOf(type: NumericType, value: ConstantValue): boolean {
  const { kind, size } = NUMERIC_TYPES[type];
  const bits = size * 8;
  switch (kind) {
    case "bool":
      return typeof value === "boolean";
    case "float":
      return typeof value === "number";
    case "complex":
      return (
        typeof value === "object" && value !== null && typeof value.re === "number" && typeof value.im === "number"
      );
    case "int":
    case "uint": {
      const signed = kind === "int";
      if (bits === 64)
        return typeof value === "bigint" && (signed ? BigInt.asIntN : BigInt.asUintN)(64, value) === value;
      if (typeof value !== "number" || !Number.isInteger(value) || Object.is(value, -0)) return false;
      const low = signed ? -(2 ** (bits - 1)) : 0;
      return value >= low && value < low + 2 ** bits;
    }
  }
}

/** The bytes that `run` is given must be those the program speaks of. */
export function checkBlocks(
  program: KernelProgram,
  types: readonly NumericType[],
  inputs: readonly Uint8Array[],
  outputs: readonly Uint8Array[],
  count: number,
): void {
  if (!Number.isSafeInteger(count) || count < 0) refuse(`a count of ${count}`);
  if (inputs.length !== program.inputs.length) refuse(`${inputs.length} inputs for ${program.inputs.length}`);
  if (outputs.length !== program.outputs.length) refuse(`${outputs.length} outputs for ${program.outputs.length}`);
  for (const [index, { type, form }] of program.inputs.entries()) {
    const needed = sizeOf(type) * (form === "scalar" ? 1 : count);
    if ((inputs[index]?.length ?? 0) < needed) refuse(`input ${index} has fewer than ${needed} bytes`);
  }
  for (const [index, output] of program.outputs.entries()) {
    const needed = sizeOf(argument(types, output, "output")) * count;
    if ((outputs[index]?.length ?? 0) < needed) refuse(`output ${index} has fewer than ${needed} bytes`);
  }
}

function refuse(why: string): never {
  throw new CatervaError("internal.unexpected", `not a kernel program: ${why}`);
}
