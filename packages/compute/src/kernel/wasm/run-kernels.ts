import type { Code, ValueType } from "./encode.ts";
import { choose, f64, get, i32, load, plain, repeat, set, shuffle, store, vector } from "./instructions.ts";
import { laneOp } from "./lanes.ts";
import { type FunctionBuilder, IMPORTS, ModuleBuilder } from "./module-builder.ts";

/** Items that are looked at together; runs are multiples of it. */
export const RUN_STEP = 128;
/** Items that one load takes in. */
export const RUN_LIMIT = 4096;

export type FloatColumn = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
type Float = "f4" | "f8";

/** Sums are kept from here on, items before it. */
const SUMS = RUN_LIMIT * 8;

/** Passes over a run of floats, which `load` brings in; the count is a multiple of {@link RUN_STEP}. */
export interface RunKernels {
  load(items: FloatColumn, start: number, count: number): void;
  /** In doubles, each step of 128 items compensated. NaN where an infinity is among them. */
  sum(type: Float, count: number): number;
  /** The least or greatest; NaN where one is. */
  extreme(type: Float, count: number, greatest: boolean): number;
  /** The sum of squared distances from a number, in doubles. */
  distances(type: Float, count: number, from: number): number;
  clearSums(): void;
  /** Item k is added to sum k. */
  addToSums(type: Float, count: number): void;
  sums(count: number): Float64Array;
}

let kernels: RunKernels | undefined;

/** Those of this thread. */
export function runKernels(): RunKernels {
  kernels ??= instantiate();
  return kernels;
}

function instantiate(): RunKernels {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(emitRunKernels()), { [IMPORTS]: { memory } });
  const passes = { f4: passesOf(instance, "f4"), f8: passesOf(instance, "f8") };
  const doubles = new Float64Array(memory.buffer, 0, RUN_LIMIT);
  const singles = new Float32Array(memory.buffer, 0, RUN_LIMIT);
  const sums = new Float64Array(memory.buffer, SUMS, RUN_LIMIT);
  return {
    load(items, start, count) {
      (items instanceof Float64Array ? doubles : singles).set(items.subarray(start, start + count));
    },
    sum: (type, count) => passes[type].sum(count, 0),
    extreme: (type, count, greatest) => passes[type][greatest ? "max" : "min"](count, 0),
    distances: (type, count, from) => passes[type].distances(count, from),
    clearSums: () => sums.fill(0),
    addToSums: (type, count) => void passes[type].add(count, 0),
    sums: (count) => sums.subarray(0, count),
  };
}

type Pass = (count: number, from: number) => number;

function passesOf(
  instance: WebAssembly.Instance,
  type: Float,
): Record<"sum" | "min" | "max" | "distances" | "add", Pass> {
  const pass = (name: string): Pass => {
    const exported = instance.exports[`${name}:${type}`];
    if (typeof exported !== "function") throw new TypeError(`a module without ${name}`);
    // What the module exports is a function of two numbers: it was made in this file.
    return exported as Pass;
  };
  return { sum: pass("sum"), min: pass("min"), max: pass("max"), distances: pass("distances"), add: pass("add") };
}

function emitRunKernels(): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder([]);
  for (const type of ["f4", "f8"] as const) {
    const define = (name: string, build: (into: FunctionBuilder) => void, result?: ValueType) => {
      module.export(`${name}:${type}`, module.named(`${name}:${type}`, { params: ["i32", "f64"], result }, build));
    };
    define("sum", (into) => emitSum(into, type), "f64");
    define("distances", (into) => emitDistances(into, type), "f64");
    define("min", (into) => emitExtreme(into, type, "min"), "f64");
    define("max", (into) => emitExtreme(into, type, "max"), "f64");
    define("add", (into) => emitAdd(into, type));
  }
  return module.bytes();
}

/** Two doubles, number `index` of pairs after the address in a local. */
function pair(type: Float, at: Code, index: number): Code {
  if (type === "f8") return load(16, at, index * 16);
  return vector("f64x2.promote_low_f32x4", load(8, at, index * 8));
}

/** Loops over the items: `body` gets the address, and covers `items` of them. */
function loop(into: FunctionBuilder, type: Float, items: number, body: (address: Code) => Code): void {
  const size = type === "f8" ? 8 : 4;
  const address = into.local("i32");
  const end = into.keep(plain("i32.mul", get(0), i32(size)), "i32");
  const code = into.apart(() => into.push(body(get(address))));
  const next = set(address, plain("i32.add", get(address), i32(items * size)));
  into.push(repeat([code, next, plain("i32.lt_u", get(address), end)]));
}

