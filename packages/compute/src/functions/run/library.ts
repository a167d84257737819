import { matchArguments } from "../../bind/arguments.ts";
import { reshape } from "../../bind/constructors.ts";
import { applyUfunc, commonType, select } from "../../bind/elementwise.ts";
import { callFunction, isCallable } from "../../bind/functions.ts";
import { castTo, nodeOf } from "../../bind/nodes.ts";
import { sliceNode } from "../../bind/slices.ts";
import type { UfuncName } from "../../bind/ufuncs.ts";
import { arrayValue, floatValue, integerValue, type Value } from "../../bind/value.ts";
import type { Graph } from "../../graph/graph.ts";
import { refuse } from "../../language/refuse.ts";
import { elementTypeOf } from "../../types/element-type.ts";
import { isComplexType, isIntegerType } from "../../types/promote.ts";

type Given = ReadonlyMap<string, Value>;

interface LibraryRule {
  /** See `matchArguments`. */
  readonly parameters: string;
  readonly apply: (graph: Graph, given: Given) => Value;
}

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
  where: { parameters: "condition x y", apply: (graph, given) => where(graph, given) },
  round: { parameters: "x decimals?", apply: (graph, given) => round(graph, given) },
  cumsum: running("cumulative_sum"),
  cumprod: running("cumulative_prod"),
  fabs: { parameters: "x", apply: (graph, given) => ufunc(graph, "absolute", product(graph, at(given, "x"), 1)) },
  fmax: { parameters: "x1 x2", apply: (graph, given) => ignoringNaN(graph, "maximum", given) },
  fmin: { parameters: "x1 x2", apply: (graph, given) => ignoringNaN(graph, "minimum", given) },
  fmod: { parameters: "x1 x2", apply: (graph, given) => fmod(graph, given) },
  exp2: { parameters: "x", apply: (graph, given) => ufunc(graph, "power", floatValue(2), at(given, "x")) },
  cbrt: { parameters: "x", apply: (graph, given) => cbrt(graph, at(given, "x")) },
  deg2rad: scaling(Math.PI / 180),
  radians: scaling(Math.PI / 180),
  rad2deg: scaling(180 / Math.PI),
  degrees: scaling(180 / Math.PI),
  sinc: { parameters: "x", apply: (graph, given) => sinc(graph, at(given, "x")) },
  heaviside: { parameters: "x1 x2", apply: (graph, given) => heaviside(graph, at(given, "x1"), at(given, "x2")) },
  nan_to_num: { parameters: "x copy? nan? posinf? neginf?", apply: (graph, given) => nanToNum(graph, given) },
  nansum: withoutNaN("sum", 0),
  nanprod: withoutNaN("prod", 1),
  nanmin: withoutNaN("min", Number.POSITIVE_INFINITY),
  nanmax: withoutNaN("max", Number.NEGATIVE_INFINITY),
  nanmean: { parameters: "x axis? keepdims?", apply: (graph, given) => nanMean(graph, given) },
  ptp: {
    parameters: "x axis?",
    apply: (graph, given) => ufunc(graph, "subtract", call(graph, "max", given), call(graph, "min", given)),
  },
  average: { parameters: "x axis? weights?", apply: (graph, given) => average(graph, given) },
  diff: { parameters: "x n? axis?", apply: (graph, given) => diff(graph, given) },
  dot: { parameters: "x1 x2", apply: (graph, given) => dot(graph, at(given, "x1"), at(given, "x2")) },
  ravel: { parameters: "x", apply: (graph, given) => flat(graph, at(given, "x")) },
  flip: { parameters: "x axis?", apply: (graph, given) => flip(graph, given) },
  roll: { parameters: "x shift axis?", apply: (graph, given) => roll(graph, given) },
  swapaxes: { parameters: "x axis1 axis2", apply: (graph, given) => swapAxes(graph, given) },
  broadcast_to: { parameters: "x shape", apply: (graph, given) => broadcastTo(graph, given) },
  select: { parameters: "condlist choicelist default?", apply: (graph, given) => choose(graph, given) },
  isclose: { parameters: "x1 x2 rtol? atol? equal_nan?", apply: (graph, given) => isClose(graph, given) },
  isin: { parameters: "x values", apply: (graph, given) => isIn(graph, given) },
  array: { parameters: "x dtype? copy?", apply: (graph, given) => array(graph, given) },
  asarray: { parameters: "x dtype? copy?", apply: (graph, given) => array(graph, given) },
  ascontiguousarray: { parameters: "x dtype?", apply: (graph, given) => array(graph, given) },
  copy: { parameters: "x", apply: (graph, given) => array(graph, given) },
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

