import { BINARY_OPERATORS } from "../../language/tree.ts";
import type { Branch, Definition, FunctionTree, Statement, Target } from "../tree.ts";
import { Cursor } from "./cursor.ts";
import { GRAMMAR } from "./expressions.ts";
import { readParameters } from "./parameters.ts";
import { invalidFunction, shownName } from "./refusal.ts";
import { targetOf } from "./targets.ts";

/**
 * Reads the source of functions: definitions side by side, comments and texts. It is parsed only; nothing runs.
 * @throws expression.invalid naming line, column and what to write instead
 */
export function parseFunctions(source: string): FunctionTree {
  const cursor = new Cursor(source, GRAMMAR);
  const definitions = new Map<string, Definition>();
  // A source that is indented as a whole is what a function within another one looks like.
  const whole = cursor.isKind("indent");
  if (whole) cursor.next();
  while (!cursor.isKind("end")) {
    if (cursor.isKind("newline") || (whole && cursor.isKind("dedent"))) {
      cursor.next();
      continue;
    }
    if (cursor.isKind("text") && cursor.peek(1)?.kind === "newline") cursor.next();
    else if (isImport(cursor)) readImport(cursor);
    else {
      const definition = readDefinition(cursor);
      definitions.set(definition.name, definition);
    }
  }
  return Object.freeze({ source, definitions });
}

/** The function of a name at the top of a source. @throws expression.invalid */
export function functionNamed(source: string, name: string): { tree: FunctionTree; definition: Definition } {
  const tree = parseFunctions(source);
  const definition = tree.definitions.get(name);
  if (definition === undefined) throw invalidFunction(`the source has no function ${shownName(name)}`);
  return { tree, definition };
}

/** Decorators that change nothing of what a function means. */
const DECORATORS = /^(?:(?:blosc2\.)?(?:dsl_kernel|jit)|(?:numba\.|nb\.)?(?:njit|jit|vectorize))$/;

function readDefinition(cursor: Cursor): Definition {
  while (cursor.is("@")) {
    const { spot } = cursor.next();
    let name = cursor.name();
    while (cursor.take(".")) name += `.${cursor.name()}`;
    if (!DECORATORS.test(name)) throw cursor.invalid("this decorator is not known: leave it out", spot);
    if (cursor.is("(")) {
      while (!cursor.isKind("newline") && !cursor.isKind("end")) cursor.next();
    }
    cursor.expectKind("newline", "a decorator ends with its line");
  }
  const { spot } = cursor;
  cursor.expect("def", "here: a source holds functions");
  const name = cursor.name();
  cursor.expect("(", "after the name of a function");
  const parameters = readParameters(cursor, ")");
  cursor.expect(")", "behind the parameters");
  if (cursor.take("->")) cursor.expression();
  const body = readBlock(cursor);
  return cursor.part({ name, parameters, body }, spot);
}

/** `: statement` or an indented block. */
function readBlock(cursor: Cursor): readonly Statement[] {
  cursor.expect(":", "before a block");
  const body: Statement[] = [];
  if (!cursor.isKind("newline")) {
    readSimpleLine(cursor, body);
    return Object.freeze(body);
  }
  cursor.next();
  cursor.expectKind("indent", "an indented block is needed here");
  while (!cursor.isKind("dedent") && !cursor.isKind("end")) readStatement(cursor, body);
  if (cursor.isKind("dedent")) cursor.next();
  return Object.freeze(body);
}

function readStatement(cursor: Cursor, into: Statement[]): void {
  const { spot } = cursor;
  if (cursor.isKind("indent")) throw cursor.invalid("this line is indented for no reason");
  if (cursor.is("if")) into.push(readIf(cursor));
  else if (cursor.take("for")) {
    const target = cursor.loopTarget();
    cursor.expect("in", "after the names of `for`");
    const iterable = cursor.values();
    const body = readBlock(cursor);
    into.push(cursor.part({ kind: "for", target, iterable, body, otherwise: readElse(cursor) }, spot));
  } else if (cursor.take("while")) {
    const condition = cursor.expression();
    const body = readBlock(cursor);
    into.push(cursor.part({ kind: "while", condition, body, otherwise: readElse(cursor) }, spot));
  } else if (cursor.is("def") || cursor.is("@")) {
    into.push(cursor.part({ kind: "define", definition: readDefinition(cursor) }, spot));
  } else if (cursor.is("with")) into.push(readWith(cursor));
  else readSimpleLine(cursor, into);
}

function readIf(cursor: Cursor): Statement {
  const { spot } = cursor;
  const branches: Branch[] = [];
  let otherwise: readonly Statement[] = [];
  while (cursor.is("if") || cursor.is("elif")) {
    cursor.next();
    const condition = cursor.expression();
    branches.push(Object.freeze({ condition, body: readBlock(cursor) }));
    if (cursor.is("elif")) continue;
    otherwise = readElse(cursor);
    break;
  }
  return cursor.part({ kind: "if", branches: Object.freeze(branches), otherwise }, spot);
}

