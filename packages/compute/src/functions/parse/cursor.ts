import type { Expression, Spot, Target } from "../tree.ts";
import { invalidFunction } from "./refusal.ts";
import { type Token, type TokenKind, tokensOf } from "./tokens.ts";

/** Bounds of what is parsed: nested parts of expressions, parts altogether. */
export const TREE_LIMITS = { depth: 200, parts: 20_000 } as const;

/** Words that are no names. */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...["False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del"],
  ...["elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal"],
  ...["not", "or", "pass", "raise", "return", "try", "while", "with", "yield"],
]);

/** Port: the readers that the parts of the grammar need of each other. */
export interface Grammar {
  /** A value, or several with commas between them, which make a tuple. */
  values(cursor: Cursor): Expression;
  expression(cursor: Cursor): Expression;
  /** An expression but `a if b else c`. */
  condition(cursor: Cursor): Expression;
  /** The targets of `for ... in`. */
  loopTarget(cursor: Cursor): Target;
}

/** The tokens of a source, read from the front, and what is counted while they become a tree. */
export class Cursor {
  readonly source: string;
  readonly #grammar: Grammar;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  #parts = 0;

  constructor(source: string, grammar: Grammar) {
    this.source = source;
    this.#grammar = grammar;
    this.#tokens = tokensOf(source);
  }

  get token(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "", spot: { line: 1, column: 1 } };
  }

  get spot(): Spot {
    return this.token.spot;
  }

  peek(ahead: number): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  next(): Token {
    const { token } = this;
    this.#at += 1;
    return token;
  }

  /** True if the next token is this operator or keyword. */
  is(text: string): boolean {
    const { kind, text: found } = this.token;
    return found === text && (kind === "operator" || (kind === "name" && KEYWORDS.has(text)));
  }

  isKind(kind: TokenKind): boolean {
    return this.token.kind === kind;
  }

  /** Takes the operator or keyword if it is next. */
  take(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at += 1;
    return true;
  }

  expect(text: string, where: string): Token {
    if (!this.is(text)) throw this.invalid(`\`${text}\` is needed ${where}`);
    return this.next();
  }

  expectKind(kind: TokenKind, why: string): Token {
    return this.isKind(kind) ? this.next() : this.fail(why);
  }

  /** A name that may be given to something. */
  name(): string {
    const { kind, text } = this.token;
    if (kind !== "name" || KEYWORDS.has(text)) return this.fail("a name is needed here");
    if (text.includes("__")) return this.fail("names with two underscores are not in the language");
    this.#at += 1;
    return text;
  }

  get isName(): boolean {
    return this.token.kind === "name" && !KEYWORDS.has(this.token.text);
  }

  values(): Expression {
    return this.#grammar.values(this);
  }

  expression(): Expression {
    return this.#grammar.expression(this);
  }

  condition(): Expression {
    return this.#grammar.condition(this);
  }

  loopTarget(): Target {
    return this.#grammar.loopTarget(this);
  }

  /** False where a list of values ends: `a, ` before the end of a line, a bracket, an `=`. */
  get startsExpression(): boolean {
    const { kind, text } = this.token;
    if (kind === "newline" || kind === "end" || kind === "dedent") return false;
    return kind !== "operator" || !/^(?:[)\]}:=;]|.*[^=<>!]=)$/.test(text);
  }

  /** Parses one level deeper. */
  nested<T>(action: () => T): T {
    this.#depth += 1;
    if (this.#depth > TREE_LIMITS.depth) return this.fail(`it is nested more than ${TREE_LIMITS.depth} deep: split it`);
    const result = action();
    this.#depth -= 1;
    return result;
  }

  /** A part of the tree, frozen and counted. */
  part<T extends object>(part: T, spot: Spot): T & { readonly spot: Spot } {
    this.#parts += 1;
    if (this.#parts > TREE_LIMITS.parts) this.fail(`the function has more than ${TREE_LIMITS.parts} parts: split it`);
    return Object.freeze({ ...part, spot });
  }

  invalid(why: string, spot: Spot = this.spot) {
    return invalidFunction(why, spot, this.source);
  }

  fail(why: string): never {
    throw this.invalid(why);
  }
}
