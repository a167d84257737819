import type { SyntaxNode } from "@lezer/common";
import { parser } from "@lezer/python";
import { numberLiteral, textLiteral } from "./literals.ts";
import { invalidExpression } from "./refuse.ts";
import {
  BINARY_OPERATORS,
  type ExpressionNode,
  type ExpressionPart,
  type ExpressionTree,
  type Keyword,
  type NodeId,
  type Place,
  UNARY_OPERATORS,
} from "./tree.ts";

/** Bounds of a text: its characters, its nested brackets and operators, its parts. */
export const TEXT_LIMITS = { characters: 65_536, depth: 200, nodes: 10_000 } as const;

/**
 * Reads the text of an expression. Blanks around it and comments are dropped.
 * @throws expression.invalid for a text that is none, naming the first thing that is not in the language.
 */
export function parseExpression(source: string): ExpressionTree {
  const text = source.trim();
  if (text === "") throw invalidExpression("the expression is empty");
  if (text.length > TEXT_LIMITS.characters) {
    throw invalidExpression(`the text has ${text.length} characters: ${TEXT_LIMITS.characters} are allowed`);
  }
  const top = soleExpression(text);
  return Object.freeze({ text, nodes: Object.freeze(new Reader(text).read(top)) });
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

/** A node of the syntax whose parts are still to be read. */
interface Pending {
  readonly node: SyntaxNode;
  readonly depth: number;
  /** Undefined until the parts are on the stack. */
  plan?: Plan;
  readonly ids: NodeId[];
}

/** What to read first, and how the node is made of it. */
interface Plan {
  readonly parts: readonly SyntaxNode[];
  make(ids: readonly NodeId[]): ExpressionPart | NodeId;
}

/** Turns the syntax into nodes with a stack of its own: a deep text costs memory within its bounds, no call stack. */
class Reader {
  readonly #text: string;
  readonly #nodes: ExpressionNode[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  read(top: SyntaxNode): ExpressionNode[] {
    const stack: Pending[] = [{ node: top, depth: 0, ids: [] }];
    for (let pending = stack.at(-1); pending !== undefined; pending = stack.at(-1)) {
      const plan = pending.plan ?? this.#plan(pending.node);
      pending.plan = plan;
      const next = plan.parts[pending.ids.length];
      if (next !== undefined) {
        stack.push({ node: next, depth: this.#depthOf(pending, next), ids: [] });
        continue;
      }
      stack.pop();
      const made = plan.make(pending.ids);
      const id = typeof made === "number" ? made : this.#add(made, pending.node);
      stack.at(-1)?.ids.push(id);
    }
    return this.#nodes;
  }

  /** A chain `a + b + c ...` leans to the left and is as deep as it is long: only other nesting counts. */
  #depthOf(parent: Pending, node: SyntaxNode): number {
    const chain = parent.node.name === "BinaryExpression" && node.from === parent.node.from;
    const depth = parent.depth + (chain ? 0 : 1);
    if (depth > TEXT_LIMITS.depth) {
      throw this.#invalid(`it is nested more than ${TEXT_LIMITS.depth} deep: split it`, node);
    }
    return depth;
  }

  #add(part: ExpressionPart, node: SyntaxNode): NodeId {
    if (this.#nodes.length >= TEXT_LIMITS.nodes) {
      throw invalidExpression(`it has more than ${TEXT_LIMITS.nodes} parts: split it`);
    }
    this.#nodes.push(Object.freeze({ ...part, place: placeOf(node) }));
    return this.#nodes.length - 1;
  }

  #invalid(why: string, node: SyntaxNode) {
    return invalidExpression(why, this.#text, placeOf(node));
  }

  #textOf(node: SyntaxNode): string {
    return this.#text.slice(node.from, node.to);
  }

  #plan(node: SyntaxNode): Plan {
    switch (node.name) {
      case "Number":
        return this.#leaf(numberLiteral(this.#textOf(node)) ?? "this is not a number", node);
      case "String":
        return this.#leaf(textLiteral(this.#textOf(node)), node);
      case "Boolean":
        return this.#leaf({ kind: "boolean", value: this.#textOf(node) === "True" }, node);
      case "None":
        return this.#leaf({ kind: "none" }, node);
      case "VariableName":
        return this.#leaf({ kind: "name", name: this.#name(node) }, node);
      case "ParenthesizedExpression":
        return this.#parenthesized(node);
      case "UnaryExpression":
        return this.#unary(node);
      case "BinaryExpression":
        return this.#binary(node);
      case "TupleExpression":
      case "ArrayExpression":
        return this.#sequence(node);
      case "CallExpression":
        return this.#call(node);
      case "MemberExpression":
        return this.#member(node);
      default:
        throw this.#invalid(REFUSED[node.name] ?? `${node.name} is not in the language`, node);
    }
  }

  #leaf(part: ExpressionPart | string, node: SyntaxNode): Plan {
    if (typeof part === "string") throw this.#invalid(part, node);
    return { parts: [], make: () => part };
  }

  #name(node: SyntaxNode): string {
    const name = this.#textOf(node);
    if (name.includes("__")) throw this.#invalid("names with two underscores are not in the language", node);
    return name;
  }

  #parenthesized(node: SyntaxNode): Plan {
    return { parts: [this.#inner(node, 3, 1)], make: ([id = -1]) => id };
  }

  #unary(node: SyntaxNode): Plan {
    const sign = this.#inner(node, 2, 0);
    const operator = UNARY_OPERATORS.find((known) => known === this.#textOf(sign));
    if (operator === undefined) throw this.#invalid("`not` is not in the language: write ~(...)", node);
    return { parts: [this.#inner(node, 2, 1)], make: ([operand = -1]) => ({ kind: "unary", operator, operand }) };
  }

  #binary(node: SyntaxNode): Plan {
    const children = childrenOf(node);
    const [left, sign, right] = children;
    if (left === undefined || sign === undefined || right === undefined || children.length !== 3) {
      throw this.#invalid("`in`, `not in` and `is` are not in the language", node);
    }
    const operator = BINARY_OPERATORS.find((known) => known === this.#textOf(sign));
    if (operator === undefined) {
      const word = this.#textOf(sign);
      const hint = word === "and" ? ": write (...) & (...)" : word === "or" ? ": write (...) | (...)" : "";
      throw this.#invalid(`\`${word}\` is not in the language${hint}`, sign);
    }
    if (sign.name === "CompareOp" && childrenOf(left)[1]?.name === "CompareOp") {
      throw this.#invalid("chains of comparisons are not in the language: write (1 < a) & (a < 3)", node);
    }
    return { parts: [left, right], make: ([a = -1, b = -1]) => ({ kind: "binary", operator, left: a, right: b }) };
  }

  #sequence(node: SyntaxNode): Plan {
    const parts = childrenOf(node).filter((child) => !/^[()[\],]$/.test(child.name));
    for (const part of parts) if (part.name === "*") throw this.#invalid("`*` is not in the language here", part);
    const kind = node.name === "TupleExpression" ? "tuple" : "list";
    return { parts, make: (items) => ({ kind, items: Object.freeze([...items]) }) };
  }

  #call(node: SyntaxNode): Plan {
    const callee = this.#inner(node, 2, 0);
    const { values, names } = this.#args(this.#inner(node, 2, 1));
    const split = (ids: readonly NodeId[]) => {
      const keywords: Keyword[] = [];
      const args: NodeId[] = [];
      for (const [index, id] of ids.entries()) {
        const name = names[index];
        if (name === undefined) args.push(id);
        else keywords.push(Object.freeze({ name, value: id }));
      }
      return { args: Object.freeze(args), keywords: Object.freeze(keywords) };
    };
    if (callee.name === "VariableName") {
      const name = this.#name(callee);
      return { parts: values, make: (ids) => ({ kind: "call", name, ...split(ids) }) };
    }
    const [object, dot, property] = childrenOf(callee);
    if (callee.name !== "MemberExpression" || object === undefined || dot?.name !== "." || property === undefined) {
      throw this.#invalid("only functions and methods can be called, by their names", node);
    }
    const name = this.#name(property);
    if (object.name === "VariableName" && ["np", "numpy"].includes(this.#textOf(object))) {
      return { parts: values, make: (ids) => ({ kind: "call", name, ...split(ids) }) };
    }
    return {
      parts: [object, ...values],
      make: ([receiver = -1, ...ids]) => ({ kind: "call", name, receiver, ...split(ids) }),
    };
  }

  /** Arguments in their order, with the name of those that have one. */
  #args(list: SyntaxNode): { values: SyntaxNode[]; names: (string | undefined)[] } {
    const values: SyntaxNode[] = [];
    const names: (string | undefined)[] = [];
    const children = childrenOf(list).slice(1, -1);
    for (let at = 0; at < children.length; at += 2) {
      const child = children[at];
      const follows = children[at + 1];
      if (child === undefined) break;
      let value: SyntaxNode | undefined = child;
      let name: string | undefined;
      if (follows?.name === "AssignOp" && this.#textOf(follows) === "=") {
        name = this.#name(child);
        value = children[at + 2];
        if (names.includes(name)) throw this.#invalid(`the keyword ${name} stands there twice`, child);
        at += 2;
      } else if (names.some((known) => known !== undefined)) {
        throw this.#invalid("a positional argument after a keyword", child);
      }
      const separator = children[at + 1];
      if (value === undefined || (separator !== undefined && separator.name !== ",")) {
        throw this.#invalid("this is not an argument", separator ?? child);
      }
      values.push(value);
      names.push(name);
    }
    return { values, names };
  }

  #member(node: SyntaxNode): Plan {
    const children = childrenOf(node);
    const [object, mark, property] = children;
    if (object === undefined || mark === undefined || property === undefined) {
      throw this.#invalid("this is not in the language", node);
    }
    if (mark.name === "[") return this.#subscript(node, object, children.slice(2, -1));
    const name = this.#textOf(property);
    // `np.float32` and the like: the name of a dtype.
    if (object.name === "VariableName" && ["np", "numpy"].includes(this.#textOf(object))) {
      return this.#leaf({ kind: "name", name: this.#name(property) }, node);
    }
    if (name !== "T" && name !== "mT") {
      throw this.#invalid(`the attribute ${name} is not in the language: there are .T, .mT and methods`, property);
    }
    return { parts: [object], make: ([id = -1]) => ({ kind: "attribute", object: id, name }) };
  }

  /** Entries by commas; an entry with colons becomes a slice. */
  #subscript(node: SyntaxNode, object: SyntaxNode, inside: readonly SyntaxNode[]): Plan {
    const groups: SyntaxNode[][] = [[]];
    for (const child of inside) {
      if (child.name === ",") groups.push([]);
      else groups.at(-1)?.push(child);
    }
    if (groups.at(-1)?.length === 0) groups.pop();
    if (groups.length === 0 || groups.some((group) => group.length === 0)) {
      throw this.#invalid("an index is missing", node);
    }
    const parts = groups.flat().filter((child) => child.name !== ":");
    return {
      parts: [object, ...parts],
      make: ([id = -1, ...ids]) => {
        const entries = groups.map((group) => this.#entry(node, group, ids));
        return { kind: "subscript", object: id, entries: Object.freeze(entries) };
      },
    };
  }

  /** Takes the ids of its parts off the front of `ids`. */
  #entry(node: SyntaxNode, group: readonly SyntaxNode[], ids: NodeId[]): NodeId {
    if (!group.some((child) => child.name === ":")) return ids.shift() ?? -1;
    const bounds: (NodeId | undefined)[] = [undefined];
    for (const child of group) {
      if (child.name === ":") bounds.push(undefined);
      else bounds[bounds.length - 1] = ids.shift();
    }
    const [start, stop, step] = bounds;
    return this.#add({ kind: "slice", start, stop, step }, node);
  }

  /** Child `index` of a node that must have `count`. */
  #inner(node: SyntaxNode, count: number, index: number): SyntaxNode {
    const children = childrenOf(node);
    const child = children[index];
    if (child === undefined || children.length !== count) throw this.#invalid("this is not in the language", node);
    return child;
  }
}

const REFUSED: Readonly<Record<string, string>> = {
  ConditionalExpression: "`if else` is not in the language: write where(condition, a, b)",
  LambdaExpression: "lambda is not in the language",
  NamedExpression: "`:=` is not in the language",
  FormatString: "f-strings are not in the language",
  ContinuedString: "texts side by side are not in the language: join them",
  DictionaryExpression: "dicts are not in the language",
  SetExpression: "sets are not in the language",
  ComprehensionExpression: "comprehensions are not in the language",
  ArrayComprehensionExpression: "comprehensions are not in the language",
  AwaitExpression: "await is not in the language",
  Ellipsis: "`...` is not in the language: write the slices out",
  "*": "`*` is not in the language here",
  "**": "`**` is not in the language here",
};

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "Comment") children.push(child);
  }
  return children;
}

function placeOf(node: { readonly from: number; readonly to: number }): Place {
  return Object.freeze({ start: node.from, end: node.to });
}