function at(given: Given, name: string): Value {
  return given.get(name) ?? refuse(`the argument ${name} is missing`);
}

function ufunc(graph: Graph, name: UfuncName, ...values: readonly Value[]): Value {
  return applyUfunc(graph, name, values);
}

function integer(value: number): Value {
  return integerValue(BigInt(value));
}

function integers(values: readonly number[]): Value {
  return { kind: "tuple", items: values.map(integer) };
}

/** A number of the arguments that must be a plain integer. */
function integerAt(given: Given, name: string, otherwise: number): number {
  const value = given.get(name);
  if (value === undefined || value.kind === "none") return otherwise;
  if (value.kind === "number" && value.number.kind === "integer") return Number(value.number.value);
  return refuse(`${name} must be an integer`);
}

/** The same call of a function of the language. */
function call(graph: Graph, name: string, given: Given): Value {
  return callFunction(graph, name, { args: [], keywords: given });
}

function typeOf(graph: Graph, value: Value) {
  return elementTypeOf(nodeOf(graph, value).dtype) ?? refuse("this is for numbers");
}

function product(graph: Graph, x: Value, factor: number): Value {
  return ufunc(graph, "multiply", x, floatValue(factor));
}

function scaling(factor: number): LibraryRule {
  return { parameters: "x", apply: (graph, given) => product(graph, at(given, "x"), factor) };
}

function where(graph: Graph, given: Given): Value {
  const condition = arrayValue(castTo(graph, nodeOf(graph, at(given, "condition")), "bool"));
  return select(graph, condition, at(given, "x"), at(given, "y"));
}

/** NumPy rounds to decimals by way of a power of ten. */
function round(graph: Graph, given: Given): Value {
  const x = at(given, "x");
  const decimals = integerAt(given, "decimals", 0);
  const whole = (value: Value) => callFunction(graph, "round", { args: [value], keywords: new Map() });
  const type = typeOf(graph, x);
  if (decimals === 0 || (isIntegerType(type) && decimals > 0)) return whole(x);
  if (isIntegerType(type) || Math.abs(decimals) > 300) return refuse(`round of ${type} to ${decimals} decimals`);
  const scale = floatValue(10 ** Math.abs(decimals));
  const [up, down] = decimals > 0 ? (["multiply", "divide"] as const) : (["divide", "multiply"] as const);
  return ufunc(graph, down, whole(ufunc(graph, up, x, scale)), scale);
}

/** Along all items where no axis is given. */
function running(name: "cumulative_sum" | "cumulative_prod"): LibraryRule {
  return {
    parameters: "x axis? dtype?",
    apply: (graph, given) => {
      const axis = given.get("axis");
      const x = at(given, "x");
      const open = axis === undefined || axis.kind === "none";
      return call(graph, name, new Map([...given, ["x", open ? flat(graph, x) : x]]));
    },
  };
}

function flat(graph: Graph, x: Value): Value {
  return arrayValue(reshape(graph, nodeOf(graph, x), integers([-1])));
}

function ignoringNaN(graph: Graph, name: "maximum" | "minimum", given: Given): Value {
  const [a, b] = [at(given, "x1"), at(given, "x2")];
  const both = ufunc(graph, name, a, b);
  const withoutA = select(graph, ufunc(graph, "isnan", arrayValue(nodeOf(graph, a))), b, both);
  return select(graph, ufunc(graph, "isnan", arrayValue(nodeOf(graph, b))), a, withoutA);
}

