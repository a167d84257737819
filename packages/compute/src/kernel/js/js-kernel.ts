import { CatervaError } from "@caterva2/ndarray";
import { checkBlocks } from "../check-program.ts";
import { type OperatorName, resultType } from "../operators.ts";
import type { Kernel, KernelNode, KernelProgram } from "../program.ts";
import { kindOf, type NumericType, sizeOf } from "../types.ts";
import { BIG_OPERATORS, BIG_TESTS } from "./big-operators.ts";
import { castColumn, fillColumn } from "./cast.ts";
import { bigs, bytesOf, type Column, isBig, makeColumn, type NumberColumn, numbers, partsOf } from "./columns.ts";
import { COMPLEX_MEASURES, COMPLEX_OPERATORS } from "./complex-operators.ts";
import { BOOL_OPERATORS, floatOperators, integerOperators, type NumberTable } from "./number-operators.ts";

/** Items computed at a time: a column stays in the first-level cache. */
const TILE = 512;

const NUMBER_TABLES: Readonly<Partial<Record<NumericType, NumberTable>>> = {
  bool: BOOL_OPERATORS,
  i1: integerOperators(8),
  i2: integerOperators(16),
  i4: integerOperators(32),
  u1: integerOperators(8),
  u2: integerOperators(16),
  u4: integerOperators(32),
  f4: floatOperators(true),
  f8: floatOperators(false),
};

/** The plain implementation, complete for all types: one loop for each node over a tile of items. */
export function createJsKernel(program: KernelProgram, types: readonly NumericType[]): Kernel {
  const columns = types.map((type) => makeColumn(type, TILE));
  for (const [index, node] of program.nodes.entries()) {
    const column = columns[index];
    if (node.kind === "constant" && column) fillColumn(node.type, column, node.value);
  }
  const steps = program.nodes.map((node, index) => stepOf(node, index, types, columns));
  return {
    program,
    implementation: "js",
    run(inputs, outputs, count) {
      checkBlocks(program, types, inputs, outputs, count);
      for (let start = 0; start < count; start += TILE) {
        const length = Math.min(TILE, count - start);
        for (const [index, node] of program.nodes.entries()) {
          if (node.kind === "input") load(program, node.input, inputs, columns[index], start, length);
          else steps[index]?.(length);
        }
        for (const [index, output] of program.outputs.entries()) {
          const [column, type] = [columns[output], types[output]];
          if (!column || !type) continue;
          const size = sizeOf(type);
          outputs[index]?.set(bytesOf(column).subarray(0, length * size), start * size);
        }
      }
    },
  };
}

function load(
  program: KernelProgram,
  index: number,
  inputs: readonly Uint8Array[],
  column: Column | undefined,
  start: number,
  length: number,
): void {
  const [input, bytes] = [program.inputs[index], inputs[index]];
  if (!input || !bytes || !column) return;
  const size = sizeOf(input.type);
  const target = bytesOf(column);
  if (input.form === "array") {
    target.set(bytes.subarray(start * size, (start + length) * size));
    if (input.type === "bool") normalise(target, length);
  } else if (start === 0) {
    target.set(bytes.subarray(0, size));
    if (input.type === "bool") normalise(target, 1);
    for (let filled = size; filled < target.length; filled *= 2) target.copyWithin(filled, 0, filled);
  }
}

/** Stored bools may be any byte; what is not zero is true. */
function normalise(bytes: Uint8Array, length: number): void {
  for (let k = 0; k < length; k++) if (bytes[k] !== 0) bytes[k] = 1;
}

type Step = (length: number) => void;

function stepOf(node: KernelNode, index: number, types: readonly NumericType[], columns: readonly Column[]): Step {
  const column = (at: number): Column => columns[at] ?? missing("a column");
  const into = column(index);
  switch (node.kind) {
    case "input":
    case "constant":
      return () => {};
    case "cast": {
      const from = types[node.arg] ?? missing("a type");
      const source = column(node.arg);
      return (length) => castColumn(from, source, node.type, into, length);
    }
    case "select": {
      const parts = partsOf(node.type);
      const [condition, then, otherwise] = [column(node.condition), column(node.whenTrue), column(node.whenFalse)];
      return (length) => select(numbers(condition), then, otherwise, into, length, parts);
    }
    case "apply": {
      const a = column(node.args[0] ?? index);
      const b = column(node.args[1] ?? node.args[0] ?? index);
      return apply(node.op, node.type, a, b, into);
    }
  }
}

function select(
  condition: NumberColumn,
  then: Column,
  otherwise: Column,
  into: Column,
  length: number,
  parts: number,
): void {
  for (let k = 0; k < length * parts; k++) {
    into[k] = (condition[parts === 2 ? k >> 1 : k] ? then : otherwise)[k] ?? 0;
  }
}

function apply(op: OperatorName, type: NumericType, a: Column, b: Column, into: Column): Step {
  if (kindOf(type) === "complex") return applyComplex(op, type, numbers(a), numbers(b), numbers(into));
  if (isBig(a)) return applyBig(op, a, bigs(b), into);
  const operator = NUMBER_TABLES[type]?.[op] ?? missing(`${op} of ${type}`);
  const [x, y, target] = [a, numbers(b), numbers(into)];
  return (length) => {
    for (let k = 0; k < length; k++) target[k] = operator(x[k] ?? 0, y[k] ?? 0);
  };
}

function applyBig(op: OperatorName, a: Column, b: Column, into: Column): Step {
  const [x, y] = [bigs(a), bigs(b)];
  const test = BIG_TESTS[op];
  if (test) {
    const target = numbers(into);
    return (length) => {
      for (let k = 0; k < length; k++) target[k] = test(x[k] ?? 0n, y[k] ?? 0n);
    };
  }
  const operator = BIG_OPERATORS[op] ?? missing(`${op} of 64-bit integers`);
  const target = bigs(into);
  return (length) => {
    for (let k = 0; k < length; k++) target[k] = operator(x[k] ?? 0n, y[k] ?? 0n);
  };
}

function applyComplex(op: OperatorName, type: NumericType, a: NumberColumn, b: NumberColumn, into: NumberColumn): Step {
  const measure = COMPLEX_MEASURES[op];
  if (measure) {
    return (length) => {
      for (let k = 0; k < length; k++) {
        into[k] = measure([a[2 * k] ?? 0, a[2 * k + 1] ?? 0], [b[2 * k] ?? 0, b[2 * k + 1] ?? 0]);
      }
    };
  }
  const operator = COMPLEX_OPERATORS[op] ?? missing(`${op} of ${resultType(op, type)}`);
  return (length) => {
    for (let k = 0; k < length; k++) {
      const [re, im] = operator([a[2 * k] ?? 0, a[2 * k + 1] ?? 0], [b[2 * k] ?? 0, b[2 * k + 1] ?? 0]);
      into[2 * k] = re;
      into[2 * k + 1] = im;
    }
  };
}

function missing(what: string): never {
  throw new CatervaError("internal.unexpected", `the plain kernels lack ${what}`);
}
