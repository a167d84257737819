import { CatervaError } from "../errors.ts";

/** A Python literal, as far as dtypes need them. */
export type Literal = string | number | boolean | null | LiteralSequence | LiteralDict;

export interface LiteralSequence {
  readonly kind: "list" | "tuple";
  readonly items: readonly Literal[];
}

export interface LiteralDict {
  readonly kind: "dict";
  readonly entries: ReadonlyMap<string, Literal>;
}

const MAX_DEPTH = 32;
const WORDS = new Map<string, boolean | null>([
  ["True", true],
  ["False", false],
  ["None", null],
]);

/**
 * Reads one Python literal from the front of a text: strings, integers, True, False, None, lists, tuples,
 * and dicts with string keys. Nothing is evaluated.
 * @returns the value and the text after it. @throws dtype.invalid
 */
export function parseLiteral(text: string): { value: Literal; rest: string } {
  const reader = new LiteralReader(text);
  const value = reader.value(0);
  return { value, rest: reader.rest() };
}

class LiteralReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }

  value(depth: number): Literal {
    if (depth > MAX_DEPTH) throw this.#bad("is nested too deeply");
    const char = this.#peek();
    if (char === "'" || char === '"') return this.#string(char);
    if (char === "[") return { kind: "list", items: this.#items("]", depth).items };
    if (char === "(") return this.#parenthesis(depth);
    if (char === "{") return this.#dict(depth);
    return this.#word();
  }

  /** The next character that is no blank; empty at the end. */
  #peek(): string {
    while (" \t\n\r".includes(this.#text.charAt(this.#at)) && this.#at < this.#text.length) this.#at += 1;
    return this.#text.charAt(this.#at);
  }

  #take(char: string): boolean {
    if (this.#peek() !== char) return false;
    this.#at += 1;
    return true;
  }

  /** Items up to the closing bracket; `comma` tells whether the last one was followed by one. */
  #items(close: string, depth: number): { items: Literal[]; comma: boolean } {
    this.#at += 1;
    const items: Literal[] = [];
    let comma = false;
    while (!this.#take(close)) {
      if (items.length > 0 && !comma) throw this.#bad("lacks a comma");
      items.push(this.value(depth + 1));
      comma = this.#take(",");
    }
    return { items, comma };
  }

  /** `(x)` is x itself, `(x,)` a tuple. */
  #parenthesis(depth: number): Literal {
    const { items, comma } = this.#items(")", depth);
    const [only] = items;
    if (items.length === 1 && !comma && only !== undefined) return only;
    return { kind: "tuple", items };
  }

  #dict(depth: number): LiteralDict {
    this.#at += 1;
    const entries = new Map<string, Literal>();
    let comma = true;
    while (!this.#take("}")) {
      if (!comma) throw this.#bad("lacks a comma");
      const key = this.value(depth + 1);
      if (typeof key !== "string" || !this.#take(":")) throw this.#bad("has a key that is no string");
      entries.set(key, this.value(depth + 1));
      comma = this.#take(",");
    }
    return { kind: "dict", entries };
  }

  #word(): number | boolean | null {
    const match = /(?:-?[0-9]{1,16}|[A-Za-z]{1,8})(?![A-Za-z0-9_.])/y;
    match.lastIndex = this.#at;
    const word = match.exec(this.#text)?.[0];
    if (word === undefined) throw this.#bad("is no Python literal");
    this.#at += word.length;
    const known = WORDS.get(word);
    if (known !== undefined) return known;
    const number = Number(word);
    if (!Number.isSafeInteger(number)) throw this.#bad("has an unknown word");
    return number;
  }

  #string(quote: string): string {
    let result = "";
    this.#at += 1;
    for (;;) {
      const char = this.#text.charAt(this.#at);
      if (char === "" || char === "\n") throw this.#bad("has a string without an end");
      this.#at += 1;
      if (char === quote) return result;
      result += char === "\\" ? this.#escape() : char;
    }
  }

  /** Python's escapes, but for octal ones and names, which `repr` never writes. */
  #escape(): string {
    const char = this.#text.charAt(this.#at);
    this.#at += 1;
    const simple = SIMPLE_ESCAPES.get(char);
    if (simple !== undefined) return simple;
    const digits = HEX_ESCAPES.get(char);
    const hex = digits === undefined ? "" : this.#text.slice(this.#at, this.#at + digits);
    const code = Number.parseInt(hex, 16);
    if (hex.length !== digits || !/^[0-9a-fA-F]+$/.test(hex) || code > 0x10ffff) throw this.#bad("has a bad escape");
    this.#at += digits;
    return String.fromCodePoint(code);
  }

  #bad(what: string): CatervaError {
    return new CatervaError("dtype.invalid", `The dtype ${what}.`, { detail: { position: this.#at } });
  }
}

const SIMPLE_ESCAPES = new Map([
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

const HEX_ESCAPES = new Map([
  ["x", 2],
  ["u", 4],
  ["U", 8],
]);

/** `repr` of a Python string. Characters that Python does not count as printable are escaped. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let body = "";
  for (const char of text) {
    if (char === quote || char === "\\") body += `\\${char}`;
    else if (char !== " " && /[\p{C}\p{Z}]/u.test(char)) body += escapeCharacter(char);
    else body += char;
  }
  return quote + body + quote;
}

const NAMED = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function escapeCharacter(char: string): string {
  const named = NAMED.get(char);
  if (named !== undefined) return named;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}