/** The remainder with the sign of the first. */
function fmod(graph: Graph, given: Given): Value {
  const [a, b] = [at(given, "x1"), at(given, "x2")];
  const rest = ufunc(graph, "remainder", ufunc(graph, "absolute", a), ufunc(graph, "absolute", b));
  const negative = ufunc(graph, "less", a, integerValue(0n));
  return select(graph, negative, ufunc(graph, "negative", rest), rest);
}

function cbrt(graph: Graph, x: Value): Value {
  const root = ufunc(graph, "power", ufunc(graph, "absolute", x), floatValue(1 / 3));
  return ufunc(graph, "copysign", root, x);
}

function sinc(graph: Graph, x: Value): Value {
  const angle = product(graph, x, Math.PI);
  const zero = ufunc(graph, "equal", angle, floatValue(0));
  const safe = select(graph, zero, floatValue(1), angle);
  return select(graph, zero, floatValue(1), ufunc(graph, "divide", ufunc(graph, "sin", safe), safe));
}

function heaviside(graph: Graph, x: Value, middle: Value): Value {
  const step = select(graph, ufunc(graph, "less", x, integerValue(0n)), floatValue(0), floatValue(1));
  const known = select(graph, ufunc(graph, "equal", x, integerValue(0n)), middle, step);
  return select(graph, ufunc(graph, "isnan", product(graph, x, 1)), x, known);
}

/** Largest finite floats, which NumPy puts in the place of infinities. */
const LARGEST = { f2: 65_504, f4: 3.4028234663852886e38, f8: Number.MAX_VALUE } as const;

function nanToNum(graph: Graph, given: Given): Value {
  const x = at(given, "x");
  const type = typeOf(graph, x);
  if (type !== "f2" && type !== "f4" && type !== "f8") {
    return isComplexType(type) ? refuse("nan_to_num is not for complex numbers") : x;
  }
  const infinite = ufunc(graph, "isinf", x);
  const above = ufunc(graph, "greater", x, integerValue(0n));
  const largest = LARGEST[type];
  const ends = select(
    graph,
    above,
    given.get("posinf") ?? floatValue(largest),
    given.get("neginf") ?? floatValue(-largest),
  );
  const finite = select(graph, infinite, ends, x);
  const cleaned = select(graph, ufunc(graph, "isnan", x), given.get("nan") ?? floatValue(0), finite);
  return arrayValue(castTo(graph, nodeOf(graph, cleaned), type));
}

function isExact(graph: Graph, x: Value): boolean {
  const type = typeOf(graph, x);
  return type === "bool" || isIntegerType(type);
}

function withoutNaN(name: "sum" | "prod" | "min" | "max", neutral: number): LibraryRule {
  return {
    parameters: "x axis? keepdims?",
    apply: (graph, given) => {
      const x = at(given, "x");
      if (isExact(graph, x)) return call(graph, name, given);
      const missing = ufunc(graph, "isnan", x);
      const found = call(graph, name, new Map([...given, ["x", select(graph, missing, floatValue(neutral), x)]]));
      if (name === "sum" || name === "prod") return found;
      const nothing = call(graph, "all", new Map([...given, ["x", missing]]));
      return select(graph, nothing, floatValue(Number.NaN), found);
    },
  };
}

function nanMean(graph: Graph, given: Given): Value {
  const x = at(given, "x");
  if (isExact(graph, x)) return call(graph, "mean", given);
  const missing = ufunc(graph, "isnan", x);
  const total = call(graph, "sum", new Map([...given, ["x", select(graph, missing, floatValue(0), x)]]));
  const present = arrayValue(castTo(graph, nodeOf(graph, ufunc(graph, "logical_not", missing)), typeOf(graph, x)));
  return ufunc(graph, "divide", total, call(graph, "sum", new Map([...given, ["x", present]])));
}

function average(graph: Graph, given: Given): Value {
  const weights = given.get("weights");
  const axis = given.get("axis");
  const over = (x: Value) =>
    new Map<string, Value>([["x", x], ...(axis === undefined ? [] : [["axis", axis] as const])]);
  if (weights === undefined || weights.kind === "none") return call(graph, "mean", over(at(given, "x")));
  const total = call(graph, "sum", over(ufunc(graph, "multiply", at(given, "x"), weights)));
  return ufunc(graph, "divide", total, call(graph, "sum", over(weights)));
}

