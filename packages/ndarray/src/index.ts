export type { ArraySource, NDArray } from "./array-source.ts";
export { ByteCursor } from "./byte-cursor.ts";
export { coalesceRanges } from "./byte-ranges.ts";
export {
  type ByteRange,
  type ByteSource,
  checkRange,
  countingSource,
  memorySource,
  type ReadCount,
} from "./byte-source.ts";
export { type BoxCopy, copyBox } from "./copy/copy-box.ts";
export { castArray } from "./dtype/cast.ts";
export {
  type Complex,
  type Element,
  type ElementRecord,
  elementReader,
  NOT_A_TIME,
  type TimeCount,
} from "./dtype/element.ts";
export { extractField, fieldOf, unfoldItems } from "./dtype/fields.ts";
export { descrText, formatDType } from "./dtype/format.ts";
export { formatElement } from "./dtype/format-element.ts";
export { formatFloat } from "./dtype/format-float.ts";
export { formatDatetime, formatTimedelta } from "./dtype/format-time.ts";
export { parseDType } from "./dtype/parse.ts";
export { type NumericArray, toTypedArray } from "./dtype/typed-array.ts";
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
export { dropBytes, joinBytes } from "./join-bytes.ts";
export { applyGather, applySelection } from "./selection/apply.ts";
export {
  type AxisCut,
  type AxisRun,
  type Combinations,
  cellNumber,
  combinations,
  cutAxis,
  splitRun,
  stepOf,
} from "./selection/cut.ts";
export { type GatherLayout, gatherLayout, groupPoints, type PointGroup } from "./selection/gather.ts";
export { parseIndices } from "./selection/indices.ts";
export { reverseDimensions } from "./selection/reverse.ts";
export {
  gatherShape,
  isGather,
  isWholeSelection,
  selectionShape,
  wholeSelection,
} from "./selection/selection-shape.ts";
export { parseReversibleSlice, parseSliceText, type ReversibleSelection } from "./selection/slice-text.ts";
export type { AxisSelection, GatherSelection, IndexAxis, PointAxes, RangeAxis, Selection } from "./selection/types.ts";
export { commonShape, cStrides, product, shapeText } from "./shape.ts";
