import type { B2ndArray } from "@caterva2/blosc2";
import {
  type ArraySource,
  CatervaError,
  extractField,
  fieldOf,
  gatherShape,
  isGather,
  isWholeSelection,
  type NDArray,
  parseIndices,
  parseReversibleSlice,
  parseSliceText,
  product,
  type ReversibleSelection,
  reverseDimensions,
  type Selection,
  selectionShape,
  unfoldItems,
} from "@caterva2/ndarray";
import type { FetchPlan } from "./fetch-request.ts";
import { selectItems } from "./plain-items.ts";
import type { ReadField } from "./shared-read.ts";
import type { RepositoryLimits } from "./types.ts";

/** Reads a checked selection of an array; with `field`, that of each item. */
export type ReadSelection = (array: B2ndArray, selection: Selection, field?: ReadField) => Promise<NDArray>;

/** Plans that select by position; filters are another matter. */
export type PositionPlan = Exclude<FetchPlan, { kind: "rows" }>;

/** Reads what a fetch asks for; undefined when that is the array as it is stored. @throws limit.exceeded */
export async function readArray(
  array: B2ndArray,
  plan: PositionPlan,
  limits: RepositoryLimits,
  read: ReadSelection,
): Promise<NDArray | undefined> {
  if (plan.kind === "indices") return readIndices(array, plan.indices, limits, read);
  if (plan.field !== undefined) return readField(array, plan.field, plan.slice, limits, read);
  const selection = parseSliceText(plan.slice, array.shape);
  if (isWholeSelection(selection, array.shape)) return undefined;
  checkAnswer(selectionShape(selection), array, limits);
  return read(array, selection);
}

/** A slice of whole blocks as a frame of the stored ones; undefined for anything else. @throws limit.exceeded */
export async function takeStored(
  array: B2ndArray,
  plan: FetchPlan,
  limits: RepositoryLimits,
): Promise<Uint8Array | undefined> {
  if (plan.kind !== "slice" || plan.field !== undefined) return undefined;
  const selection = parseSliceText(plan.slice, array.shape);
  if (isWholeSelection(selection, array.shape)) return undefined;
  checkAnswer(selectionShape(selection), array, limits);
  return storedSlice(array, selection);
}

/** Blocks of fewer bytes compress badly, and cost more than they are worth one by one: such a slice is encoded anew. */
const SMALLEST_BLOCK = 8 * 1024;

/** Stored blocks as they are, where the answer is not much larger for it; undefined for anything else. */
export async function storedSlice(array: B2ndArray, selection: Selection): Promise<Uint8Array | undefined> {
  const blockBytes = product([...array.blocks, array.dtype.itemsize]);
  return blockBytes < SMALLEST_BLOCK ? undefined : array.sliceStored(selection);
}

async function readIndices(
  array: B2ndArray,
  text: string,
  limits: RepositoryLimits,
  read: ReadSelection,
): Promise<NDArray | undefined> {
  const selection = parseIndices(text, array.shape);
  if (isGather(selection)) {
    checkAnswer(gatherShape(selection), array, limits);
    return array.gather(selection);
  }
  if (isWholeSelection(selection, array.shape)) return undefined;
  checkAnswer(selectionShape(selection), array, limits);
  return read(array, selection);
}

/** A slice of one field. The dimensions of a sub-array field follow those of the array, and are sliced like them. */
async function readField(
  array: B2ndArray,
  name: string,
  slice: string,
  limits: RepositoryLimits,
  read: ReadSelection,
): Promise<NDArray> {
  const field = fieldOf(array.dtype, name);
  const { dtype } = field;
  const own = dtype.kind === "subarray" ? dtype.shape : [];
  const selection = parseSliceText(slice, [...array.shape, ...own]);
  const rows = selection.slice(0, array.shape.length);
  const rest = selection.slice(array.shape.length);
  checkAnswer(selectionShape(rows), array, limits);
  return selectItems(unfoldItems(await read(array, rows, field)), rest, own);
}

/** Bounds what is read for an answer; with `field` that is more than what is sent. */
function checkAnswer(shape: readonly number[], array: B2ndArray, limits: RepositoryLimits): void {
  const bytes = product([...shape, array.dtype.itemsize]);
  if (bytes > limits.answerBytes) throw tooLarge(bytes, limits);
}

/** The refusal of an answer of `bytes` bytes. */
export function tooLarge(bytes: number, limits: RepositoryLimits): CatervaError {
  const message = `The answer would have ${bytes} bytes; at most ${limits.answerBytes} are sent: ask for it in parts.`;
  return new CatervaError("limit.exceeded", message, { detail: { bytes, limit: limits.answerBytes } });
}

/** What a fetch selects of an array that is computed, or read of another format. */
export interface ChosenItems extends ReversibleSelection {
  readonly field: string | undefined;
}

/** What a fetch selects of an array of this shape. @throws slice.invalid, index.out_of_range, dataset.wrong_kind for points */
export function chosenItems(plan: PositionPlan, shape: readonly number[]): ChosenItems {
  if (plan.kind === "indices") {
    throw new CatervaError("dataset.wrong_kind", "This is not an array that can be indexed by coordinates.");
  }
  return { ...parseReversibleSlice(plan.slice, shape), field: plan.field };
}

/** Reads what was chosen of an array, all of it too. @throws limit.exceeded */
export async function readChosen(
  array: ArraySource,
  { selection, reversed, field }: ChosenItems,
  limits: RepositoryLimits,
): Promise<NDArray> {
  const bytes = product([...selectionShape(selection), array.dtype.itemsize]);
  if (bytes > limits.answerBytes) throw tooLarge(bytes, limits);
  const items = reverseDimensions(await array.read(selection), reversed);
  return field === undefined ? items : extractField(items, field);
}
