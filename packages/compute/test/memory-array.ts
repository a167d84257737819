import { type ArraySource, applySelection, type NDArray } from "@caterva2/ndarray";

/** An array in memory as a source, with the selections that were read of it. */
export function memoryArray(array: NDArray, chunks?: readonly number[]): ArraySource & { reads: number } {
  const source = {
    dtype: array.dtype,
    shape: array.shape,
    chunks,
    reads: 0,
    async read(selection: Parameters<ArraySource["read"]>[0]) {
      source.reads += 1;
      return applySelection(array, selection);
    },
  };
  return source;
}
