import {
  type ArraySource,
  applySelection,
  isWholeSelection,
  type NDArray,
  type Selection,
  unfoldItems,
  wholeSelection,
} from "@caterva2/ndarray";

/** An array with its cut. */
export interface CutSource extends ArraySource {
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
}

/** The same array with items of an array type as further dimensions, which are sliced like the others. */
export function plainItems(array: CutSource): CutSource {
  if (array.dtype.kind !== "subarray") return array;
  const rank = array.shape.length;
  const { dtype, shape } = unfoldItems({ dtype: array.dtype, shape: array.shape, data: new Uint8Array() });
  const own = shape.slice(rank);
  return {
    dtype,
    shape,
    chunks: [...array.chunks, ...own],
    blocks: [...array.blocks, ...own],
    read: async (selection) =>
      selectItems(unfoldItems(await array.read(selection.slice(0, rank))), selection.slice(rank), own),
  };
}

/** Values of which only the last dimensions, of extents `own`, are still to be selected. */
export function selectItems(values: NDArray, selection: Selection, own: readonly number[]): NDArray {
  if (isWholeSelection(selection, own)) return values;
  const outer = values.shape.slice(0, values.shape.length - own.length);
  return applySelection(values, [...wholeSelection(outer), ...selection]);
}
