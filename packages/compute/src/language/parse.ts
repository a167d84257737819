import type { SyntaxNode } from "@lezer/common";
import type { AddPart, Plan } from "./plan.ts";
import { planOf } from "./plan-expression.ts";
import { invalidExpression } from "./refuse.ts";
import { placeOf, Syntax, TEXT_LIMITS } from "./syntax.ts";
import type { ExpressionNode, ExpressionPart, ExpressionTree, NodeId } from "./tree.ts";

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
  const syntax = new Syntax(text);
  return Object.freeze({ text, nodes: Object.freeze(new Reader(syntax).read(syntax.expression())) });
}

/** A node of the syntax whose parts are still to be read. */
interface Pending {
  readonly node: SyntaxNode;
  readonly depth: number;
  /** Undefined until the parts are on the stack. */
  plan?: Plan;
  readonly ids: NodeId[];
}

/** Turns the syntax into nodes with a stack of its own: a deep text costs memory within its bounds, no call stack. */
class Reader {
  readonly #syntax: Syntax;
  readonly #nodes: ExpressionNode[] = [];

  constructor(syntax: Syntax) {
    this.#syntax = syntax;
  }

  read(top: SyntaxNode): ExpressionNode[] {
    const add: AddPart = (part, node) => this.#add(part, node);
    const stack: Pending[] = [{ node: top, depth: 0, ids: [] }];
    for (let pending = stack.at(-1); pending !== undefined; pending = stack.at(-1)) {
      const plan = pending.plan ?? planOf(this.#syntax, pending.node);
      pending.plan = plan;
      const next = plan.parts[pending.ids.length];
      if (next !== undefined) {
        stack.push({ node: next, depth: this.#depthOf(pending, next), ids: [] });
        continue;
      }
      stack.pop();
      const made = plan.make(pending.ids, add);
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
      throw this.#syntax.invalid(`it is nested more than ${TEXT_LIMITS.depth} deep: split it`, node);
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
}
