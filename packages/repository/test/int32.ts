import { type NDArray, parseDType } from "@caterva2/ndarray";

/** An int32 array of these items. */
export function int32(shape: readonly number[], item: (index: number) => number): NDArray {
  const count = shape.reduce((product, extent) => product * extent, 1);
  const data = new Uint8Array(Int32Array.from({ length: count }, (_, index) => item(index)).buffer);
  return { dtype: parseDType("<i4"), shape, data };
}
