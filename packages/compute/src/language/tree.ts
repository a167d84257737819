/** Where a part stands in the text: characters from its start, the end exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Number of a node in {@link ExpressionTree.nodes}. */
export type NodeId = number;

export const UNARY_OPERATORS = ["+", "-", "~"] as const;
export const BINARY_OPERATORS = [
  "+",
  "-",
  "*",
  "/",
  "//",
  "%",
  "**",
  "@",
  "&",
  "|",
  "^",
  "<<",
  ">>",
  "<",
  "<=",
  ">",
  ">=",
  "==",
  "!=",
] as const;
export type UnaryOperator = (typeof UNARY_OPERATORS)[number];
export type BinaryOperator = (typeof BINARY_OPERATORS)[number];

/** `name=value` of a call. */
export interface Keyword {
  readonly name: string;
  readonly value: NodeId;
}

/** What a node is; parts are numbers of nodes before it. */
export type ExpressionPart =
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "imaginary"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "bytes"; readonly value: string }
  | { readonly kind: "none" }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: NodeId }
  | { readonly kind: "binary"; readonly operator: BinaryOperator; readonly left: NodeId; readonly right: NodeId }
  /** `receiver` is there for a method. `np.name(...)` is a call of `name`, for NumPy's scalar types only. */
  | {
      readonly kind: "call";
      readonly name: string;
      readonly receiver?: NodeId;
      readonly args: readonly NodeId[];
      readonly keywords: readonly Keyword[];
    }
  | { readonly kind: "attribute"; readonly object: NodeId; readonly name: "T" | "mT" }
  | { readonly kind: "subscript"; readonly object: NodeId; readonly entries: readonly NodeId[] }
  /** In a subscript only; a bound that is left out is undefined. */
  | {
      readonly kind: "slice";
      readonly start: NodeId | undefined;
      readonly stop: NodeId | undefined;
      readonly step: NodeId | undefined;
    }
  | { readonly kind: "list" | "tuple"; readonly items: readonly NodeId[] };

export type ExpressionNode = ExpressionPart & { readonly place: Place };

/**
 * A parsed text as frozen data. The nodes are in post-order (the parts of a node stand before it, the whole is the
 * last): whoever works on a tree walks the list, so that no depth of nesting needs a stack.
 */
export interface ExpressionTree {
  readonly text: string;
  readonly nodes: readonly ExpressionNode[];
}
