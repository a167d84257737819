import type { Expression } from "../tree.ts";
import type { Cursor, Grammar } from "./cursor.ts";
import { readOr } from "./operators.ts";
import { readLambda } from "./parameters.ts";
import { readLoopTarget } from "./targets.ts";

/** The grammar is recursive: parts of it reach the whole of it through the cursor. */
export const GRAMMAR: Grammar = {
  values: readValues,
  expression: readExpression,
  condition: readOr,
  loopTarget: readLoopTarget,
};

/** A value, or several with commas between them, which make a tuple. */
export function readValues(cursor: Cursor): Expression {
  const { spot } = cursor;
  const first = readExpression(cursor);
  if (!cursor.is(",")) return first;
  const items = [first];
  while (cursor.take(",") && cursor.startsExpression) items.push(readExpression(cursor));
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
