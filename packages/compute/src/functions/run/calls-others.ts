import { partsOf } from "../parts.ts";
import type { Expression } from "../tree.ts";
import { WRITING_METHODS } from "./attributes.ts";
import { isBuiltin } from "./builtins.ts";

const known = new WeakMap<Expression, boolean>();

/**
 * True if an expression may call a function of the source, or write to an array while it is computed: its parts are
 * then computed one by one, in Python's order.
 */
export function callsOthers(expression: Expression): boolean {
  const found = known.get(expression);
  if (found !== undefined) return found;
  const calls = callsItself(expression) || partsOf(expression).some(callsOthers);
  known.set(expression, calls);
  return calls;
}

function callsItself(expression: Expression): boolean {
  if (expression.kind !== "call") return false;
  const { callee, args } = expression;
  if (args.some(({ name }) => name === "out")) return true;
  if (callee.kind === "name") return !isBuiltin(callee.name);
  if (callee.kind !== "attribute") return true;
  return WRITING_METHODS.has(callee.name) || callee.name === "copyto";
}
