/**
 * A program that a kernel benchmark measures beside python-blosc2 and numexpr: expressions and reductions of arrays in
 * memory, and of stored ones (stored-cases.ts), one thread. One JSON line asks for a case, one answers with the seconds of each call and the sum of the result.
 *
 * Arrays lie where kernels compute, as those of NumPy lie where NumPy does; with `--outside` they lie in memory of JavaScript,
 * from where each call copies them.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { computeMemory } from "@caterva2/compute";
import { compileKernel } from "../../packages/compute/src/kernel/compile.ts";
import type { OperatorName } from "../../packages/compute/src/kernel/operators.ts";
import type { KernelNode, KernelProgram } from "../../packages/compute/src/kernel/program.ts";
import { createReducer } from "../../packages/compute/src/kernel/reduce/create-reducer.ts";
import type { ReductionName } from "../../packages/compute/src/kernel/reducer.ts";
import { sizeOf } from "../../packages/compute/src/kernel/types.ts";
import { type StoredCase, storedCall } from "./stored-cases.ts";

type Float = "f4" | "f8";

interface Case {
  readonly id: string;
  readonly kind: string;
  readonly where: string;
  readonly expression: string;
  readonly operation: string;
  readonly dtype: Float;
  readonly shape: readonly [number, number];
  readonly operands: Readonly<Record<string, string>>;
}

interface Question {
  readonly case: Case;
  readonly threads: number;
  readonly seconds: number;
  readonly data: string;
  readonly kernels: string;
}

interface Prepared {
  readonly id: string;
  readonly call: () => void | Promise<void>;
  readonly sum: number;
  /** Arrays that the next case may write over. */
  readonly arrays: readonly Uint8Array[];
}

const outside = process.argv.includes("--outside");

/** Items handed to a kernel and to a reducer at once, as the planner above would. */
const [BLOCK, REDUCED] = [1 << 18, 1 << 19];

let prepared: Prepared | undefined;

async function answer(question: Question): Promise<object> {
  const { kind, id, where } = question.case;
  if (kind !== "expression" && kind !== "reduction") return { skip: "expressions and reductions only" };
  if (outside && where !== "memory") return { skip: "arrays in memory only" };
  if (question.threads !== 1) return { skip: "one thread only" };
  if (prepared?.id !== id) {
    for (const array of prepared?.arrays ?? []) computeMemory.free(array);
    if (where !== "memory") prepared = await stored(question);
    else prepared = kind === "expression" ? expression(question) : reduction(question);
  }
  const calls: number[] = [];
  const end = performance.now() + question.seconds * 1000;
  do {
    const start = performance.now();
    const done = prepared.call();
    if (done instanceof Promise) await done;
    calls.push((performance.now() - start) / 1000);
  } while (performance.now() < end);
  return { calls, sum: prepared.sum };
}

/** The nodes of a program over a and b, numbered as they are added. */
class Nodes {
  readonly list: KernelNode[] = [
    { kind: "input", input: 0 },
    { kind: "input", input: 1 },
  ];
  readonly #type: Float;

  constructor(type: Float) {
    this.#type = type;
  }