function readElse(cursor: Cursor): readonly Statement[] {
  return cursor.take("else") ? readBlock(cursor) : [];
}

/** `with np.errstate(...)`: there are no warnings to be kept quiet. */
function readWith(cursor: Cursor): Statement {
  const { spot } = cursor.next();
  const value = cursor.expression();
  const call = value.kind === "call" && value.callee.kind === "attribute" && value.callee.name === "errstate";
  if (!call) throw cursor.invalid("`with` is for np.errstate only", spot);
  return cursor.part({ kind: "block", body: readBlock(cursor) }, spot);
}

/** Statements of one line, with semicolons between them. */
function readSimpleLine(cursor: Cursor, into: Statement[]): void {
  do {
    if (cursor.isKind("newline")) break;
    into.push(readSimple(cursor));
  } while (cursor.take(";"));
  if (!cursor.isKind("end") && !cursor.isKind("dedent"))
    cursor.expectKind("newline", "the end of the line is needed here");
}

function readSimple(cursor: Cursor): Statement {
  const { spot } = cursor;
  const { text } = cursor.token;
  const ends = () => cursor.isKind("newline") || cursor.is(";");
  if (isImport(cursor)) {
    readImport(cursor);
    return cursor.part({ kind: "pass" }, spot);
  }
  if (cursor.take("pass")) return cursor.part({ kind: "pass" }, spot);
  if (cursor.take("break")) return cursor.part({ kind: "break" }, spot);
  if (cursor.take("continue")) return cursor.part({ kind: "continue" }, spot);
  if (cursor.take("return")) return cursor.part({ kind: "return", value: ends() ? undefined : cursor.values() }, spot);
  if (cursor.take("raise")) return cursor.part({ kind: "raise", value: ends() ? undefined : cursor.values() }, spot);
  if (cursor.take("assert")) {
    const condition = cursor.expression();
    return cursor.part(
      { kind: "assert", condition, message: cursor.take(",") ? cursor.expression() : undefined },
      spot,
    );
  }
  const refused = cursor.is(text) ? REFUSED[text] : undefined;
  if (refused !== undefined) throw cursor.invalid(refused);
  return readAssignment(cursor);
}

const REFUSED: Readonly<Record<string, string>> = {
  import: "only numpy and math can be imported: the names np and math are there without it",
  from: "`from ... import` is not in the language: write np.name",
  global: "`global` is not in the language: return the value",
  nonlocal: "`nonlocal` is not in the language: return the value, or fill an array",
  del: "`del` is not in the language: leave the name alone",
  try: "`try` is not in the language: test before you compute",
  class: "classes are not in the language",
  async: "async is not in the language",
};

/** A value alone, `a = b = value`, `a += value` or `a: int = value`. */
function readAssignment(cursor: Cursor): Statement {
  const { spot } = cursor;
  const first = cursor.values();
  const operator = BINARY_OPERATORS.find((known) => cursor.is(`${known}=`) && !["<", ">"].includes(known));
  if (operator !== undefined) {
    const target = targetOf(cursor, first);
    if (target.kind === "targets") throw cursor.invalid("several targets of one augmented assignment", spot);
    cursor.next();
    return cursor.part({ kind: "augment", target, operator, value: cursor.values() }, spot);
  }
  if (first.kind === "name" && cursor.take(":")) {
    cursor.expression();
    if (!cursor.is("=")) return cursor.part({ kind: "pass" }, spot);
  }
  const targets: Target[] = [];
  let value = first;
  while (cursor.take("=")) {
    targets.push(targetOf(cursor, value));
    value = cursor.values();
  }
  if (targets.length === 0) return cursor.part({ kind: "expression", value }, spot);
  return cursor.part({ kind: "assign", targets: Object.freeze(targets), value }, spot);
}

const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  numpy: ["np", "numpy"],
  math: ["math"],
  blosc2: ["blosc2"],
};

/** `import numpy as np` and the like, which give names that are there anyway. */
function isImport(cursor: Cursor): boolean {
  if (!cursor.is("import")) return false;
  const module = cursor.peek(1)?.text ?? "";
  const name = cursor.peek(2)?.text === "as" ? cursor.peek(3)?.text : module;
  return Object.hasOwn(IMPORTS, module) && IMPORTS[module]?.includes(name ?? "") === true;
}

function readImport(cursor: Cursor): void {
  const words = cursor.peek(2)?.text === "as" ? 4 : 2;
  for (let count = 0; count < words; count += 1) cursor.next();
}
