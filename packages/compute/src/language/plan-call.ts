import type { SyntaxNode } from "@lezer/common";
import type { Plan } from "./plan.ts";
import { childrenOf, type Syntax } from "./syntax.ts";
import type { Keyword, NodeId } from "./tree.ts";

/** `f(x, axis=0)`, `np.f(x)`, `x.f()`. @throws expression.invalid */
export function callPlan(syntax: Syntax, node: SyntaxNode): Plan {
  const callee = syntax.child(node, 2, 0);
  const { values, names } = argumentsOf(syntax, syntax.child(node, 2, 1));
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
    const name = syntax.nameOf(callee);
    return { parts: values, make: (ids) => ({ kind: "call", name, ...split(ids) }) };
  }
  const [object, dot, property] = childrenOf(callee);
  if (callee.name !== "MemberExpression" || object === undefined || dot?.name !== "." || property === undefined) {
    throw syntax.invalid("only functions and methods can be called, by their names", node);
  }
  const name = syntax.nameOf(property);
  if (object.name === "VariableName" && ["np", "numpy"].includes(syntax.textOf(object))) {
    return { parts: values, make: (ids) => ({ kind: "call", name, ...split(ids) }) };
  }
  return {
    parts: [object, ...values],
    make: ([receiver = -1, ...ids]) => ({ kind: "call", name, receiver, ...split(ids) }),
  };
}

/** Arguments in their order, with the name of those that have one. */
function argumentsOf(syntax: Syntax, list: SyntaxNode): { values: SyntaxNode[]; names: (string | undefined)[] } {
  const values: SyntaxNode[] = [];
  const names: (string | undefined)[] = [];
  const children = childrenOf(list).slice(1, -1);
  for (let at = 0; at < children.length; at += 2) {
    const child = children[at];
    const follows = children[at + 1];
    if (child === undefined) break;
    let value: SyntaxNode | undefined = child;
    let name: string | undefined;
    if (follows?.name === "AssignOp" && syntax.textOf(follows) === "=") {
      name = syntax.nameOf(child);
      value = children[at + 2];
      if (names.includes(name)) throw syntax.invalid(`the keyword ${name} stands there twice`, child);
      at += 2;
    } else if (names.some((known) => known !== undefined)) {
      throw syntax.invalid("a positional argument after a keyword", child);
    }
    const separator = children[at + 1];
    if (value === undefined || (separator !== undefined && separator.name !== ",")) {
      throw syntax.invalid("this is not an argument", separator ?? child);
    }
    values.push(value);
    names.push(name);
  }
  return { values, names };
}
