import type { Expression, Target } from "../tree.ts";
import type { Cursor } from "./cursor.ts";
import { readChain } from "./operators.ts";

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
  const items = [readChain(cursor)];
  let commas = false;
  while (cursor.take(",")) {
    commas = true;
    if (cursor.startsExpression) items.push(readChain(cursor));
  }
  const [first] = items;
  if (first !== undefined && !commas) return targetOf(cursor, first);
  return targetOf(cursor, cursor.part({ kind: "tuple", items }, spot));
}