/** A slice along one axis. */
function cut(graph: Graph, x: Value, axis: number, start: Value, stop: Value, step: Value): Value {
  const none: Value = { kind: "none" };
  const before = Array.from({ length: axis }, (): Value => ({ kind: "slice", start: none, stop: none, step: none }));
  return arrayValue(sliceNode(graph, nodeOf(graph, x), [...before, { kind: "slice", start, stop, step }]));
}

const NONE: Value = { kind: "none" };

function axisOf(graph: Graph, x: Value, given: Given, name: string, otherwise: number): number {
  const rank = nodeOf(graph, x).shape.length;
  const axis = integerAt(given, name, otherwise);
  const found = axis < 0 ? axis + rank : axis;
  return found >= 0 && found < rank ? found : refuse(`axis ${axis} is out of range for an array of ${rank} dimensions`);
}

function diff(graph: Graph, given: Given): Value {
  let x = at(given, "x");
  const axis = axisOf(graph, x, given, "axis", -1);
  const times = integerAt(given, "n", 1);
  if (times < 0 || times > 16) return refuse("n of diff must be between 0 and 16");
  const name = typeOf(graph, x) === "bool" ? "not_equal" : "subtract";
  for (let count = 0; count < times; count += 1) {
    x = ufunc(graph, name, cut(graph, x, axis, integer(1), NONE, NONE), cut(graph, x, axis, NONE, integer(-1), NONE));
  }
  return x;
}

function dot(graph: Graph, a: Value, b: Value): Value {
  const numbers = [a, b].some((value) => nodeOf(graph, value).shape.length === 0);
  return numbers
    ? ufunc(graph, "multiply", a, b)
    : callFunction(graph, "matmul", { args: [a, b], keywords: new Map() });
}

function flip(graph: Graph, given: Given): Value {
  const x = at(given, "x");
  const rank = nodeOf(graph, x).shape.length;
  const axis = given.get("axis");
  const axes =
    axis === undefined || axis.kind === "none"
      ? Array.from({ length: rank }, (_, one) => one)
      : [axisOf(graph, x, given, "axis", 0)];
  return axes.reduce((turned, one) => cut(graph, turned, one, NONE, NONE, integer(-1)), x);
}

function roll(graph: Graph, given: Given): Value {
  const x = at(given, "x");
  const axis = given.get("axis");
  const { shape } = nodeOf(graph, x);
  const open = axis === undefined || axis.kind === "none";
  const line = open ? flat(graph, x) : x;
  const along = open ? 0 : axisOf(graph, x, given, "axis", 0);
  const extent = nodeOf(graph, line).shape[along] ?? 0;
  const asked = integerAt(given, "shift", 0);
  const shift = extent === 0 ? 0 : ((asked % extent) + extent) % extent;
  if (shift === 0) return x;
  const parts: Value = {
    kind: "list",
    items: [
      cut(graph, line, along, integer(extent - shift), NONE, NONE),
      cut(graph, line, along, NONE, integer(extent - shift), NONE),
    ],
  };
  const keywords = new Map([["axis", integer(along)]]);
  const joined = callFunction(graph, "concat", { args: [parts], keywords });
  return open ? arrayValue(reshape(graph, nodeOf(graph, joined), integers(shape))) : joined;
}

function swapAxes(graph: Graph, given: Given): Value {
  const x = at(given, "x");
  const [a, b] = [axisOf(graph, x, given, "axis1", 0), axisOf(graph, x, given, "axis2", 0)];
  const order = Array.from({ length: nodeOf(graph, x).shape.length }, (_, axis) =>
    axis === a ? b : axis === b ? a : axis,
  );
  return callFunction(graph, "transpose", { args: [x, integers(order)], keywords: new Map() });
}

