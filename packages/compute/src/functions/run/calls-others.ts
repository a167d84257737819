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

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "tuple":
    case "list":
      return expression.items;
    case "unary":
    case "not":
      return [expression.operand];
    case "chain":
    case "comparison":
      return [expression.first, ...expression.links.map(({ operand }) => operand)];
    case "power":
      return [expression.base, expression.exponent];
    case "logical":
      return expression.operands;
    case "conditional":
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case "attribute":
      return [expression.object];
    case "call":
      return [expression.callee, ...expression.args.map(({ value }) => value)];
    case "subscript":
      return [expression.object, expression.index];
    case "slice":
      return [expression.start, expression.stop, expression.step].filter((part) => part !== undefined);
    case "comprehension":
      return [expression.item, ...expression.clauses.flatMap(({ iterable, conditions }) => [iterable, ...conditions])];
    default:
      return [];
  }
}