  apply(op: OperatorName, ...args: number[]): number {
    return this.list.push({ kind: "apply", op, type: this.#type, args }) - 1;
  }

  constant(value: number): number {
    return this.list.push({ kind: "constant", type: this.#type, value }) - 1;
  }

  select(condition: number, whenTrue: number, whenFalse: number): number {
    return this.list.push({ kind: "select", type: this.#type, condition, whenTrue, whenFalse }) - 1;
  }
}

/** The expressions of the benchmark, by their text; a is node 0, b node 1. */
const EXPRESSIONS: Readonly<Record<string, (n: Nodes) => number>> = {
  "a + b": (n) => n.apply("add", 0, 1),
  "sin(a)**2 + cos(b)**2 > 1": (n) => {
    const sum = n.apply("add", n.apply("square", n.apply("sin", 0)), n.apply("square", n.apply("cos", 1)));
    return n.apply("greater", sum, n.constant(1));
  },
  "where(a>0, a, b)": (n) => n.select(n.apply("greater", 0, n.constant(0)), 0, 1),
  "3*a**2 - 2*a*b + 1": (n) => {
    const square = n.apply("multiply", n.constant(3), n.apply("square", 0));
    const product = n.apply("multiply", n.apply("multiply", n.constant(2), 0), 1);
    return n.apply("add", n.apply("subtract", square, product), n.constant(1));
  },
  "exp(a) * log(b + 2)": (n) =>
    n.apply("multiply", n.apply("exp", 0), n.apply("log", n.apply("add", 1, n.constant(2)))),
  "sqrt(a*a + b*b)": (n) => n.apply("sqrt", n.apply("add", n.apply("multiply", 0, 0), n.apply("multiply", 1, 1))),
};

function expression({ case: asked, kernels }: Question): Prepared {
  const { dtype } = asked;
  const nodes = new Nodes(dtype);
  const output = EXPRESSIONS[asked.expression]?.(nodes);
  if (output === undefined) throw new Error(`no program for ${asked.expression}`);
  const program: KernelProgram = {
    inputs: [
      { type: dtype, form: "array" },
      { type: dtype, form: "array" },
    ],
    nodes: nodes.list,
    outputs: [output],
  };
  const [a, b] = ["a", "b"].map((name) => operand(asked, kernels, name));
  if (!a || !b) throw new Error("two operands");
  const isTest = asked.expression.includes("> 1");
  const width = isTest ? 1 : sizeOf(dtype);
  const count = a.length / sizeOf(dtype);
  const into = allocate(count * width);
  const kernel = compileKernel(program);
  const call = () => {
    for (let start = 0; start < count; start += BLOCK) {
      const end = Math.min(count, start + BLOCK);
      const part = (bytes: Uint8Array, size: number) => bytes.subarray(start * size, end * size);
      kernel.run([part(a, sizeOf(dtype)), part(b, sizeOf(dtype))], [part(into, width)], end - start);
    }
  };
  call();
  return { id: asked.id, call, sum: total(into, isTest ? "bool" : dtype), arrays: [a, b, into] };
}

function reduction({ case: asked, kernels }: Question): Prepared {
  const { dtype, operation } = asked;
  const [rows, columns] = asked.shape;
  const a = operand(asked, kernels, "a");
  // The names of the benchmark are those of the reductions, with the axis after them.
  const name = operation.replace(/[01]$/, "") as ReductionName;
  const axis = /[01]$/.exec(operation)?.[0];
  const cells = axis === undefined ? 1 : axis === "0" ? columns : rows;
  const reducedSize = sizeOf(dtype);
  const into = new Uint8Array(cells * reducedSize);
  const step = Math.max(1, Math.floor(REDUCED / columns));
  const call = () => {
    const reducer = createReducer(name, dtype, cells);
    for (let row = 0; row < rows; row += step) {
      const count = Math.min(step, rows - row);
      const block = a.subarray(row * columns * sizeOf(dtype), (row + count) * columns * sizeOf(dtype));
      if (axis === undefined)
        reducer.add(block, { outer: 1, axis: count * columns, inner: 1, cell: 0, first: row * columns });
      else if (axis === "0") reducer.add(block, { outer: 1, axis: count, inner: columns, cell: 0, first: row });
      else reducer.add(block, { outer: count, axis: columns, inner: 1, cell: row, first: 0 });
    }
    reducer.finish(into);
  };
  call();
  return { id: asked.id, call, sum: total(into, dtype), arrays: [a] };
}

async function stored({ case: asked, data }: Question): Promise<Prepared> {
  const { call, result } = await storedCall(asked as StoredCase, data);
  await call();
  const { dtype, data: bytes } = await result();
  const type = dtype.kind === "bool" ? "bool" : dtype.itemsize === 4 ? "f4" : "f8";
  return { id: asked.id, call, sum: total(bytes.slice(), type), arrays: [] };
}

function operand({ operands }: Case, kernels: string, name: string): Uint8Array<ArrayBuffer> {
  const file = readFileSync(join(kernels, operands[name] ?? ""));
  const array = allocate(file.length);
  array.set(file);
  return array;
}

function allocate(length: number): Uint8Array<ArrayBuffer> {
  return outside ? new Uint8Array(length) : computeMemory.allocate(length);
}

function total(bytes: Uint8Array<ArrayBuffer>, type: Float | "bool"): number {
  const { buffer, byteOffset, byteLength } = bytes;
  const items =
    type === "bool"
      ? bytes
      : type === "f4"
        ? new Float32Array(buffer, byteOffset, byteLength / 4)
        : new Float64Array(buffer, byteOffset, byteLength / 8);
  let sum = 0;
  for (const item of items) if (!Number.isNaN(item)) sum += item;
  return sum;
}

for await (const line of createInterface({ input: process.stdin })) {
  // The benchmark program's own protocol.
  console.log(JSON.stringify(await answer(JSON.parse(line) as Question)));
}