function lanesSum(value: Code): Code {
  return plain("f64.add", [value, 0xfd, 33, 0], [value, 0xfd, 33, 1]);
}

/** Four sums of two lanes each go over a step; its sum goes into a compensated one (Knuth's two-sum). */
function emitSum(into: FunctionBuilder, type: Float): void {
  const [total, lost, before, step] = [0, 0, 0, 0].map(() => into.local("v128"));
  if (total === undefined || lost === undefined || before === undefined || step === undefined) return;
  const parts = [0, 1, 2, 3].map(() => into.local("v128"));
  const add = (a: Code, b: Code) => vector("f64x2.add", a, b);
  const sub = (a: Code, b: Code) => vector("f64x2.sub", a, b);
  loop(into, type, RUN_STEP, (address) => {
    const code: Code[] = [];
    for (let k = 0; k < RUN_STEP / 2; k++) {
      const part = parts[k % 4] ?? 0;
      code.push(set(part, k < 4 ? pair(type, address, k) : add(get(part), pair(type, address, k))));
    }
    const [a, b, c, d] = parts.map((part) => get(part));
    code.push(set(step, add(add(a ?? [], b ?? []), add(c ?? [], d ?? []))));
    code.push(set(before, get(total)), set(total, add(get(total), get(step))));
    const taken = sub(get(total), get(before));
    const missing = add(sub(get(before), sub(get(total), taken)), sub(get(step), taken));
    code.push(set(lost, add(get(lost), missing)));
    return code;
  });
  into.push(plain("f64.add", lanesSum(get(total)), lanesSum(get(lost))));
}

function emitDistances(into: FunctionBuilder, type: Float): void {
  const sums = [0, 1, 2, 3].map(() => into.local("v128"));
  const mean = into.keep(vector("f64x2.splat", get(1)));
  const away = into.local("v128");
  loop(into, type, 8, (address) =>
    sums.map((sum, k) => [
      set(away, vector("f64x2.sub", pair(type, address, k), mean)),
      set(sum, vector("f64x2.add", get(sum), vector("f64x2.mul", get(away), get(away)))),
    ]),
  );
  const [a, b, c, d] = sums.map((sum) => get(sum));
  into.push(
    lanesSum(
      into.keep(vector("f64x2.add", vector("f64x2.add", a ?? [], b ?? []), vector("f64x2.add", c ?? [], d ?? []))),
    ),
  );
}

function emitExtreme(into: FunctionBuilder, type: Float, name: "min" | "max"): void {
  const lanes = type === "f8" ? 2 : 4;
  const best = [0, 1, 2, 3].map(() => into.local("v128"));
  for (const one of best) into.push(set(one, load(16, i32(0), 0)));
  const item = into.local("v128");
  const strange = into.local("v128");
  // The quick instruction passes over NaN: whether one was seen is kept beside it.
  loop(into, type, lanes * 4, (address) =>
    best.map((one, k) => [
      set(item, load(16, address, k * 16)),
      set(one, laneOp(type, `p${name}`, get(one), get(item))),
      set(strange, vector("v128.or", get(strange), laneOp(type, "ne", get(item), get(item)))),
    ]),
  );
  const nan: Code = vector("v128.any_true", get(strange));
  const result = (value: Code) => into.push(choose("f64", nan, f64(Number.NaN), value));
  const [a, b, c, d] = best.map((one) => get(one));
  let all = into.keep(laneOp(type, name, laneOp(type, name, a ?? [], b ?? []), laneOp(type, name, c ?? [], d ?? [])));
  const half = shuffle(all, all, [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]);
  all = into.keep(laneOp(type, name, all, half));
  if (type === "f8") {
    result([all, 0xfd, 33, 0]);
    return;
  }
  all = into.keep(laneOp(type, name, all, shuffle(all, all, [4, 5, 6, 7, 0, 1, 2, 3, 8, 9, 10, 11, 12, 13, 14, 15])));
  result(plain("f64.promote_f32", [all, 0xfd, 31, 0]));
}

function emitAdd(into: FunctionBuilder, type: Float): void {
  const sums = into.local("i32");
  loop(into, type, 8, (address) => [
    ...[0, 1, 2, 3].map((k) =>
      store(
        16,
        get(sums),
        SUMS + k * 16,
        vector("f64x2.add", load(16, get(sums), SUMS + k * 16), pair(type, address, k)),
      ),
    ),
    set(sums, plain("i32.add", get(sums), i32(64))),
  ]);
}
