import type { SyntaxNode } from "@lezer/common";
import type { ExpressionPart, NodeId } from "./tree.ts";

/** Puts a part into the tree that has no node of the syntax to itself; the node says where it stands. */
export type AddPart = (part: ExpressionPart, node: SyntaxNode) => NodeId;

/** What of a node of the syntax is read first, and how its part of the tree is made of that. */
export interface Plan {
  readonly parts: readonly SyntaxNode[];
  /** `ids`: of the parts, in their order. */
  make(ids: readonly NodeId[], add: AddPart): ExpressionPart | NodeId;
}

export function leaf(part: ExpressionPart): Plan {
  return { parts: [], make: () => part };
}
