import type { Argument, Expression } from "../tree.ts";
import { readAtom } from "./atoms.ts";
import { readComprehension } from "./comprehension.ts";
import type { Cursor } from "./cursor.ts";

/** Longest chain of calls, subscripts and attributes on one value. */
const MAX_POSTFIX = 100;

/** A value with the calls, subscripts and attributes behind it. */
export function readPostfix(cursor: Cursor): Expression {
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
    if (cursor.take("*")) args.push(Object.freeze({ spread: true, value: cursor.expression() }));
    else if (cursor.isName && cursor.peek(1)?.text === "=" && cursor.peek(1)?.kind === "operator") {
      const name = cursor.name();
      cursor.next();
      if (args.some((known) => known.name === name))
        throw cursor.invalid(`the argument ${name} stands there twice`, spot);
      args.push(Object.freeze({ name, value: cursor.expression() }));
    } else {
      if (args.some((known) => known.name !== undefined))
        throw cursor.invalid("a positional argument after a named one");
      const value = cursor.expression();
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
  const bound = () => (cursor.is(":") || cursor.is("]") || cursor.is(",") ? undefined : cursor.expression());
  const start = bound();
  if (!cursor.take(":")) return start ?? cursor.fail("an index is missing");
  const stop = bound();
  const step = cursor.take(":") ? bound() : undefined;
  return cursor.part({ kind: "slice", start, stop, step }, spot);
}
