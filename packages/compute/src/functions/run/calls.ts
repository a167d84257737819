import { typedScalar } from "../../bind/scalars.ts";
import { refuse } from "../../language/refuse.ts";
import { elementTypeOf } from "../../types/element-type.ts";
import type { ExpressionOf } from "../tree.ts";
import { callMethodOf, converted } from "./attributes.ts";
import { callBuiltin } from "./builtins.ts";
import { callModule } from "./library-calls.ts";
import { fromArgument } from "./operators.ts";
import type { CallValues, Reader, Runtime } from "./runtime.ts";
import { Scope } from "./scope.ts";
import { type FunctionValue, type FunctionValueOf, kindName, type Names } from "./values.ts";

/** The arguments of a call. */
export async function callValuesOf(
  reader: Reader,
  { args: given }: ExpressionOf<"call">,
  scope: Names,
): Promise<CallValues> {
  const args: FunctionValue[] = [];
  const keywords = new Map<string, FunctionValue>();
  for (const { name, spread, value } of given) {
    const found = await reader.value(value, scope);
    if (spread) args.push(...(await reader.items(found)));
    else if (name !== undefined) keywords.set(name, found);
    else args.push(found);
  }
  return { args, keywords };
}

/** Calls what is no function of the source. @throws Refusal */
export async function callValue(
  runtime: Runtime,
  callee: Exclude<FunctionValue, { kind: "defined" }>,
  values: CallValues,
): Promise<FunctionValue> {
  switch (callee.kind) {
    case "builtin":
      return callBuiltin(runtime, callee.name, values);
    case "library":
      return callModule(runtime, callee, values);
    case "method":
      return callMethodOf(runtime, callee, values);
    case "dtype":
      return convert(runtime, callee, values);
    default:
      return refuse(`${kindName(callee)} cannot be called`);
  }
}

/** `np.float32(x)`: of a number a scalar, of an array an array. */
async function convert(
  runtime: Runtime,
  { dtype }: FunctionValueOf<"dtype">,
  { args: [value] }: CallValues,
): Promise<FunctionValue> {
  if (value === undefined) return refuse("a dtype is called with one value");
  const type = elementTypeOf(dtype) ?? refuse("this dtype is not numeric");
  if (value.kind === "number" || value.kind === "boolean") {
    return fromArgument(typedScalar(runtime.workspace.graph, type, [value]));
  }
  return converted(runtime, value, dtype);
}

/** The names of a call of a function of the source: its parameters, with what they are given. @throws Refusal */
export async function boundScope(
  reader: Reader,
  { definition, scope }: FunctionValueOf<"defined">,
  { args, keywords }: CallValues,
): Promise<Scope> {
  const inner = new Scope(scope);
  const { name, parameters } = definition;
  if (args.length > parameters.length) refuse(`${name} takes ${parameters.length} arguments`);
  for (const keyword of keywords.keys()) {
    const index = parameters.findIndex((parameter) => parameter.name === keyword);
    if (index === -1) refuse(`${name} has no parameter ${keyword}`);
    if (index < args.length) refuse(`the argument ${keyword} is given twice`);
  }
  for (const [index, parameter] of parameters.entries()) {
    const given = args[index] ?? keywords.get(parameter.name);
    if (given !== undefined) inner.names.set(parameter.name, await reader.settled(given));
    else if (parameter.value !== undefined) inner.names.set(parameter.name, await reader.value(parameter.value, scope));
    else refuse(`${name} needs the argument ${parameter.name}`);
  }
  return inner;
}
