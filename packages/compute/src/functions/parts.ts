import type { Expression, Statement, Target } from "./tree.ts";

/** The expressions that an expression is made of; not the body of a lambda. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "tuple":
    case "list":
      return expression.items;
    case "unary":
    case "not":
      return [expression.operand];
    case "chain":
    case "comparison":
      return [expression.first, ...expression.links.map(({ operand }) => operand)];
    case "power":
      return [expression.base, expression.exponent];
    case "logical":
      return expression.operands;
    case "conditional":
      return [expression.condition, expression.whenTrue, expression.whenFalse];
    case "attribute":
      return [expression.object];
    case "call":
      return [expression.callee, ...expression.args.map(({ value }) => value)];
    case "subscript":
      return [expression.object, expression.index];
    case "slice":
      return [expression.start, expression.stop, expression.step].filter((part) => part !== undefined);
    case "comprehension":
      return [expression.item, ...expression.clauses.flatMap(({ iterable, conditions }) => [iterable, ...conditions])];
    default:
      return [];
  }
}

/** What a statement is made of, one level down. */
export interface StatementParts {
  readonly expressions: readonly Expression[];
  readonly targets: readonly Target[];
  readonly blocks: readonly (readonly Statement[])[];
}

export function partsOfStatement(statement: Statement): StatementParts {
  const parts = (
    expressions: readonly (Expression | undefined)[],
    targets: readonly Target[] = [],
    blocks: readonly (readonly Statement[])[] = [],
  ) => ({ expressions: expressions.filter((part) => part !== undefined), targets, blocks });
  switch (statement.kind) {
    case "expression":
    case "return":
    case "raise":
      return parts([statement.value]);
    case "assert":
      return parts([statement.condition, statement.message]);
    case "assign":
      return parts([statement.value], statement.targets);
    case "augment":
      return parts([statement.target, statement.value], [statement.target]);
    case "if": {
      const { branches, otherwise } = statement;
      return parts(
        branches.map(({ condition }) => condition),
        [],
        [...branches.map(({ body }) => body), otherwise],
      );
    }
    case "for":
      return parts([statement.iterable], [statement.target], [statement.body, statement.otherwise]);
    case "while":
      return parts([statement.condition], [], [statement.body, statement.otherwise]);
    case "block":
      return parts([], [], [statement.body]);
    default:
      return parts([]);
  }
}
