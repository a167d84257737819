import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { invalidExpression } from "./refuse.ts";
import type { Place } from "./tree.ts";

/** Bounds of a text: its characters, its nested brackets and operators, its parts. */
export const TEXT_LIMITS = { characters: 65_536, depth: 200, nodes: 10_000 } as const;

/** A text as the parser reads it: a tree of the syntax of Python, whether it is in the language or not. */
export class Syntax {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The one expression that the text must be. @throws expression.invalid */
  expression(): SyntaxNode {
    return soleExpression(this.text);
  }

  textOf(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to);
  }

  /** A name that may stand in a text. @throws expression.invalid */
  nameOf(node: SyntaxNode): string {
    const name = this.textOf(node);
    if (name.includes("__")) throw this.invalid("names with two underscores are not in the language", node);
    return name;
  }

  /** Child `index` of a node that must have `count`. @throws expression.invalid */
  child(node: SyntaxNode, count: number, index: number): SyntaxNode {
    const children = childrenOf(node);
    const child = children[index];
    if (child === undefined || children.length !== count) throw this.invalid("this is not in the language", node);
    return child;
  }

  invalid(why: string, node: SyntaxNode) {
    return invalidExpression(why, this.text, placeOf(node));
  }
}

/** The one expression that a text must be. */
function soleExpression(text: string): SyntaxNode {
  checkBrackets(text);
  const script = strictParse(text);
  const statements = childrenOf(script).filter((node) => node.name !== "Comment");
  const [statement, second] = statements;
  if (statement === undefined) throw invalidExpression("the expression is empty");
  if (statement.name !== "ExpressionStatement") {
    const hint = statement.name === "AssignStatement" ? ": leave out the assignment" : "";
    throw invalidExpression(`a statement is not in the language${hint}`, text, placeOf(statement));
  }
  if (second !== undefined) {
    throw invalidExpression(`there is more than one expression${longHint(text)}`, text, placeOf(second));
  }
  const parts = childrenOf(statement);
  const [only] = parts;
  if (only === undefined || parts.length > 1) {
    throw invalidExpression("a list of expressions is not in the language", text, placeOf(statement));
  }
  return only;
}

const STRICT = parser.configure({ strict: true });

/** Longest text in which the place of a syntax error is looked for: recovery from errors is slow. */
const MAX_RECOVERY = 8192;

/** The parser gives up on chains of some hundred operators in texts from here on. */
const LONG_CHAIN = 2000;

function strictParse(text: string): SyntaxNode {
  try {
    return STRICT.parse(text).topNode;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw invalidExpression(`the syntax is not valid${longHint(text)}`, text, firstError(text));
  }
}

function longHint(text: string): string {
  return text.length > LONG_CHAIN ? ", or a chain of operators is too long: put parts of it into brackets" : "";
}

function firstError(text: string): Place | undefined {
  if (text.length > MAX_RECOVERY) return undefined;
  const cursor = parser.parse(text).cursor();
  do {
    if (cursor.type.isError) return placeOf(cursor);
  } while (cursor.next());
  return undefined;
}

/** Refuses deep brackets before the parser sees them. */
function checkBrackets(text: string): void {
  let depth = 0;
  for (const match of text.matchAll(/'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*"|#[^\n]*|[([{]|[)\]}]/g)) {
    const [mark] = match;
    if ("([{".includes(mark)) depth += 1;
    else if (")]}".includes(mark)) depth -= 1;
    if (depth > TEXT_LIMITS.depth) {
      const place = { start: match.index, end: match.index + 1 };
      throw invalidExpression(`it is nested more than ${TEXT_LIMITS.depth} deep: split it`, text, place);
    }
  }
}

export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "Comment") children.push(child);
  }
  return children;
}

export function placeOf(node: { readonly from: number; readonly to: number }): Place {
  return Object.freeze({ start: node.from, end: node.to });
}
