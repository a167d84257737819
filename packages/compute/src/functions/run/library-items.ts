import { select, selectWrapping } from "../../bind/elementwise.ts";
import { callFunction } from "../../bind/functions.ts";
import { castTo, nodeOf } from "../../bind/nodes.ts";
import { arrayValue, floatValue, integerValue, type Value } from "../../bind/value.ts";
import type { Graph } from "../../graph/graph.ts";
import { refuse } from "../../language/refuse.ts";
import { isComplexType, isIntegerType } from "../../types/promote.ts";
import { at, call, type Given, integerAt, type LibraryRule, typeOf, ufunc } from "./library-rules.ts";

export function product(graph: Graph, x: Value, factor: number): Value {
  return ufunc(graph, "multiply", x, floatValue(factor));
}

export function scaling(factor: number): LibraryRule {
  return { parameters: "x", apply: (graph, given) => product(graph, at(given, "x"), factor) };
}

export function where(graph: Graph, given: Given): Value {
  const condition = arrayValue(castTo(graph, nodeOf(graph, at(given, "condition")), "bool"));
  return selectWrapping(graph, condition, at(given, "x"), at(given, "y"));
}

/** NumPy rounds to decimals by way of a power of ten. */
export function round(graph: Graph, given: Given): Value {
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

export function ignoringNaN(graph: Graph, name: "maximum" | "minimum", given: Given): Value {
  const [a, b] = [at(given, "x1"), at(given, "x2")];
  const both = ufunc(graph, name, a, b);
  const withoutA = select(graph, ufunc(graph, "isnan", arrayValue(nodeOf(graph, a))), b, both);
  return select(graph, ufunc(graph, "isnan", arrayValue(nodeOf(graph, b))), a, withoutA);
}

/** The remainder with the sign of the first. */
export function fmod(graph: Graph, given: Given): Value {
  const [a, b] = [at(given, "x1"), at(given, "x2")];
  const rest = ufunc(graph, "remainder", ufunc(graph, "absolute", a), ufunc(graph, "absolute", b));
  const negative = ufunc(graph, "less", a, integerValue(0n));
  return select(graph, negative, ufunc(graph, "negative", rest), rest);
}

export function cbrt(graph: Graph, x: Value): Value {
  const root = ufunc(graph, "power", ufunc(graph, "absolute", x), floatValue(1 / 3));
  return ufunc(graph, "copysign", root, x);
}

export function sinc(graph: Graph, x: Value): Value {
  const angle = product(graph, x, Math.PI);
  const zero = ufunc(graph, "equal", angle, floatValue(0));
  const safe = select(graph, zero, floatValue(1), angle);
  return select(graph, zero, floatValue(1), ufunc(graph, "divide", ufunc(graph, "sin", safe), safe));
}

export function heaviside(graph: Graph, x: Value, middle: Value): Value {
  const step = select(graph, ufunc(graph, "less", x, integerValue(0n)), floatValue(0), floatValue(1));
  const known = select(graph, ufunc(graph, "equal", x, integerValue(0n)), middle, step);
  return select(graph, ufunc(graph, "isnan", product(graph, x, 1)), x, known);
}

/** Largest finite floats, which NumPy puts in the place of infinities. */
const LARGEST = { f2: 65_504, f4: 3.4028234663852886e38, f8: Number.MAX_VALUE } as const;

export function nanToNum(graph: Graph, given: Given): Value {
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

export function isExact(graph: Graph, x: Value): boolean {
  const type = typeOf(graph, x);
  return type === "bool" || isIntegerType(type);
}

export function withoutNaN(name: "sum" | "prod" | "min" | "max", neutral: number): LibraryRule {
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

export function nanMean(graph: Graph, given: Given): Value {
  const x = at(given, "x");
  if (isExact(graph, x)) return call(graph, "mean", given);
  const missing = ufunc(graph, "isnan", x);
  const total = call(graph, "sum", new Map([...given, ["x", select(graph, missing, floatValue(0), x)]]));
  const present = arrayValue(castTo(graph, nodeOf(graph, ufunc(graph, "logical_not", missing)), typeOf(graph, x)));
  return ufunc(graph, "divide", total, call(graph, "sum", new Map([...given, ["x", present]])));
}

export function average(graph: Graph, given: Given): Value {
  const weights = given.get("weights");
  const axis = given.get("axis");
  const over = (x: Value) =>
    new Map<string, Value>([["x", x], ...(axis === undefined ? [] : [["axis", axis] as const])]);
  if (weights === undefined || weights.kind === "none") return call(graph, "mean", over(at(given, "x")));
  const total = call(graph, "sum", over(ufunc(graph, "multiply", at(given, "x"), weights)));
  return ufunc(graph, "divide", total, call(graph, "sum", over(weights)));
}

/** `np.select`: the choice of the first condition that holds. */
export function choose(graph: Graph, given: Given): Value {
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

export function isClose(graph: Graph, given: Given): Value {
  const [a, b] = [at(given, "x1"), at(given, "x2")];
  const far = ufunc(graph, "multiply", given.get("rtol") ?? floatValue(1e-5), ufunc(graph, "absolute", b));
  const bound = ufunc(graph, "add", given.get("atol") ?? floatValue(1e-8), far);
  const near = ufunc(graph, "less_equal", ufunc(graph, "absolute", ufunc(graph, "subtract", a, b)), bound);
  const finite = ufunc(graph, "bitwise_and", near, ufunc(graph, "isfinite", product(graph, b, 1)));
  return ufunc(graph, "bitwise_or", finite, ufunc(graph, "equal", a, b));
}

/** Values that isin compares with at most. */
const MOST_VALUES = 100;

export function isIn(graph: Graph, given: Given): Value {
  const values = at(given, "values");
  if (values.kind !== "list" && values.kind !== "tuple") return refuse("isin takes a list of numbers");
  if (values.items.length > MOST_VALUES) return refuse(`isin takes at most ${MOST_VALUES} numbers`);
  const tests = values.items.map((value) => ufunc(graph, "equal", at(given, "x"), value));
  const none = ufunc(graph, "not_equal", at(given, "x"), at(given, "x"));
  const nothing = ufunc(graph, "bitwise_and", none, ufunc(graph, "logical_not", none));
  return tests.reduce((found, test) => ufunc(graph, "bitwise_or", found, test), nothing);
}
