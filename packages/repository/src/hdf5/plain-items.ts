import {
  type ArraySource,
  applySelection,
  isWholeSelection,
  type Selection,
  selectionShape,
  wholeSelection,
} from "@caterva2/ndarray";

/** An array with its cut. */
export interface CutSource extends ArraySource {
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
}

/** The same array with items of an array type as further dimensions, which are sliced like the others. */
export function plainItems(array: CutSource): CutSource {
  const { dtype, shape, chunks, blocks } = array;
  if (dtype.kind !== "subarray") return array;
  const { base, shape: own } = dtype;
  return plainItems({
    dtype: base,
    shape: [...shape, ...own],
    chunks: [...chunks, ...own],
    blocks: [...blocks, ...own],
    async read(selection: Selection) {
      const rows = selection.slice(0, shape.length);
      const rest = selection.slice(shape.length);
      const { shape: found, data } = await array.read(rows);
      const items = { dtype: base, shape: [...found, ...own], data };
      if (isWholeSelection(rest, own)) return items;
      return applySelection(items, [...wholeSelection(selectionShape(rows)), ...rest]);
    },
  });
}
