import { numberLiteral, textLiteral } from "../../language/literals.ts";
import { BINARY_OPERATORS, type BinaryOperator, UNARY_OPERATORS } from "../../language/tree.ts";
import type { Argument, Clause, ComparisonOperator, Expression, Link, Parameter, Target } from "../tree.ts";
import type { Cursor } from "./cursor.ts";
import type { Token } from "./tokens.ts";

/** Binary operators from the loosest to the tightest; those of one line are taken from the left. */
const LEVELS: readonly (readonly string[])[] = [
  ["|"],
  ["^"],
  ["&"],
  ["<<", ">>"],
  ["+", "-"],
  ["*", "/", "//", "%", "@"],
];

/** Longest chain of calls, subscripts and attributes on one value. */
const MAX_POSTFIX = 100;

/** A value, or several with commas between them, which make a tuple. */
export function readValues(cursor: Cursor): Expression {
  const { spot } = cursor;
  const first = readExpression(cursor);
  if (!cursor.is(",")) return first;
  const items = [first];
  while (cursor.take(",") && startsExpression(cursor)) items.push(readExpression(cursor));
  return cursor.part({ kind: "tuple", items: Object.freeze(items) }, spot);
}

export function readExpression(cursor: Cursor): Expression {
  return cursor.nested(() => {
    if (cursor.is("lambda")) return readLambda(cursor);
    const { spot } = cursor;
    const value = readOr(cursor);
    if (cursor.is(":=")) throw cursor.invalid("`:=` is not in the language: assign on a line of its own");
    if (!cursor.take("if")) return value;
    const condition = readOr(cursor);
    cursor.expect("else", "after `a if condition`");
    const whenFalse = readExpression(cursor);
    return cursor.part({ kind: "conditional", condition, whenTrue: value, whenFalse }, spot);
  });
}

/** What may be assigned to: names and subscripts, in any nesting of tuples. @throws expression.invalid for others */
export function targetOf(cursor: Cursor, value: Expression): Target {
  switch (value.kind) {
    case "name":
    case "subscript":
      return value;
    case "tuple":
    case "list": {
      const targets = value.items.map((item) => targetOf(cursor, item));
      return cursor.part({ kind: "targets", targets: Object.freeze(targets) }, value.spot);
    }
    case "attribute":
      throw cursor.invalid("attributes cannot be assigned to: assign to a name or to x[...]", value.spot);
    default:
      throw cursor.invalid("this cannot be assigned to", value.spot);
  }
}

/** The targets of `for ... in`. */
export function readLoopTarget(cursor: Cursor): Target {
  const { spot } = cursor;
  const items = [readChain(cursor, 0)];
  let commas = false;
  while (cursor.take(",")) {
    commas = true;
    if (startsExpression(cursor)) items.push(readChain(cursor, 0));
  }
  const [first] = items;
  if (first !== undefined && !commas) return targetOf(cursor, first);
  return targetOf(cursor, cursor.part({ kind: "tuple", items }, spot));
}

/** `a, b=1` up to the bracket or colon that ends it. */
export function readParameters(cursor: Cursor, end: string): readonly Parameter[] {
  const parameters: Parameter[] = [];
  while (!cursor.is(end)) {
    if (cursor.is("*") || cursor.is("**") || cursor.is("/")) {
      throw cursor.invalid(`\`${cursor.token.text}\` among parameters is not in the language: name each parameter`);
    }
    const { spot } = cursor;
    const name = cursor.name();
    if (parameters.some((known) => known.name === name))
      throw cursor.invalid(`the parameter ${name} stands there twice`, spot);
    if (end === ")" && cursor.take(":")) readExpression(cursor);
    const value = cursor.take("=") ? readDefault(cursor) : undefined;
    if (value === undefined && parameters.at(-1)?.value !== undefined) {
      throw cursor.invalid(`the parameter ${name} needs a default, since one before it has one`, spot);
    }
    parameters.push(Object.freeze({ name, value }));
    if (!cursor.take(",")) break;
  }
  return Object.freeze(parameters);
}

