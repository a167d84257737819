import type { Graph } from "../graph/graph.ts";
import type { ArrayNode } from "../graph/node.ts";
import { refuse } from "../language/refuse.ts";
import { broadcastShapes } from "../types/broadcast.ts";
import { dtypeOf, elementTypeOf } from "../types/element-type.ts";
import { fitsInteger, integerRange, isComplexType, isIntegerType, promote } from "../types/promote.ts";
import { type CallArguments, matchArguments } from "./arguments.ts";
import { arange, constant, constantLike, eye, linspace, reshape } from "./constructors.ts";
import { dtypeArgument } from "./dtype-argument.ts";
import { applyOperator, applyUfunc, commonType, selectWrapping, typedNode } from "./elementwise.ts";
import {
  concat,
  diagonal,
  expandDims,
  matmul,
  matrixTranspose,
  outer,
  squeeze,
  stack,
  tensordot,
  transpose,
  vecdot,
} from "./linear.ts";
import { castTo, constantNode, nodeOf } from "./nodes.ts";
import { cumulative, isReductionName, REDUCTION_PARAMETERS, REDUCTION_RULES, reduction } from "./reductions.ts";
import { sliceNode } from "./slices.ts";
import { textCase, textCheck } from "./text.ts";
import { isUfuncName } from "./ufuncs.ts";
import { arrayValue, asInteger, floatValue, integerValue, NONE, type Value } from "./value.ts";

type Given = ReadonlyMap<string, Value>;

interface FunctionRule {
  /** See `matchArguments`. */
  readonly parameters: string;
  /** Also as `x.name(...)`. */
  readonly method?: true;
  readonly apply: (graph: Graph, given: Given) => Value;
}

const LINSPACE = "start stop num? dtype? endpoint? shape?";

/** The functions that are neither elementwise nor reductions. */
const FUNCTIONS = {
  where: { parameters: "condition x y", method: true, apply: (graph, given) => selectWrapping(graph, ...three(given)) },
  clip: { parameters: "x min? max?", method: true, apply: (graph, given) => clip(graph, given) },
  round: { parameters: "x decimals?", method: true, apply: (graph, given) => round(graph, given) },
  rint: { parameters: "x", apply: (graph, given) => round(graph, given) },
  sign: { parameters: "x", apply: (graph, given) => sign(graph, at(given, "x")) },
  positive: { parameters: "x", apply: (graph, given) => positive(graph, at(given, "x")) },
  astype: { parameters: "x dtype", method: true, apply: (graph, given) => astype(graph, given) },
  cumulative_sum: running("sum"),
  cumulative_prod: running("prod"),
  linspace: { parameters: LINSPACE, apply: linspace },
  arange: { parameters: "start stop? step? dtype? shape?", apply: arange },
  zeros: { parameters: "shape dtype?", apply: (graph, given) => constant(graph, given, floatValue(0)) },
  empty: { parameters: "shape dtype?", apply: (graph, given) => constant(graph, given, floatValue(0)) },
  ones: { parameters: "shape dtype?", apply: (graph, given) => constant(graph, given, floatValue(1)) },
  nans: { parameters: "shape dtype?", apply: (graph, given) => constant(graph, given, floatValue(Number.NaN)) },
  full: {
    parameters: "shape fill_value dtype?",
    apply: (graph, given) => constant(graph, given, at(given, "fill_value")),
  },
  eye: { parameters: "N M? k? dtype?", apply: eye },
  zeros_like: { parameters: "x dtype?", apply: (graph, given) => constantLike(graph, given, integerValue(0n)) },
  empty_like: { parameters: "x dtype?", apply: (graph, given) => constantLike(graph, given, integerValue(0n)) },
  ones_like: { parameters: "x dtype?", apply: (graph, given) => constantLike(graph, given, integerValue(1n)) },
  full_like: {
    parameters: "x fill_value dtype?",
    apply: (graph, given) => constantLike(graph, given, at(given, "fill_value")),
  },
  reshape: shaping("x shape", (graph, x, given) => reshape(graph, x, at(given, "shape"))),
  transpose: shaping("x axes?", (graph, x, given) => transpose(graph, x, given.get("axes"))),
  permute_dims: shaping("x axes", (graph, x, given) => transpose(graph, x, at(given, "axes"))),
  matrix_transpose: shaping("x", (graph, x) => matrixTranspose(graph, x)),
  expand_dims: shaping("x axis", (graph, x, given) => expandDims(graph, x, at(given, "axis"))),
  squeeze: shaping("x axis?", (graph, x, given) => squeeze(graph, x, given.get("axis"))),
  diagonal: shaping("x offset?", (graph, x, given) => diagonal(graph, x, given.get("offset"))),
  matmul: { parameters: "x1 x2", apply: (graph, given) => arrayValue(matmul(graph, at(given, "x1"), at(given, "x2"))) },
  tensordot: {
    parameters: "x1 x2 axes?",
    apply: (graph, given) => arrayValue(tensordot(graph, at(given, "x1"), at(given, "x2"), given.get("axes"))),
  },
  vecdot: {
    parameters: "x1 x2 axis?",
    apply: (graph, given) => arrayValue(vecdot(graph, at(given, "x1"), at(given, "x2"), given.get("axis"))),
  },
  outer: { parameters: "x1 x2", apply: (graph, given) => arrayValue(outer(graph, at(given, "x1"), at(given, "x2"))) },
  concat: {
    parameters: "arrays axis?",
    apply: (graph, given) => arrayValue(concat(graph, at(given, "arrays"), given.get("axis"))),
  },
  stack: {
    parameters: "arrays axis?",
    apply: (graph, given) => arrayValue(stack(graph, at(given, "arrays"), given.get("axis"))),
  },
  slice: {
    parameters: "x key",
    method: true,
    apply: (graph, given) => {
      const key = at(given, "key");
      const entries = key.kind === "tuple" ? key.items : [key];
      return arrayValue(sliceNode(graph, nodeOf(graph, at(given, "x")), entries));
    },
  },
  contains: checking("contains"),
  startswith: checking("startswith"),
  endswith: checking("endswith"),
  lower: { parameters: "x", method: true, apply: (graph, given) => textCase(graph, "lower", [at(given, "x")]) },
  upper: { parameters: "x", method: true, apply: (graph, given) => textCase(graph, "upper", [at(given, "x")]) },
} as const satisfies Record<string, FunctionRule>;

