import type { NDArray } from "../array-source.ts";
import { copyBox } from "../copy/copy-box.ts";
import { cStrides } from "../shape.ts";

/** The same items, the last ones first along some dimensions. */
export function reverseDimensions(array: NDArray, dimensions: readonly number[]): NDArray {
  if (dimensions.length === 0 || array.data.length === 0) return array;
  const { shape, dtype, data } = array;
  const targetStrides = cStrides(shape, dtype.itemsize);
  let sourceOffset = 0;
  const sourceStrides = targetStrides.map((stride, axis) => {
    if (!dimensions.includes(axis)) return stride;
    sourceOffset += stride * ((shape[axis] ?? 1) - 1);
    return -stride;
  });
  const target = new Uint8Array(data.length);
  const places = { sourceOffset, sourceStrides, targetOffset: 0, targetStrides };
  copyBox({ source: data, target, shape, itemsize: dtype.itemsize, ...places });
  return { shape, dtype, data: target };
}
