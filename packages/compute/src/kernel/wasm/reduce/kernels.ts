import { kindOf, type NumericType } from "../../types.ts";
import { isRealType, type RealType } from "../lanes.ts";
import { kernelMemory } from "../memory.ts";
import { type FunctionBuilder, IMPORTS, ModuleBuilder } from "../module-builder.ts";
import { nonzero, nonzeroColumns, verdict, verdictColumns } from "./counts.ts";
import { emitFind, extreme, extremeColumns } from "./extremes.ts";
import { type ColumnOperation, emitColumns, emitRuns, type RunOperation } from "./loops.ts";
import { distances, momentColumns } from "./moments.ts";
import { product, productColumns } from "./products.ts";
import { doubleColumns, doubleSum, integerColumns, integerSum, singleColumns, singleSum } from "./sums.ts";

type Make<T> = (into: FunctionBuilder, type: RealType) => T;

interface Operation {
  readonly runs?: Make<RunOperation>;
  readonly columns?: Make<ColumnOperation>;
}

const isFloat = (type: RealType) => kindOf(type) === "float";
const realSum =
  (parts: 1 | 2): Make<RunOperation> =>
  (into, type) =>
    type === "f4" ? singleSum(into, parts) : doubleSum(into, type, parts);
const realColumns: Make<ColumnOperation> = (into, type) =>
  type === "f4" ? singleColumns(into) : doubleColumns(into, type);

/** Every pass over items that reductions are made of. Bools go as u1. */
const OPERATIONS = {
  /** Floats: doubles, sum and what it lacks; integers modulo 2^64. */
  sum: {
    runs: (into, type) => (isFloat(type) ? realSum(1)(into, type) : integerSum(into, type, false)),
    columns: (into, type) => (isFloat(type) ? realColumns(into, type) : integerColumns(into, type)),
  },
  /** As doubles, for means. */
  total: {
    runs: (into, type) =>
      isFloat(type) || type === "i8" || type === "u8" ? realSum(1)(into, type) : integerSum(into, type, true),
    columns: realColumns,
  },
  /** Of both parts of complex numbers: the type is that of the parts, a run is counted in 8 bytes. */
  pairs: { runs: (into, type) => ({ ...realSum(2)(into, type), size: 8 }) },
  distances: { runs: distances, columns: momentColumns },
  prod: { runs: product, columns: productColumns },
  min: { runs: (into, type) => extreme(into, type, "min"), columns: (into, type) => extremeColumns(into, type, "min") },
  max: { runs: (into, type) => extreme(into, type, "max"), columns: (into, type) => extremeColumns(into, type, "max") },
  any: { runs: (into) => verdict(into, false), columns: (into) => verdictColumns(into, false) },
  all: { runs: (into) => verdict(into, true), columns: (into) => verdictColumns(into, true) },
  nonzero: { runs: nonzero, columns: nonzeroColumns },
} as const satisfies Record<string, Operation>;

export type OperationName = keyof typeof OPERATIONS;

/** Addresses are those of the memory of kernels. */
export interface ReduceKernel {
  runs(address: number, rows: number, length: number, into: number): void;
  columns(address: number, pitch: number, rows: number, length: number, state: number): void;
}

export interface FindKernel {
  find(address: number, length: number, value: number): number;
}

const kernels = new Map<string, Readonly<Record<string, WebAssembly.ExportValue>>>();

/** Made when first asked for, once in a thread. */
export function reduceKernel(name: OperationName, type: NumericType): ReduceKernel {
  const real = realTypeOf(type);
  const operation: Operation = OPERATIONS[name];
  const { runs, columns } = made(`${name}:${real}`, (module) => {
    const { runs, columns } = operation;
    if (runs) emitRuns(module, "runs", (into) => runs(into, real));
    if (columns) emitColumns(module, "columns", (into) => columns(into, real));
  });
  return {
    runs: typeof runs === "function" ? (...args) => void runs(...args) : missing,
    columns: typeof columns === "function" ? (...args) => void columns(...args) : missing,
  };
}

export function findKernel(type: NumericType): FindKernel {
  const real = realTypeOf(type);
  const { find } = made(`find:${real}`, (module) => emitFind(module, "find", real));
  if (typeof find !== "function") return missing();
  return { find: (...args) => Number(find(...args)) };
}

function realTypeOf(type: NumericType): RealType {
  if (isRealType(type)) return type;
  return type === "bool" ? "u1" : missing();
}

function made(key: string, emit: (module: ModuleBuilder) => void): Readonly<Record<string, WebAssembly.ExportValue>> {
  const known = kernels.get(key);
  if (known) return known;
  const module = new ModuleBuilder([]);
  emit(module);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    [IMPORTS]: { memory: kernelMemory() },
  });
  kernels.set(key, exports);
  return exports;
}

function missing(): never {
  throw new TypeError("a reduction without its kernel");
}