function isFunctionName(name: string): name is keyof typeof FUNCTIONS {
  return Object.hasOwn(FUNCTIONS, name);
}

function running(name: "sum" | "prod"): FunctionRule {
  return {
    parameters: "x axis? dtype? include_initial?",
    method: true,
    apply: (graph, given) => cumulative(graph, name, given, at(given, "x")),
  };
}

function shaping(parameters: string, apply: (graph: Graph, x: ArrayNode, given: Given) => ArrayNode): FunctionRule {
  return {
    parameters,
    method: true,
    apply: (graph, given) => arrayValue(apply(graph, nodeOf(graph, at(given, "x")), given)),
  };
}

function checking(name: "contains" | "startswith" | "endswith"): FunctionRule {
  return {
    parameters: "x pattern",
    method: true,
    apply: (graph, given) => textCheck(graph, name, [at(given, "x"), at(given, "pattern")]),
  };
}

/** True for a name that can be called. */
export function isCallable(name: string): boolean {
  return isFunctionName(name) || isUfuncName(name) || isReductionName(name);
}

/** Functions that are computed at once when a lazy array is asked for. */
const AT_ONCE: readonly string[] = [
  ...["matmul", "concat", "stack", "transpose", "permute_dims", "matrix_transpose", "tensordot", "vecdot", "outer"],
  ...["diagonal", "expand_dims", "squeeze"],
];

export function isComputedAtOnce(name: string): boolean {
  return AT_ONCE.includes(name);
}

/** Calls a function by its name in the language. @throws Refusal */
export function callFunction(graph: Graph, name: string, call: CallArguments): Value {
  if (isUfuncName(name)) {
    const [keyword] = call.keywords.keys();
    if (keyword !== undefined) refuse(`the keyword ${keyword} is not known here: ${name} takes arrays only`);
    return applyUfunc(graph, name, call.args);
  }
  if (isReductionName(name)) {
    const given = matchArguments(REDUCTION_PARAMETERS[REDUCTION_RULES[name]], call);
    return reduction(graph, name, given, at(given, "x"));
  }
  if (!isFunctionName(name)) return refuse(`there is no function ${shown(name)}`);
  const rule: FunctionRule = FUNCTIONS[name];
  return rule.apply(graph, matchArguments(rule.parameters, call));
}

const REAL_METHODS: readonly string[] = ["conj", "conjugate"];

