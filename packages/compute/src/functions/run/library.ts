import { matchArguments } from "../../bind/arguments.ts";
import { callFunction, isCallable } from "../../bind/functions.ts";
import { nodeOf } from "../../bind/nodes.ts";
import { floatValue, type Value } from "../../bind/value.ts";
import type { Graph } from "../../graph/graph.ts";
import * as items from "./library-items.ts";
import { at, call, integer, integers, type LibraryRule, ufunc } from "./library-rules.ts";
import * as shapes from "./library-shapes.ts";

/** NumPy's names for functions that the language of expressions calls otherwise. */
const ALIASES: Readonly<Record<string, string>> = {
  amax: "max",
  amin: "min",
  around: "round",
  round_: "round",
  bitwise_not: "invert",
  concatenate: "concat",
  fix: "trunc",
  asin: "arcsin",
  float_power: "power",
  cumulative_product: "cumprod",
};

/** NumPy's functions that are made of those of the language. */
const LIBRARY = {
  where: { parameters: "condition x y", apply: (graph, given) => items.where(graph, given) },
  round: { parameters: "x decimals?", apply: (graph, given) => items.round(graph, given) },
  cumsum: shapes.running("cumulative_sum"),
  cumprod: shapes.running("cumulative_prod"),
  fabs: { parameters: "x", apply: (graph, given) => ufunc(graph, "absolute", items.product(graph, at(given, "x"), 1)) },
  fmax: { parameters: "x1 x2", apply: (graph, given) => items.ignoringNaN(graph, "maximum", given) },
  fmin: { parameters: "x1 x2", apply: (graph, given) => items.ignoringNaN(graph, "minimum", given) },
  fmod: { parameters: "x1 x2", apply: (graph, given) => items.fmod(graph, given) },
  exp2: { parameters: "x", apply: (graph, given) => ufunc(graph, "power", floatValue(2), at(given, "x")) },
  cbrt: { parameters: "x", apply: (graph, given) => items.cbrt(graph, at(given, "x")) },
  deg2rad: items.scaling(Math.PI / 180),
  radians: items.scaling(Math.PI / 180),
  rad2deg: items.scaling(180 / Math.PI),
  degrees: items.scaling(180 / Math.PI),
  sinc: { parameters: "x", apply: (graph, given) => items.sinc(graph, at(given, "x")) },
  heaviside: { parameters: "x1 x2", apply: (graph, given) => items.heaviside(graph, at(given, "x1"), at(given, "x2")) },
  nan_to_num: { parameters: "x copy? nan? posinf? neginf?", apply: (graph, given) => items.nanToNum(graph, given) },
  nansum: items.withoutNaN("sum", 0),
  nanprod: items.withoutNaN("prod", 1),
  nanmin: items.withoutNaN("min", Number.POSITIVE_INFINITY),
  nanmax: items.withoutNaN("max", Number.NEGATIVE_INFINITY),
  nanmean: { parameters: "x axis? keepdims?", apply: (graph, given) => items.nanMean(graph, given) },
  ptp: {
    parameters: "x axis?",
    apply: (graph, given) => ufunc(graph, "subtract", call(graph, "max", given), call(graph, "min", given)),
  },
  average: { parameters: "x axis? weights?", apply: (graph, given) => items.average(graph, given) },
  diff: { parameters: "x n? axis?", apply: (graph, given) => shapes.diff(graph, given) },
  dot: { parameters: "x1 x2", apply: (graph, given) => shapes.dot(graph, at(given, "x1"), at(given, "x2")) },
  ravel: { parameters: "x", apply: (graph, given) => shapes.flat(graph, at(given, "x")) },
  flip: { parameters: "x axis?", apply: (graph, given) => shapes.flip(graph, given) },
  roll: { parameters: "x shift axis?", apply: (graph, given) => shapes.roll(graph, given) },
  swapaxes: { parameters: "x axis1 axis2", apply: (graph, given) => shapes.swapAxes(graph, given) },
  broadcast_to: { parameters: "x shape", apply: (graph, given) => shapes.broadcastTo(graph, given) },
  select: { parameters: "condlist choicelist default?", apply: (graph, given) => items.choose(graph, given) },
  isclose: { parameters: "x1 x2 rtol? atol? equal_nan?", apply: (graph, given) => items.isClose(graph, given) },
  isin: { parameters: "x values", apply: (graph, given) => items.isIn(graph, given) },
  array: { parameters: "x dtype? copy?", apply: (graph, given) => shapes.array(graph, given) },
  asarray: { parameters: "x dtype? copy?", apply: (graph, given) => shapes.array(graph, given) },
  ascontiguousarray: { parameters: "x dtype?", apply: (graph, given) => shapes.array(graph, given) },
  copy: { parameters: "x", apply: (graph, given) => shapes.array(graph, given) },
  shape: { parameters: "x", apply: (graph, given) => integers(nodeOf(graph, at(given, "x")).shape) },
  ndim: { parameters: "x", apply: (graph, given) => integer(nodeOf(graph, at(given, "x")).shape.length) },
  size: {
    parameters: "x",
    apply: (graph, given) => integer(nodeOf(graph, at(given, "x")).shape.reduce((total, extent) => total * extent, 1)),
  },
} as const satisfies Record<string, LibraryRule>;

/** NumPy's names of arguments that the language calls otherwise. */
const ARGUMENT_ALIASES: Readonly<Record<string, string>> = {
  a: "x",
  arr: "x",
  m: "x",
  object: "x",
  a_min: "min",
  a_max: "max",
};

export function isLibraryName(name: string): boolean {
  return Object.hasOwn(LIBRARY, name) || Object.hasOwn(ALIASES, name) || isCallable(name);
}

/** Calls a function of NumPy by its name. @throws Refusal for unknown ones and for wrong arguments */
export function callLibrary(
  graph: Graph,
  name: string,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): Value {
  const known = Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;
  const named = new Map([...keywords].map(([key, value]) => [ARGUMENT_ALIASES[key] ?? key, value] as const));
  if (isOwn(known)) {
    const rule: LibraryRule = LIBRARY[known];
    return rule.apply(graph, matchArguments(rule.parameters, { args, keywords: named }));
  }
  return callFunction(graph, known, { args, keywords: named });
}

function isOwn(name: string): name is keyof typeof LIBRARY {
  return Object.hasOwn(LIBRARY, name);
}
