import type { SyntaxNode } from "@lezer/common";
import { numberLiteral, textLiteral } from "./literals.ts";
import { leaf, type Plan } from "./plan.ts";
import { callPlan } from "./plan-call.ts";
import { memberPlan } from "./plan-member.ts";
import { childrenOf, type Syntax } from "./syntax.ts";
import { BINARY_OPERATORS, type ExpressionPart, UNARY_OPERATORS } from "./tree.ts";

/** How a node of the syntax becomes a part of the tree. @throws expression.invalid for what is not in the language */
export function planOf(syntax: Syntax, node: SyntaxNode): Plan {
  switch (node.name) {
    case "Number":
      return literal(syntax, numberLiteral(syntax.textOf(node)) ?? "this is not a number", node);
    case "String":
      return literal(syntax, textLiteral(syntax.textOf(node)), node);
    case "Boolean":
      return leaf({ kind: "boolean", value: syntax.textOf(node) === "True" });
    case "None":
      return leaf({ kind: "none" });
    case "VariableName":
      return leaf({ kind: "name", name: syntax.nameOf(node) });
    case "ParenthesizedExpression":
      return parenthesized(syntax, node);
    case "UnaryExpression":
      return unary(syntax, node);
    case "BinaryExpression":
      return binary(syntax, node);
    case "TupleExpression":
    case "ArrayExpression":
      return sequence(syntax, node);
    case "CallExpression":
      return callPlan(syntax, node);
    case "MemberExpression":
      return memberPlan(syntax, node);
    default:
      throw syntax.invalid(REFUSED[node.name] ?? `${node.name} is not in the language`, node);
  }
}

function literal(syntax: Syntax, part: ExpressionPart | string, node: SyntaxNode): Plan {
  if (typeof part === "string") throw syntax.invalid(part, node);
  return leaf(part);
}

function parenthesized(syntax: Syntax, node: SyntaxNode): Plan {
  return { parts: [syntax.child(node, 3, 1)], make: ([id = -1]) => id };
}

function unary(syntax: Syntax, node: SyntaxNode): Plan {
  const sign = syntax.child(node, 2, 0);
  const operator = UNARY_OPERATORS.find((known) => known === syntax.textOf(sign));
  if (operator === undefined) throw syntax.invalid("`not` is not in the language: write ~(...)", node);
  return { parts: [syntax.child(node, 2, 1)], make: ([operand = -1]) => ({ kind: "unary", operator, operand }) };
}

function binary(syntax: Syntax, node: SyntaxNode): Plan {
  const children = childrenOf(node);
  const [left, sign, right] = children;
  if (left === undefined || sign === undefined || right === undefined || children.length !== 3) {
    throw syntax.invalid("`in`, `not in` and `is` are not in the language", node);
  }
  const operator = BINARY_OPERATORS.find((known) => known === syntax.textOf(sign));
  if (operator === undefined) {
    const word = syntax.textOf(sign);
    const hint = word === "and" ? ": write (...) & (...)" : word === "or" ? ": write (...) | (...)" : "";
    throw syntax.invalid(`\`${word}\` is not in the language${hint}`, sign);
  }
  if (sign.name === "CompareOp" && childrenOf(left)[1]?.name === "CompareOp") {
    throw syntax.invalid("chains of comparisons are not in the language: write (1 < a) & (a < 3)", node);
  }
  return { parts: [left, right], make: ([a = -1, b = -1]) => ({ kind: "binary", operator, left: a, right: b }) };
}

function sequence(syntax: Syntax, node: SyntaxNode): Plan {
  const parts = childrenOf(node).filter((child) => !/^[()[\],]$/.test(child.name));
  for (const part of parts) if (part.name === "*") throw syntax.invalid("`*` is not in the language here", part);
  const kind = node.name === "TupleExpression" ? "tuple" : "list";
  return { parts, make: (items) => ({ kind, items: Object.freeze([...items]) }) };
}

const REFUSED: Readonly<Record<string, string>> = {
  ConditionalExpression: "`if else` is not in the language: write where(condition, a, b)",
  LambdaExpression: "lambda is not in the language",
  NamedExpression: "`:=` is not in the language",
  FormatString: "f-strings are not in the language",
  ContinuedString: "texts side by side are not in the language: join them",
  DictionaryExpression: "dicts are not in the language",
  SetExpression: "sets are not in the language",
  ComprehensionExpression: "comprehensions are not in the language",
  ArrayComprehensionExpression: "comprehensions are not in the language",
  AwaitExpression: "await is not in the language",
  Ellipsis: "`...` is not in the language: write the slices out",
  "*": "`*` is not in the language here",
  "**": "`**` is not in the language here",
};
