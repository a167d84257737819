import { BINARY_OPERATORS, type BinaryOperator, UNARY_OPERATORS } from "../../language/tree.ts";
import type { ComparisonOperator, Expression, Link } from "../tree.ts";
import type { Cursor } from "./cursor.ts";
import { readPostfix } from "./postfix.ts";

/** Binary operators from the loosest to the tightest; those of one line are taken from the left. */
const LEVELS: readonly (readonly string[])[] = [
  ["|"],
  ["^"],
  ["&"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "//", "%", "@"],
];

/** Values joined by `or`, and all that binds tighter. */
export function readOr(cursor: Cursor): Expression {
  return readLogical(cursor, "or", () => readLogical(cursor, "and", () => readNot(cursor)));
}

function readLogical(cursor: Cursor, operator: "and" | "or", next: () => Expression): Expression {
  const { spot } = cursor;
  const first = next();
  if (!cursor.is(operator)) return first;
  const operands = [first];
  while (cursor.take(operator)) operands.push(next());
  return cursor.part({ kind: "logical", operator, operands: Object.freeze(operands) }, spot);
}

function readNot(cursor: Cursor): Expression {
  const { spot } = cursor;
  if (!cursor.take("not")) return readComparison(cursor);
  const operand = cursor.nested(() => readNot(cursor));
  return cursor.part({ kind: "not", operand }, spot);
}

function readComparison(cursor: Cursor): Expression {
  const { spot } = cursor;
  const first = readChain(cursor);
  const links: Link<ComparisonOperator>[] = [];
  for (let at = cursor.spot; ; at = cursor.spot) {
    const operator = takeComparison(cursor);
    if (operator === undefined) break;
    links.push(Object.freeze({ operator, operand: readChain(cursor), spot: at }));
  }
  return links.length === 0 ? first : cursor.part({ kind: "comparison", first, links: Object.freeze(links) }, spot);
}

function takeComparison(cursor: Cursor): ComparisonOperator | undefined {
  for (const sign of ["<=", ">=", "==", "!=", "<", ">", "in"] as const) if (cursor.take(sign)) return sign;
  if (cursor.take("is")) return cursor.take("not") ? "is not" : "is";
  if (!cursor.is("not") || cursor.peek(1)?.text !== "in") return undefined;
  cursor.next();
  cursor.next();
  return "not in";
}

/** Operators of one level and all tighter ones. */
export function readChain(cursor: Cursor, level = 0): Expression {
  const operators = LEVELS[level];
  if (operators === undefined) return readUnary(cursor);
  const { spot } = cursor;
  const first = readChain(cursor, level + 1);
  const links: Link<BinaryOperator>[] = [];
  for (let at = cursor.spot; ; at = cursor.spot) {
    const text = operators.find((one) => cursor.is(one));
    const operator = BINARY_OPERATORS.find((known) => known === text);
    if (operator === undefined) break;
    cursor.next();
    links.push(Object.freeze({ operator, operand: readChain(cursor, level + 1), spot: at }));
  }
  return links.length === 0 ? first : cursor.part({ kind: "chain", first, links: Object.freeze(links) }, spot);
}

function readUnary(cursor: Cursor): Expression {
  const { spot } = cursor;
  const operator = UNARY_OPERATORS.find((known) => cursor.is(known));
  if (operator !== undefined) {
    cursor.next();
    const operand = cursor.nested(() => readUnary(cursor));
    return cursor.part({ kind: "unary", operator, operand }, spot);
  }
  const base = readPostfix(cursor);
  if (!cursor.take("**")) return base;
  const exponent = cursor.nested(() => readUnary(cursor));
  return cursor.part({ kind: "power", base, exponent }, spot);
}
