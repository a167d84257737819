export { type BoundExpression, bindExpression, DEFAULT_MAX_ITEMS, type OperandType } from "./bind/bind.ts";
export type { EvaluateOptions } from "./evaluate/budget.ts";
export { EvaluationMemory } from "./evaluate/memory.ts";
export type { ReductionPlace, SharedParts, ShareParts } from "./evaluate/share.ts";
export { type FunctionSource, functionArray } from "./functions/function-array.ts";
export { automaticGrid, type Grid } from "./grid.ts";
export { computeMemory } from "./kernel/wasm/compute-memory.ts";
export { parseExpression } from "./language/parse.ts";
export { TEXT_LIMITS } from "./language/syntax.ts";
export type { ExpressionNode, ExpressionTree, Place } from "./language/tree.ts";
export { expressionType, type LazyArray, type LazyOptions, lazyArray, type Operand } from "./lazy-array.ts";
export { type FilterOptions, type FoundRows, filterRows } from "./rows/filter.ts";
export { findRows, gatherRows, type RowQuery, type RowSource, type SortKey } from "./rows/sort.ts";
export {
  type CarrierParts,
  decodeLazyPayload,
  type EncodedPayload,
  encodeExpressionPayload,
  encodeFunctionPayload,
  type LazyPayload,
  type PayloadValue,
} from "./stored/payload.ts";
export { type OperandReference, relativeReference, resolveReference } from "./stored/references.ts";
