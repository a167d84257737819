import { applyUfunc } from "../../bind/elementwise.ts";
import { callFunction } from "../../bind/functions.ts";
import { nodeOf } from "../../bind/nodes.ts";
import type { UfuncName } from "../../bind/ufuncs.ts";
import { integerValue, type Value } from "../../bind/value.ts";
import type { Graph } from "../../graph/graph.ts";
import { refuse } from "../../language/refuse.ts";
import { elementTypeOf } from "../../types/element-type.ts";

/** Arguments by the names of their parameters. */
export type Given = ReadonlyMap<string, Value>;

export interface LibraryRule {
  /** See `matchArguments`. */
  readonly parameters: string;
  readonly apply: (graph: Graph, given: Given) => Value;
}

export function at(given: Given, name: string): Value {
  return given.get(name) ?? refuse(`the argument ${name} is missing`);
}

export function ufunc(graph: Graph, name: UfuncName, ...values: readonly Value[]): Value {
  return applyUfunc(graph, name, values);
}

export function integer(value: number): Value {
  return integerValue(BigInt(value));
}

export function integers(values: readonly number[]): Value {
  return { kind: "tuple", items: values.map(integer) };
}

/** A number of the arguments that must be a plain integer. */
export function integerAt(given: Given, name: string, otherwise: number): number {
  const value = given.get(name);
  if (value === undefined || value.kind === "none") return otherwise;
  if (value.kind === "number" && value.number.kind === "integer") return Number(value.number.value);
  return refuse(`${name} must be an integer`);
}

/** The same call of a function of the language. */
export function call(graph: Graph, name: string, given: Given): Value {
  return callFunction(graph, name, { args: [], keywords: given });
}

export function typeOf(graph: Graph, value: Value) {
  return elementTypeOf(nodeOf(graph, value).dtype) ?? refuse("this is for numbers");
}