/** Calls `receiver.name(...)`. @throws Refusal */
export function callMethod(graph: Graph, name: string, receiver: Value, call: CallArguments): Value {
  if (receiver.kind === "none" || receiver.kind === "slice" || receiver.kind === "dtype") {
    return refuse("this has no methods");
  }
  const args = [receiver, ...call.args];
  if (isReductionName(name) || REAL_METHODS.includes(name)) return callFunction(graph, name, { ...call, args });
  if (!isFunctionName(name)) return refuse(`there is no method ${shown(name)}`);
  const rule: FunctionRule = FUNCTIONS[name];
  if (rule.method === undefined) return refuse(`${name} is not a method: write ${name}(x, ...)`);
  const spread = (name === "reshape" || name === "transpose") && call.args.length > 1;
  const folded: readonly Value[] = spread ? [receiver, { kind: "tuple", items: call.args }] : args;
  return rule.apply(graph, matchArguments(rule.parameters, { ...call, args: folded }));
}

function shown(name: string): string {
  return name.length > 40 ? `${name.slice(0, 40)}...` : name;
}

function at(given: Given, name: string): Value {
  return given.get(name) ?? refuse(`the argument ${name} is missing`);
}

function three(given: Given): [Value, Value, Value] {
  return [at(given, "condition"), at(given, "x"), at(given, "y")];
}

/** `minimum(maximum(x, low), high)` in the common type; bounds beyond an integer type bound nothing. */
function clip(graph: Graph, given: Given): Value {
  const x = at(given, "x");
  const node = nodeOf(graph, x);
  const own = elementTypeOf(node.dtype);
  const open = (value: Value | undefined, low: boolean): Value => {
    if (value === undefined || value.kind === "none") return NONE;
    if (value.kind !== "number" || value.number.kind !== "integer" || own === undefined || !isIntegerType(own)) {
      return value;
    }
    if (fitsInteger(value.number.value, own)) return value;
    const below = value.number.value < integerRange(own)[0];
    return below === low ? NONE : refuse(`the bound ${value.number.value} of clip does not fit ${own}`);
  };
  const low = open(given.get("min"), true);
  const high = open(given.get("max"), false);
  const bounds = [low, high].filter((value) => value.kind !== "none");
  const type = commonType(graph, [x, ...bounds]);
  if (isComplexType(type)) return refuse("clip is not for complex numbers: they have no order");
  let result = typedNode(graph, x, type);
  if (low.kind !== "none")
    result = applyOperator(graph, { op: "maximum" }, type, [result, typedNode(graph, low, type)]);
  if (high.kind !== "none") {
    result = applyOperator(graph, { op: "minimum" }, type, [result, typedNode(graph, high, type)]);
  }
  return arrayValue(result);
}

/** To the nearest integer, halves to even; integers stay. */
function round(graph: Graph, given: Given): Value {
  const decimals = given.get("decimals");
  if (decimals !== undefined && asInteger(decimals, "decimals") !== 0) {
    return refuse("round is to integers only: write round(x * 100) / 100");
  }
  const node = nodeOf(graph, at(given, "x"));
  const type = elementTypeOf(node.dtype) ?? refuse("round is for numbers");
  if (isIntegerType(type)) return arrayValue(node);
  if (isComplexType(type)) return refuse("round is not for complex numbers");
  const work = type === "bool" ? "f2" : type;
  return arrayValue(applyOperator(graph, { op: "rint" }, work, [castTo(graph, node, work)]));
}

/** -1, 0 or 1; of a complex number, the number of size 1 in its direction. */
function sign(graph: Graph, x: Value): Value {
  const node = nodeOf(graph, x);
  const type = elementTypeOf(node.dtype) ?? refuse("sign is for numbers");
  if (type === "bool") return refuse("sign is not for booleans");
  if (!isComplexType(type)) return arrayValue(applyOperator(graph, { op: "sign" }, type, [node]));
  const size = castTo(graph, applyOperator(graph, { op: "absolute" }, type, [node]), type);
  const zero = constantNode(graph, type, { re: 0, im: 0 });
  const isZero = applyOperator(graph, { op: "equal" }, type, [node, zero]);
  const unit = applyOperator(graph, { op: "divide" }, type, [node, size]);
  const shape = broadcastShapes([node.shape]);
  return arrayValue(graph.node({ kind: "select", inputs: [isZero, zero, unit] }, dtypeOf(type), shape));
}

function positive(graph: Graph, x: Value): Value {
  const node = nodeOf(graph, x);
  const type = elementTypeOf(node.dtype) ?? refuse("+ is for numbers");
  return type === "bool" ? refuse("+ is not for booleans") : arrayValue(castTo(graph, node, promote([type])));
}

function astype(graph: Graph, given: Given): Value {
  const type = dtypeArgument(at(given, "dtype")) ?? refuse("the argument dtype is missing");
  return arrayValue(castTo(graph, nodeOf(graph, at(given, "x")), type));
}
