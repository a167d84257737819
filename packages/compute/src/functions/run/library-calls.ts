import { dtypeArgument } from "../../bind/dtype-argument.ts";
import { select } from "../../bind/elementwise.ts";
import { castTo, nodeOf } from "../../bind/nodes.ts";
import { isUfuncName } from "../../bind/ufuncs.ts";
import { arrayValue, type Value } from "../../bind/value.ts";
import { refuse } from "../../language/refuse.ts";
import { dtypeOf, elementTypeOf } from "../../types/element-type.ts";
import { itemsOf, type Piece, reshaped } from "../memory/piece.ts";
import { assignTo, checkSameKind } from "./assign.ts";
import { dtypeForm } from "./dtype-form.ts";
import { callLibrary } from "./library.ts";
import { callMath } from "./math.ts";
import { fromArgument } from "./operators.ts";
import type { CallValues, Runtime } from "./runtime.ts";
import { plainItem } from "./scalars.ts";
import { type FunctionValue, type FunctionValueOf, listValue, pieceValue } from "./values.ts";

type Caller = (runtime: Runtime, values: CallValues) => Promise<FunctionValue>;

/** Functions of NumPy that give or take more than arrays. */
const CALLS = {
  dtype: async (runtime, { args }) => {
    const type = dtypeArgument(runtime.workspace.argument(dtypeForm(args[0] ?? refuse("dtype takes one argument"))));
    return type === undefined ? refuse("this is no dtype") : { kind: "dtype", dtype: dtypeOf(type) };
  },
  finfo: limits,
  iinfo: limits,
  copyto: async (runtime, { args: [target, value], keywords }) => {
    if (target?.kind !== "piece" || value === undefined) return refuse("copyto takes an array and what goes into it");
    const mask = keywords.get("where");
    await assignMasked(runtime, target, value, mask);
    return { kind: "none" };
  },
  hstack: (runtime, values) => joined(runtime, values, (rank) => (rank === 1 ? 0 : 1)),
  vstack: async (runtime, values) => {
    const rows: FunctionValue[] = [];
    for (const item of await listOf(runtime, values)) {
      const piece = await runtime.piece(item);
      rows.push(
        pieceValue(piece.shape.length < 2 ? reshaped(piece, [1, itemsOf(piece).length / piece.dtype.itemsize]) : piece),
      );
    }
    return joined(runtime, { ...values, args: [listValue(rows)] }, () => 0);
  },
  meshgrid: async (runtime, { args, keywords }) => {
    const indexing = keywords.get("indexing");
    const matrix = indexing?.kind === "text" && indexing.value === "ij";
    const grids: FunctionValue[] = [];
    const lines: Piece[] = [];
    for (const arg of args) lines.push(await runtime.piece(arg));
    const order = lines.map((_, at) => (!matrix && at < 2 && lines.length > 1 ? 1 - at : at));
    const shape = order.map((at) => lines[at]?.shape[0] ?? 1);
    for (const [at, line] of lines.entries()) {
      const axis = order.indexOf(at);
      const open = reshaped(
        line,
        shape.map((_, one) => (one === axis ? (line.shape[0] ?? 1) : 1)),
      );
      const target = fromIntegers(shape);
      grids.push(
        fromArgument(
          callLibrary(
            runtime.workspace.graph,
            "broadcast_to",
            [runtime.workspace.argument(pieceValue(open)), target],
            new Map(),
          ),
        ),
      );
    }
    return listValue(grids);
  },
} as const satisfies Record<string, Caller>;

export function isLibraryRunName(name: string): boolean {
  return Object.hasOwn(CALLS, name);
}

function isCall(name: string): name is keyof typeof CALLS {
  return Object.hasOwn(CALLS, name);
}

/** Calls a function of a module. @throws Refusal */
export async function callModule(
  runtime: Runtime,
  { module, name }: FunctionValueOf<"library">,
  values: CallValues,
): Promise<FunctionValue> {
  if (module === "math") return callMath(runtime, name, values);
  if (isCall(name)) {
    const call: Caller = CALLS[name];
    return call(runtime, values);
  }
  const own = new Map(values.keywords);
  const out = own.get("out");
  const where = isUfuncName(name) ? own.get("where") : undefined;
  const dtype = isUfuncName(name) ? own.get("dtype") : undefined;
  own.delete("out");
  if (isUfuncName(name)) for (const key of ["where", "dtype", "casting"]) own.delete(key);
  if (where !== undefined && out === undefined)
    return refuse("where= leaves items open: give out= as well, or use np.where");
  const args = await argumentsOf(runtime, name, values.args, dtype);
  const keywords = new Map<string, Value>();
  for (const [key, value] of own)
    keywords.set(key, (await plainArguments(runtime, name, [dtypeForm(value)]))[0] ?? refuse("an argument is missing"));
  const result = fromArgument(callLibrary(runtime.workspace.graph, name, args, keywords));
  if (out === undefined || out.kind === "none") return result;
  if (out.kind !== "piece" || out.piece.scalar) return refuse("out= must be an array");
  checkSameKind(runtime.workspace.node(result).dtype, out.piece.dtype);
  await assignMasked(runtime, out, result, where);
  return out;
}

