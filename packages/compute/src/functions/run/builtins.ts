import { refuse } from "../../language/refuse.ts";
import { binary } from "./operators.ts";
import type { CallValues, Runtime } from "./runtime.ts";
import { integerOf, numberOf, truthOf } from "./scalars.ts";
import {
  type FunctionValue,
  integerValueOf,
  kindName,
  lengthOfRange,
  listValue,
  NO_VALUE,
  tupleValue,
} from "./values.ts";

type Builtin = (runtime: Runtime, values: CallValues) => Promise<FunctionValue>;

/** Python's own functions that are in the language. */
const BUILTINS = {
  len: async (_, { args }) => integerValueOf(lengthOf(only("len", args))),
  range: async (runtime, { args }) => rangeOf(runtime, args),
  enumerate: async (runtime, { args, keywords }) => {
    const first = await startOf(runtime, args[1] ?? keywords.get("start"));
    const items = await runtime.items(args[0] ?? only("enumerate", args));
    return listValue(items.map((item, at) => tupleValue([integerValueOf(first + at), item])));
  },
  zip: async (runtime, { args }) => {
    const lists: (readonly FunctionValue[])[] = [];
    for (const arg of args) lists.push(await runtime.items(arg));
    const length = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
    return listValue(Array.from({ length }, (_, at) => tupleValue(lists.map((list) => list[at] ?? NO_VALUE))));
  },
  reversed: async (runtime, { args }) => listValue([...(await runtime.items(only("reversed", args)))].reverse()),
  tuple: async (runtime, { args }) => tupleValue(args.length === 0 ? [] : await runtime.items(only("tuple", args))),
  list: async (runtime, { args }) => listValue(args.length === 0 ? [] : await runtime.items(only("list", args))),
  int: async (runtime, { args }) => {
    const number = await numberOf(runtime, only("int", args), "the argument of int");
    if (number.kind === "complex") return refuse("int of a complex number");
    if (number.kind === "integer") return { kind: "number", number };
    if (!Number.isFinite(number.value)) return refuse(`int of ${number.value}`);
    return { kind: "number", number: { kind: "integer", value: BigInt(Math.trunc(number.value)) } };
  },
  float: async (runtime, { args }) => {
    const value = only("float", args);
    if (value.kind === "text") return floatText(value.value);
    const number = await numberOf(runtime, value, "the argument of float");
    return number.kind === "complex" ? refuse("float of a complex number") : floatOf(Number(number.value));
  },
  complex: async (runtime, { args }) => {
    const parts: number[] = [];
    for (const arg of args) {
      const number = await numberOf(runtime, arg, "a part of a complex number");
      if (number.kind === "complex")
        return args.length === 1 ? { kind: "number", number } : refuse("complex takes real parts");
      parts.push(Number(number.value));
    }
    return { kind: "number", number: { kind: "complex", re: parts[0] ?? 0, im: parts[1] ?? 0 } };
  },
  bool: async (runtime, { args }) => ({
    kind: "boolean",
    value: args[0] !== undefined && (await truthOf(runtime, args[0])),
  }),
  abs: async (runtime, { args }) => library(runtime, "abs", [only("abs", args)]),
  pow: async (runtime, { args }) => binary(runtime, "**", args[0] ?? only("pow", []), only("pow", args.slice(1))),
  round: async (runtime, values) => library(runtime, "round", values.args),
  divmod: async (runtime, { args }) => {
    const [a, b] = [args[0] ?? only("divmod", []), only("divmod", args.slice(1))];
    return tupleValue([binary(runtime, "//", a, b), binary(runtime, "%", a, b)]);
  },
  min: (runtime, { args }) => extreme(runtime, "min", args),
  max: (runtime, { args }) => extreme(runtime, "max", args),
  sum: async (runtime, { args }) => {
    let total: FunctionValue = args[1] ?? integerValueOf(0);
    for (const item of await runtime.items(args[0] ?? only("sum", args))) {
      if (runtime.meter.step()) await runtime.meter.look();
      total = binary(runtime, "+", total, item);
    }
    return total;
  },
  any: async (runtime, { args }) => {
    for (const item of await runtime.items(only("any", args))) if (await truthOf(runtime, item)) return yes(true);
    return yes(false);
  },
  all: async (runtime, { args }) => {
    for (const item of await runtime.items(only("all", args))) if (!(await truthOf(runtime, item))) return yes(false);
    return yes(true);
  },
  slice: async (runtime, { args }) => sliceOf(runtime, args),
  /** Nobody would see it: what is printed is left out. */
  print: async () => NO_VALUE,
} as const satisfies Record<string, Builtin>;