function broadcastTo(graph: Graph, given: Given): Value {
  const node = nodeOf(graph, at(given, "x"));
  const shape = at(given, "shape");
  const like = callFunction(graph, "zeros", {
    args: [shape],
    keywords: new Map([["dtype", { kind: "text", value: "bool", bytes: false }]]),
  });
  const target = nodeOf(graph, like).shape;
  const shift = target.length - node.shape.length;
  const fits = shift >= 0 && node.shape.every((extent, axis) => extent === 1 || extent === target[axis + shift]);
  if (!fits) return refuse(`an array of the shape (${node.shape}) does not broadcast to (${target})`);
  const view = node.shape.map((extent, axis) => {
    return extent === 1
      ? ({ kind: "fixed", index: 0 } as const)
      : ({ kind: "along", axis: axis + shift, start: 0, step: 1 } as const);
  });
  return arrayValue(graph.view(node, view, target));
}

/** `np.select`: the choice of the first condition that holds. */
function choose(graph: Graph, given: Given): Value {
  const conditions = at(given, "condlist");
  const choices = at(given, "choicelist");
  if (
    (conditions.kind !== "list" && conditions.kind !== "tuple") ||
    (choices.kind !== "list" && choices.kind !== "tuple")
  ) {
    return refuse("select takes a list of conditions and a list of choices");
  }
  if (conditions.items.length !== choices.items.length) return refuse("select takes as many conditions as choices");
  let result = given.get("default") ?? integerValue(0n);
  for (const [index, condition] of [...conditions.items.entries()].reverse()) {
    result = select(graph, condition, choices.items[index] ?? result, result);
  }
  return result;
}

function isClose(graph: Graph, given: Given): Value {
  const [a, b] = [at(given, "x1"), at(given, "x2")];
  const far = ufunc(graph, "multiply", given.get("rtol") ?? floatValue(1e-5), ufunc(graph, "absolute", b));
  const bound = ufunc(graph, "add", given.get("atol") ?? floatValue(1e-8), far);
  const near = ufunc(graph, "less_equal", ufunc(graph, "absolute", ufunc(graph, "subtract", a, b)), bound);
  const finite = ufunc(graph, "bitwise_and", near, ufunc(graph, "isfinite", product(graph, b, 1)));
  return ufunc(graph, "bitwise_or", finite, ufunc(graph, "equal", a, b));
}

/** Values that isin compares with at most. */
const MAX_VALUES = 1000;

function isIn(graph: Graph, given: Given): Value {
  const values = at(given, "values");
  if (values.kind !== "list" && values.kind !== "tuple") return refuse("isin takes a list of numbers");
  if (values.items.length > MAX_VALUES) return refuse(`isin takes at most ${MAX_VALUES} numbers`);
  const tests = values.items.map((value) => ufunc(graph, "equal", at(given, "x"), value));
  const none = ufunc(graph, "not_equal", at(given, "x"), at(given, "x"));
  const nothing = ufunc(graph, "bitwise_and", none, ufunc(graph, "logical_not", none));
  return tests.reduce((found, test) => ufunc(graph, "bitwise_or", found, test), nothing);
}

/** `np.array([...])` of numbers and arrays, nested as they may be. */
function array(graph: Graph, given: Given): Value {
  const dtype = given.get("dtype");
  const made = stacked(graph, at(given, "x"));
  if (dtype === undefined || dtype.kind === "none") return made;
  return callFunction(graph, "astype", { args: [made, dtype], keywords: new Map() });
}

function stacked(graph: Graph, value: Value): Value {
  if (value.kind !== "list" && value.kind !== "tuple") return arrayValue(nodeOf(graph, value));
  if (value.items.length === 0) return callFunction(graph, "zeros", { args: [integer(0)], keywords: new Map() });
  if (value.items.length > MAX_VALUES)
    return refuse(`a list of more than ${MAX_VALUES} items: write np.arange, np.full or np.linspace`);
  const items = value.items.map((item) => stacked(graph, item));
  // Of one dtype, as `stack` wants them.
  const type = commonType(graph, items);
  const alike = items.map((item) => arrayValue(castTo(graph, nodeOf(graph, item), type)));
  return callFunction(graph, "stack", { args: [{ kind: "list", items: alike }], keywords: new Map() });
}
