import type { SyntaxNode } from "@lezer/common";
import { type AddPart, leaf, type Plan } from "./plan.ts";
import { childrenOf, type Syntax } from "./syntax.ts";
import type { NodeId } from "./tree.ts";

/** `x[...]`, `x.T`, and `np.float32` without a call. @throws expression.invalid */
export function memberPlan(syntax: Syntax, node: SyntaxNode): Plan {
  const children = childrenOf(node);
  const [object, mark, property] = children;
  if (object === undefined || mark === undefined || property === undefined) {
    throw syntax.invalid("this is not in the language", node);
  }
  if (mark.name === "[") return subscript(syntax, node, object, children.slice(2, -1));
  const name = syntax.textOf(property);
  // `np.float32` and the like: the name of a dtype.
  if (object.name === "VariableName" && ["np", "numpy"].includes(syntax.textOf(object))) {
    return leaf({ kind: "name", name: syntax.nameOf(property) });
  }
  if (name !== "T" && name !== "mT") {
    throw syntax.invalid(`the attribute ${name} is not in the language: there are .T, .mT and methods`, property);
  }
  return { parts: [object], make: ([id = -1]) => ({ kind: "attribute", object: id, name }) };
}

/** Entries by commas; an entry with colons becomes a slice. */
function subscript(syntax: Syntax, node: SyntaxNode, object: SyntaxNode, inside: readonly SyntaxNode[]): Plan {
  const groups: SyntaxNode[][] = [[]];
  for (const child of inside) {
    if (child.name === ",") groups.push([]);
    else groups.at(-1)?.push(child);
  }
  if (groups.at(-1)?.length === 0) groups.pop();
  if (groups.length === 0 || groups.some((group) => group.length === 0)) {
    throw syntax.invalid("an index is missing", node);
  }
  const parts = groups.flat().filter((child) => child.name !== ":");
  return {
    parts: [object, ...parts],
    make: ([id = -1, ...ids], add) => {
      const entries = groups.map((group) => entry(add, node, group, ids));
      return { kind: "subscript", object: id, entries: Object.freeze(entries) };
    },
  };
}

/** Takes the ids of its parts off the front of `ids`. */
function entry(add: AddPart, node: SyntaxNode, group: readonly SyntaxNode[], ids: NodeId[]): NodeId {
  if (!group.some((child) => child.name === ":")) return ids.shift() ?? -1;
  const bounds: (NodeId | undefined)[] = [undefined];
  for (const child of group) {
    if (child.name === ":") bounds.push(undefined);
    else bounds[bounds.length - 1] = ids.shift();
  }
  const [start, stop, step] = bounds;
  return add({ kind: "slice", start, stop, step }, node);
}
