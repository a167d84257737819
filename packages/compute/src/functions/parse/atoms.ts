import { numberLiteral, textLiteral } from "../../language/literals.ts";
import type { Expression } from "../tree.ts";
import { readComprehension } from "./comprehension.ts";
import type { Cursor } from "./cursor.ts";
import type { Token } from "./tokens.ts";

/** Numbers, texts, names, and what stands in brackets. */
export function readAtom(cursor: Cursor): Expression {
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
  return cursor.fail(
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
  const value = cursor.values();
  const whole = cursor.is("for") ? readComprehension(cursor, value) : value;
  cursor.expect(")", "to close the bracket");
  return whole;
}

function readList(cursor: Cursor, spot: Token["spot"]): Expression {
  const items: Expression[] = [];
  while (!cursor.is("]")) {
    const item = cursor.expression();
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