async function assignMasked(
  runtime: Runtime,
  target: FunctionValueOf<"piece">,
  value: FunctionValue,
  mask: FunctionValue | undefined,
): Promise<void> {
  if (mask === undefined || (mask.kind === "boolean" && mask.value)) return assignTo(runtime, target.piece, value);
  const { workspace } = runtime;
  const type = elementTypeOf(target.piece.dtype) ?? refuse("where= is for numbers");
  const whole = arrayValue(castTo(workspace.graph, workspace.node(value), type));
  const chosen = select(workspace.graph, workspace.argument(mask), whole, workspace.argument(target));
  return assignTo(runtime, target.piece, fromArgument(chosen));
}

/** Functions whose arguments are arrays: single items of arrays stay what they are. */
const OF_ARRAYS: ReadonlySet<string> = new Set([
  ...["where", "clip", "full_like", "zeros_like", "ones_like", "empty_like", "array", "asarray", "copy", "select"],
  ...["fmax", "fmin", "fmod", "heaviside", "isclose", "nan_to_num", "dot", "matmul", "outer", "fabs", "exp2", "cbrt"],
]);

async function argumentsOf(
  runtime: Runtime,
  name: string,
  args: readonly FunctionValue[],
  dtype: FunctionValue | undefined,
): Promise<Value[]> {
  if (!isUfuncName(name)) return plainArguments(runtime, name, args.map(dtypeForm));
  const { workspace } = runtime;
  // A list is an array to an elementwise function.
  const values = args.map((arg) => {
    const value = workspace.argument(arg);
    return "items" in value ? callLibrary(workspace.graph, "array", [value], new Map()) : value;
  });
  const type = dtype === undefined ? undefined : dtypeArgument(workspace.argument(dtypeForm(dtype)));
  return type === undefined
    ? values
    : values.map((value) => arrayValue(castTo(workspace.graph, nodeOf(workspace.graph, value), type)));
}

/** Shapes, bounds and axes are numbers of Python's: single integers of arrays become such. */
async function plainArguments(runtime: Runtime, name: string, args: readonly FunctionValue[]): Promise<Value[]> {
  const values: Value[] = [];
  for (const [at, arg] of args.entries()) {
    const keep = OF_ARRAYS.has(name) || (at === 0 && !CONSTRUCTORS.has(name));
    values.push(runtime.workspace.argument(keep ? arg : await plain(runtime, arg)));
  }
  return values;
}

const CONSTRUCTORS: ReadonlySet<string> = new Set(["arange", "linspace", "zeros", "ones", "full", "empty", "eye"]);

async function plain(runtime: Runtime, value: FunctionValue): Promise<FunctionValue> {
  if (value.kind === "tuple" || value.kind === "list") {
    const items: FunctionValue[] = [];
    for (const item of value.items) items.push(await plain(runtime, item));
    return listValue(items);
  }
  if (value.kind !== "array" && value.kind !== "piece") return value;
  const { shape } = value.kind === "array" ? value.node : value.piece;
  return shape.length === 0 ? plainItem(await runtime.piece(value)) : value;
}

async function limits(runtime: Runtime, { args }: CallValues): Promise<FunctionValue> {
  const value = dtypeForm(args[0] ?? refuse("a dtype is needed"));
  if (value.kind === "array" || value.kind === "piece")
    return { kind: "limits", dtype: runtime.workspace.node(value).dtype };
  const type = dtypeArgument(runtime.workspace.argument(value)) ?? refuse("a dtype is needed");
  return { kind: "limits", dtype: dtypeOf(type) };
}

async function listOf(runtime: Runtime, { args }: CallValues): Promise<readonly FunctionValue[]> {
  return runtime.items(args[0] ?? refuse("a list of arrays is needed"));
}

async function joined(runtime: Runtime, values: CallValues, axisFor: (rank: number) => number): Promise<FunctionValue> {
  const items = await listOf(runtime, values);
  const rank = runtime.workspace.node(items[0] ?? refuse("a list of arrays is needed")).shape.length;
  const keywords = new Map<string, FunctionValue>([
    ["axis", { kind: "number", number: { kind: "integer", value: BigInt(axisFor(rank)) } }],
  ]);
  return runtime.call({ kind: "library", module: "np", name: "concatenate" }, { args: [listValue(items)], keywords });
}

function fromIntegers(values: readonly number[]): Value {
  return {
    kind: "tuple",
    items: values.map((value) => ({ kind: "number", number: { kind: "integer", value: BigInt(value) } })),
  };
}
