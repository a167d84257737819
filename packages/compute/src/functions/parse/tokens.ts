import type { Spot } from "../tree.ts";
import { invalidFunction } from "./refusal.ts";

export type TokenKind = "name" | "number" | "text" | "operator" | "newline" | "indent" | "dedent" | "end";

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly spot: Spot;
}

/** Bounds of a source: characters, nested brackets, nested blocks. */
export const SOURCE_LIMITS = { characters: 65_536, brackets: 100, blocks: 50 } as const;

/** Tabs go to the next multiple of it, as in Python. */
const TAB = 8;

const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const NUMBER = /(?:0[xXoObB][0-9a-fA-F_]+|(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9_]+)?[jJ]?)/y;
const TEXT_START = /(?:[rRbBuUfFtT]{0,2})('''|"""|'|")/y;
const OPERATOR =
  /(?:\*\*=|\/\/=|>>=|<<=|\.\.\.|->|:=|\*\*|\/\/|<<|>>|<=|>=|==|!=|[-+*/%@&|^]=|[-+*/%@&|^~<>()[\]{},:.;=])/y;
const BLANK = /[ \t\f]*/y;

/**
 * Cuts a source into tokens, with Python's rules for lines and indentation. Linear in the length of the source.
 * @throws expression.invalid with line and column
 */
export function tokensOf(source: string): Token[] {
  if (source.length > SOURCE_LIMITS.characters) {
    throw invalidFunction(`the source has ${source.length} characters: ${SOURCE_LIMITS.characters} are allowed`);
  }
  return new Tokenizer(source).all();
}

class Tokenizer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  readonly #indents = [0];
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  all(): Token[] {
    while (this.#at < this.#source.length) {
      if (this.#depth === 0 && this.#at === this.#lineStart && !this.#indentation()) continue;
      this.#lineTokens();
    }
    if (this.#depth > 0) throw this.#invalid("a bracket is not closed before the end");
    if (!["newline", "dedent", undefined].includes(this.#tokens.at(-1)?.kind)) this.#push("newline", "");
    for (let open = this.#indents.length - 1; open > 0; open -= 1) this.#push("dedent", "");
    this.#push("end", "");
    return this.#tokens;
  }

  /** Compares the indentation of a line with the blocks that are open; false for a line without code, now passed. */
  #indentation(): boolean {
    let column = 0;
    for (; this.#at < this.#source.length; this.#at += 1) {
      const character = this.#source[this.#at];
      if (character === " ") column += 1;
      else if (character === "\t") column += TAB - (column % TAB);
      else if (character === "\f") column = 0;
      else break;
    }
    if (this.#source[this.#at] === "#") this.#comment();
    if (this.#at >= this.#source.length || this.#lineBreak()) return false;
    const current = this.#indents.at(-1) ?? 0;
    if (column > current) {
      if (this.#indents.length > SOURCE_LIMITS.blocks) {
        throw this.#invalid(`blocks are nested more than ${SOURCE_LIMITS.blocks} deep: split the function`);
      }
      this.#indents.push(column);
      this.#push("indent", "");
    }
    while (column < (this.#indents.at(-1) ?? 0)) {
      this.#indents.pop();
      this.#push("dedent", "");
    }
    if (column !== this.#indents.at(-1)) throw this.#invalid("the indentation fits no block around it");
    return true;
  }

  /** The tokens up to the end of a logical line, or of a physical one inside brackets. */
  #lineTokens(): void {
    while (this.#at < this.#source.length) {
      this.#match(BLANK);
      if (this.#source[this.#at] === "#") this.#comment();
      if (this.#source[this.#at] === "\\") {
        this.#at += 1;
        if (!this.#lineBreak()) throw this.#invalid("only the end of the line may follow a backslash");
        continue;
      }
      const spot = this.#spot();
      if (this.#lineBreak()) {
        if (this.#depth > 0) continue;
        this.#tokens.push({ kind: "newline", text: "", spot });
        return;
      }
      if (this.#at < this.#source.length) this.#token();
    }
  }

  #token(): void {
    const start = this.#match(TEXT_START, false);
    if (start !== undefined) {
      this.#text(start);
      return;
    }
    for (const [kind, pattern] of [
      ["number", NUMBER],
      ["name", NAME],
      ["operator", OPERATOR],
    ] as const) {
      const spot = this.#spot();
      const found = this.#match(pattern);
      if (found === undefined) continue;
      if (kind === "number" && this.#match(NAME, false) !== undefined) {
        throw invalidFunction("this is not a number", spot, this.#source);
      }
      if (kind === "operator") this.#bracket(found, spot);
      this.#tokens.push({ kind, text: found, spot });
      return;
    }
    const character = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 0);
    throw this.#invalid(`the character ${JSON.stringify(character)} is not in the language`);
  }

  #bracket(text: string, spot: Spot): void {
    if ("([{".includes(text)) this.#depth += 1;
    if (")]}".includes(text)) this.#depth -= 1;
    if (this.#depth > SOURCE_LIMITS.brackets) {
      throw invalidFunction(`brackets are nested more than ${SOURCE_LIMITS.brackets} deep: split the line`, spot);
    }
    if (this.#depth < 0) throw invalidFunction("a bracket is closed that was not opened", spot, this.#source);
  }

  /** A text from its prefix to its closing quotes. */
  #text(start: string): void {
    const spot = this.#spot();
    const from = this.#at;
    const quote = /['"]+$/.exec(start)?.[0] ?? "'";
    this.#at += start.length;
    while (!this.#source.startsWith(quote, this.#at)) {
      if (this.#at >= this.#source.length) throw invalidFunction("a text without its end", spot, this.#source);
      if (this.#source[this.#at] === "\\") {
        this.#at += 1;
        if (!this.#lineBreak()) this.#at += 1;
      } else if (!this.#lineBreak()) this.#at += 1;
      else if (quote.length === 1) throw invalidFunction("a text without its end", spot, this.#source);
    }
    this.#at += quote.length;
    this.#tokens.push({ kind: "text", text: this.#source.slice(from, this.#at), spot });
  }

  #comment(): void {
    while (this.#at < this.#source.length && !/[\r\n]/.test(this.#source[this.#at] ?? "")) this.#at += 1;
  }

  #lineBreak(): boolean {
    const character = this.#source[this.#at];
    if (character !== "\n" && character !== "\r") return false;
    this.#at += character === "\r" && this.#source[this.#at + 1] === "\n" ? 2 : 1;
    this.#line += 1;
    this.#lineStart = this.#at;
    return true;
  }

  #match(pattern: RegExp, take = true): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source)?.[0];
    if (found !== undefined && take) this.#at += found.length;
    return found;
  }

  #push(kind: TokenKind, text: string): void {
    this.#tokens.push({ kind, text, spot: this.#spot() });
  }

  #spot(): Spot {
    return Object.freeze({ line: this.#line, column: this.#at - this.#lineStart + 1 });
  }

  #invalid(why: string) {
    return invalidFunction(why, this.#spot(), this.#source);
  }
}