export function isBuiltin(name: string): name is keyof typeof BUILTINS {
  return Object.hasOwn(BUILTINS, name);
}

/** Arguments by name that these functions take. */
const KEYWORDS: Readonly<Record<string, readonly string[]>> = {
  enumerate: ["start"],
  print: ["sep", "end", "file", "flush"],
  zip: ["strict"],
};

export function callBuiltin(runtime: Runtime, name: string, values: CallValues): Promise<FunctionValue> {
  if (!isBuiltin(name)) return refuse(`there is no function ${name}`);
  for (const keyword of values.keywords.keys()) {
    if (!KEYWORDS[name]?.includes(keyword)) return refuse(`${name} takes no argument ${keyword}`);
  }
  const builtin: Builtin = BUILTINS[name];
  return builtin(runtime, values);
}

function only(name: string, args: readonly FunctionValue[]): FunctionValue {
  const [value] = args;
  return value !== undefined && args.length === 1 ? value : refuse(`${name} takes another number of arguments`);
}

function floatOf(value: number): FunctionValue {
  return { kind: "number", number: { kind: "float", value } };
}

function yes(value: boolean): FunctionValue {
  return { kind: "boolean", value };
}

function floatText(text: string): FunctionValue {
  const known: Readonly<Record<string, number>> = {
    nan: Number.NaN,
    inf: Number.POSITIVE_INFINITY,
    "-inf": Number.NEGATIVE_INFINITY,
  };
  const name = text.trim().toLowerCase();
  const value = Object.hasOwn(known, name) ? known[name] : undefined;
  return value === undefined ? refuse("float of this text: write the number") : floatOf(value);
}

function library(runtime: Runtime, name: string, args: readonly FunctionValue[]): Promise<FunctionValue> {
  return runtime.call({ kind: "library", module: "np", name }, { args, keywords: new Map() });
}

function lengthOf(value: FunctionValue): number {
  switch (value.kind) {
    case "tuple":
    case "list":
      return value.items.length;
    case "range":
      return lengthOfRange(value);
    case "text":
      return [...value.value].length;
    case "array":
    case "piece": {
      const { shape } = value.kind === "array" ? value.node : value.piece;
      return shape[0] ?? refuse("a single item has no length");
    }
    default:
      return refuse(`${kindName(value)} has no length`);
  }
}

async function startOf(runtime: Runtime, value: FunctionValue | undefined): Promise<number> {
  return value === undefined ? 0 : integerOf(runtime, value, "the start");
}

async function rangeOf(runtime: Runtime, args: readonly FunctionValue[]): Promise<FunctionValue> {
  if (args.length < 1 || args.length > 3) return refuse("range takes one, two or three integers");
  const bounds: number[] = [];
  for (const arg of args) bounds.push(await integerOf(runtime, arg, "a bound of range"));
  const [first = 0, second, step = 1] = bounds;
  if (step === 0) return refuse("the step of range must not be 0");
  return { kind: "range", start: second === undefined ? 0 : first, stop: second ?? first, step };
}

async function sliceOf(runtime: Runtime, args: readonly FunctionValue[]): Promise<FunctionValue> {
  if (args.length < 1 || args.length > 3) return refuse("slice takes start, stop and step");
  const [first = NO_VALUE, second, step = NO_VALUE] = args;
  const bound = async (value: FunctionValue) =>
    value.kind === "none"
      ? value
      : ({
          kind: "number",
          number: { kind: "integer", value: BigInt(await integerOf(runtime, value, "a bound of a slice")) },
        } as const);
  const [start, stop] = second === undefined ? [NO_VALUE, first] : [first, second];
  return { kind: "slice", start: await bound(start), stop: await bound(stop), step: await bound(step) };
}

/** Of several values, or of what one value gives. */
async function extreme(runtime: Runtime, name: "min" | "max", args: readonly FunctionValue[]): Promise<FunctionValue> {
  const items = args.length === 1 ? await runtime.items(only(name, args)) : args;
  const [first, ...others] = items;
  if (first === undefined) return refuse(`${name} of nothing`);
  let found = first;
  for (const item of others) {
    if (runtime.meter.step()) await runtime.meter.look();
    const better = binary(runtime, name === "min" ? "<" : ">", item, found);
    if (await truthOf(runtime, better)) found = item;
  }
  return found;
}
