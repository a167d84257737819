export { type BoundExpression, bindExpression, DEFAULT_MAX_ITEMS, type OperandType } from "./bind/bind.ts";
export type { EvaluateOptions } from "./evaluate/budget.ts";
export { automaticGrid, type Grid } from "./grid.ts";
export { parseExpression, TEXT_LIMITS } from "./language/parse.ts";
export type { ExpressionNode, ExpressionTree, Place } from "./language/tree.ts";
export { expressionType, type LazyArray, type LazyOptions, lazyArray, type Operand } from "./lazy-array.ts";
