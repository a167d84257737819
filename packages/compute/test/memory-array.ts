import { type ArraySource, applySelection, type NDArray } from "@caterva2/ndarray";

/** An array in memory as a source, with the selections that were read of it. */
export function memoryArray(
  array: NDArray,
  chunks?: readonly number[],
): ArraySource & { reads: number } & Required<Pick<ArraySource, "readInto">> {
  const source = {
    dtype: array.dtype,
    shape: array.shape,
    chunks,
    reads: 0,
    async read(selection: Parameters<ArraySource["read"]>[0]) {
      source.reads += 1;
      return applySelection(array, selection);
    },
    async readInto(selection: Parameters<ArraySource["read"]>[0], target: Uint8Array) {
      source.reads += 1;
      target.set(applySelection(array, selection).data);
    },
  };
  return source;
}
