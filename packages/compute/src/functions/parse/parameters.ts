import type { Expression, Parameter } from "../tree.ts";
import type { Cursor } from "./cursor.ts";

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
    if (end === ")" && cursor.take(":")) cursor.expression();
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
  const value = cursor.expression();
  const inner = value.kind === "unary" ? value.operand : value;
  const constant = ["integer", "float", "imaginary", "boolean", "text", "none"].includes(inner.kind);
  const named = inner.kind === "attribute" || inner.kind === "name";
  if (!constant && !named) throw cursor.invalid("the default of a parameter must be a constant", value.spot);
  return value;
}

/** `lambda a, b=1: value` */
export function readLambda(cursor: Cursor): Expression {
  const { spot } = cursor.next();
  const parameters = readParameters(cursor, ":");
  cursor.expect(":", "after the parameters of lambda");
  const value = cursor.expression();
  const body = [cursor.part({ kind: "return", value } as const, value.spot)];
  const definition = cursor.part({ name: "lambda", parameters, body }, spot);
  return cursor.part({ kind: "lambda", definition }, spot);
}
