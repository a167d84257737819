export type { ArraySource, NDArray } from "./array-source.ts";
export {
  type ByteRange,
  type ByteSource,
  checkRange,
  countingSource,
  memorySource,
  type ReadCount,
} from "./byte-source.ts";
export type {
  ByteOrder,
  DType,
  Field,
  ScalarDType,
  ScalarKind,
  StructDType,
  SubarrayDType,
  TimeUnit,
} from "./dtype/types.ts";
export { CatervaError, ERROR_CATALOGUE, type ErrorCode, isCatervaError } from "./errors.ts";
export type { AxisSelection, GatherSelection, IndexAxis, PointAxes, RangeAxis, Selection } from "./selection/types.ts";
