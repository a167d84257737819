import type { BinaryOperator, UnaryOperator } from "../language/tree.ts";

/** Where a part of a function begins; both count from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** `op operand` of a chain of operators of one precedence. */
export interface Link<O extends string> {
  readonly operator: O;
  readonly operand: Expression;
  readonly spot: Spot;
}

export const COMPARISON_OPERATORS = ["<", "<=", ">", ">=", "==", "!=", "is", "is not", "in", "not in"] as const;
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number];

/** An argument of a call: `value`, `name=value` or `*value`. */
export interface Argument {
  readonly name?: string;
  readonly spread?: true;
  readonly value: Expression;
}

/** `for target in iterable if condition ...` of a comprehension. */
export interface Clause {
  readonly target: Target;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

type ExpressionPart =
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "imaginary"; readonly value: number }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "text"; readonly value: string; readonly bytes: boolean }
  | { readonly kind: "none" }
  | { readonly kind: "ellipsis" }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "tuple"; readonly items: readonly Expression[] }
  | { readonly kind: "list"; readonly items: readonly Expression[] }
  | { readonly kind: "unary"; readonly operator: UnaryOperator; readonly operand: Expression }
  | { readonly kind: "not"; readonly operand: Expression }
  /** `first op operand op operand ...`, from the left: one node however long, so that walking it needs no stack. */
  | { readonly kind: "chain"; readonly first: Expression; readonly links: readonly Link<BinaryOperator>[] }
  | { readonly kind: "power"; readonly base: Expression; readonly exponent: Expression }
  /** `a < b < c` compares neighbours. */
  | { readonly kind: "comparison"; readonly first: Expression; readonly links: readonly Link<ComparisonOperator>[] }
  | { readonly kind: "logical"; readonly operator: "and" | "or"; readonly operands: readonly Expression[] }
  | {
      readonly kind: "conditional";
      readonly condition: Expression;
      readonly whenTrue: Expression;
      readonly whenFalse: Expression;
    }
  | { readonly kind: "attribute"; readonly object: Expression; readonly name: string }
  | { readonly kind: "call"; readonly callee: Expression; readonly args: readonly Argument[] }
  | { readonly kind: "subscript"; readonly object: Expression; readonly index: Expression }
  /** In a subscript only. */
  | {
      readonly kind: "slice";
      readonly start: Expression | undefined;
      readonly stop: Expression | undefined;
      readonly step: Expression | undefined;
    }
  | { readonly kind: "lambda"; readonly definition: Definition }
  /** Lists and generators alike: all items are made at once. */
  | { readonly kind: "comprehension"; readonly item: Expression; readonly clauses: readonly Clause[] };

export type Expression = ExpressionPart & { readonly spot: Spot };
export type ExpressionOf<K extends Expression["kind"]> = Extract<Expression, { kind: K }>;

/** What may stand left of `=`. */
export type Target = ExpressionOf<"name"> | ExpressionOf<"subscript"> | TargetList;

export interface TargetList {
  readonly kind: "targets";
  readonly targets: readonly Target[];
  readonly spot: Spot;
}

export interface Parameter {
  readonly name: string;
  /** A constant. */
  readonly value: Expression | undefined;
}

/** A function of the source. */
export interface Definition {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly spot: Spot;
}

export interface Branch {
  readonly condition: Expression;
  readonly body: readonly Statement[];
}

type StatementPart =
  | { readonly kind: "expression"; readonly value: Expression }
  | { readonly kind: "assign"; readonly targets: readonly Target[]; readonly value: Expression }
  | {
      readonly kind: "augment";
      readonly target: ExpressionOf<"name"> | ExpressionOf<"subscript">;
      readonly operator: BinaryOperator;
      readonly value: Expression;
    }
  | { readonly kind: "if"; readonly branches: readonly Branch[]; readonly otherwise: readonly Statement[] }
  | {
      readonly kind: "for";
      readonly target: Target;
      readonly iterable: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: "while";
      readonly condition: Expression;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  /** `with np.errstate(...)`: warnings are never given, so only the body counts. */
  | { readonly kind: "block"; readonly body: readonly Statement[] }
  | { readonly kind: "return"; readonly value: Expression | undefined }
  | { readonly kind: "raise"; readonly value: Expression | undefined }
  | { readonly kind: "assert"; readonly condition: Expression; readonly message: Expression | undefined }
  | { readonly kind: "define"; readonly definition: Definition }
  | { readonly kind: "break" }
  | { readonly kind: "continue" }
  | { readonly kind: "pass" };

export type Statement = StatementPart & { readonly spot: Spot };
export type StatementOf<K extends Statement["kind"]> = Extract<Statement, { kind: K }>;

/** A parsed source: frozen data, nothing of it is ever run as code. */
export interface FunctionTree {
  readonly source: string;
  /** Functions at the top of the source, by name; the last of one name counts, as in Python. */
  readonly definitions: ReadonlyMap<string, Definition>;
}