/** Defaults are constants, so that nothing is computed where a function is defined. */
function readDefault(cursor: Cursor): Expression {
  const value = readExpression(cursor);
  const inner = value.kind === "unary" ? value.operand : value;
  const constant = ["integer", "float", "imaginary", "boolean", "text", "none"].includes(inner.kind);
  const named = inner.kind === "attribute" || inner.kind === "name";
  if (!constant && !named) throw cursor.invalid("the default of a parameter must be a constant", value.spot);
  return value;
}

function readLambda(cursor: Cursor): Expression {
  const { spot } = cursor.next();
  const parameters = readParameters(cursor, ":");
  cursor.expect(":", "after the parameters of lambda");
  const value = readExpression(cursor);
  const body = [cursor.part({ kind: "return", value } as const, value.spot)];
  const definition = cursor.part({ name: "lambda", parameters, body }, spot);
  return cursor.part({ kind: "lambda", definition }, spot);
}

function readOr(cursor: Cursor): Expression {
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
  const first = readChain(cursor, 0);
  const links: Link<ComparisonOperator>[] = [];
  for (let at = cursor.spot; ; at = cursor.spot) {
    const operator = takeComparison(cursor);
    if (operator === undefined) break;
    links.push(Object.freeze({ operator, operand: readChain(cursor, 0), spot: at }));
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
function readChain(cursor: Cursor, level: number): Expression {
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

function readPostfix(cursor: Cursor): Expression {
  const { spot } = cursor;
  let value = readAtom(cursor);
  for (let length = 0; ; length += 1) {
    if (length > MAX_POSTFIX)
      throw cursor.invalid(`more than ${MAX_POSTFIX} calls, subscripts and attributes in a row`);
    if (cursor.take(".")) value = cursor.part({ kind: "attribute", object: value, name: cursor.name() }, spot);
    else if (cursor.take("(")) value = cursor.part({ kind: "call", callee: value, args: readArguments(cursor) }, spot);
    else if (cursor.take("[")) {
      const index = readIndex(cursor);
      cursor.expect("]", "behind an index");
      value = cursor.part({ kind: "subscript", object: value, index }, spot);
    } else return value;
  }
}

function readArguments(cursor: Cursor): readonly Argument[] {
  const args: Argument[] = [];
  while (!cursor.is(")")) {
    const { spot } = cursor;
    if (cursor.is("**")) throw cursor.invalid("`**` in a call is not in the language: name each argument");
    if (cursor.take("*")) args.push(Object.freeze({ spread: true, value: readExpression(cursor) }));
    else if (cursor.isName && cursor.peek(1)?.text === "=" && cursor.peek(1)?.kind === "operator") {
      const name = cursor.name();
      cursor.next();
      if (args.some((known) => known.name === name))
        throw cursor.invalid(`the argument ${name} stands there twice`, spot);
      args.push(Object.freeze({ name, value: readExpression(cursor) }));
    } else {
      if (args.some((known) => known.name !== undefined))
        throw cursor.invalid("a positional argument after a named one");
      const value = readExpression(cursor);
      args.push(Object.freeze({ value: cursor.is("for") ? readComprehension(cursor, value) : value }));
    }
    if (!cursor.take(",")) break;
  }
  cursor.expect(")", "behind the arguments of a call");
  return Object.freeze(args);
}

function readIndex(cursor: Cursor): Expression {
  const { spot } = cursor;
  if (cursor.is("]")) throw cursor.invalid("an index is missing");
  const first = readIndexEntry(cursor);
  if (!cursor.is(",")) return first;
  const items = [first];
  while (cursor.take(",") && !cursor.is("]")) items.push(readIndexEntry(cursor));
  return cursor.part({ kind: "tuple", items: Object.freeze(items) }, spot);
}

function readIndexEntry(cursor: Cursor): Expression {
  const { spot } = cursor;
  const bound = () => (cursor.is(":") || cursor.is("]") || cursor.is(",") ? undefined : readExpression(cursor));
  const start = bound();
  if (!cursor.take(":")) return start ?? fail(cursor, "an index is missing");
  const stop = bound();
  const step = cursor.take(":") ? bound() : undefined;
  return cursor.part({ kind: "slice", start, stop, step }, spot);
}

function readAtom(cursor: Cursor): Expression {
  const { kind, text, spot } = cursor.token;
  if (kind === "number") {
    const literal = numberLiteral(cursor.next().text);
    if (literal?.kind !== "integer" && literal?.kind !== "float" && literal?.kind !== "imaginary") {
      throw cursor.invalid("this is not a number", spot);
    }
    return cursor.part(literal, spot);
  }
  if (kind === "text") return readText(cursor, cursor.next());
  if (cursor.take("(")) return readParenthesized(cursor, spot);
  if (cursor.take("[")) return readList(cursor, spot);
  if (cursor.take("...")) return cursor.part({ kind: "ellipsis" }, spot);
  if (cursor.take("None")) return cursor.part({ kind: "none" }, spot);
  if (cursor.take("True")) return cursor.part({ kind: "boolean", value: true }, spot);
  if (cursor.take("False")) return cursor.part({ kind: "boolean", value: false }, spot);
  if (cursor.isName) return cursor.part({ kind: "name", name: cursor.name() }, spot);
  return fail(
    cursor,
    REFUSED[text] ?? (kind === "end" || kind === "newline" ? "something is missing here" : "the syntax is not valid"),
  );
}

const REFUSED: Readonly<Record<string, string>> = {
  "{": "dicts and sets are not in the language: use tuples, or names of their own",
  "*": "`*` is not in the language here",
  "**": "`**` is not in the language here",
  lambda: "put the lambda into brackets",
  await: "await is not in the language",
  yield: "yield is not in the language",
};

function readText(cursor: Cursor, token: Token): Expression {
  if (/^[a-z]*f/i.test(token.text)) throw cursor.invalid("f-strings are not in the language", token.spot);
  const literal = textLiteral(token.text);
  if (typeof literal === "string") throw cursor.invalid(literal, token.spot);
  if (cursor.isKind("text")) throw cursor.invalid("texts side by side are not in the language: join them with +");
  if (literal.kind !== "text" && literal.kind !== "bytes") throw cursor.invalid("this is not a text", token.spot);
  return cursor.part({ kind: "text", value: literal.value, bytes: literal.kind === "bytes" }, token.spot);
}

function readParenthesized(cursor: Cursor, spot: Token["spot"]): Expression {
  if (cursor.take(")")) return cursor.part({ kind: "tuple", items: [] }, spot);
  const value = readValues(cursor);
  const whole = cursor.is("for") ? readComprehension(cursor, value) : value;
  cursor.expect(")", "to close the bracket");
  return whole;
}

function readList(cursor: Cursor, spot: Token["spot"]): Expression {
  const items: Expression[] = [];
  while (!cursor.is("]")) {
    const item = readExpression(cursor);
    if (items.length === 0 && cursor.is("for")) {
      const list = readComprehension(cursor, item);
      cursor.expect("]", "to close the list");
      return list;
    }
    items.push(item);
    if (!cursor.take(",")) break;
  }
  cursor.expect("]", "to close the list");
  return cursor.part({ kind: "list", items: Object.freeze(items) }, spot);
}

/** Inner loops go along with outer ones, and all of them with the depth: each costs a level when it runs. */
const MAX_CLAUSES = 4;

function readComprehension(cursor: Cursor, item: Expression): Expression {
  const clauses: Clause[] = [];
  while (cursor.take("for")) {
    if (clauses.length === MAX_CLAUSES) throw cursor.invalid(`more than ${MAX_CLAUSES} loops in one comprehension`);
    const target = readLoopTarget(cursor);
    cursor.expect("in", "after the names of `for`");
    const iterable = readOr(cursor);
    const conditions: Expression[] = [];
    while (cursor.take("if")) conditions.push(readOr(cursor));
    clauses.push(Object.freeze({ target, iterable, conditions: Object.freeze(conditions) }));
  }
  return cursor.part({ kind: "comprehension", item, clauses: Object.freeze(clauses) }, item.spot);
}

/** False where a list of values ends: `a, ` before the end of a line, a bracket, an `=`. */
function startsExpression(cursor: Cursor): boolean {
  const { kind, text } = cursor.token;
  if (kind === "newline" || kind === "end" || kind === "dedent") return false;
  return kind !== "operator" || !/^(?:[)\]}:=;]|.*[^=<>!]=)$/.test(text);
}

function fail(cursor: Cursor, why: string): never {
  throw cursor.invalid(why);
}
