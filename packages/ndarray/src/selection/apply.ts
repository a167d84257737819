import type { NDArray } from "../array-source.ts";
import { copyBox } from "../copy/copy-box.ts";
import { CatervaError } from "../errors.ts";
import { cStrides, product } from "../shape.ts";
import { gatherLayout } from "./gather.ts";
import { selectionShape } from "./selection-shape.ts";
import type { AxisSelection, GatherSelection, Selection } from "./types.ts";

/** Slices an array in memory. The result has bytes of its own, in C order. */
export function applySelection(array: NDArray, selection: Selection): NDArray {
  checkRank(array, selection.length);
  const itemsize = array.dtype.itemsize;
  const shape = selectionShape(selection);
  const data = new Uint8Array(product([...shape, itemsize]));
  const strides = cStrides(array.shape, itemsize);
  const { offset, kept } = keptAxes(selection, strides);
  copyBox({
    source: array.data,
    sourceOffset: offset,
    sourceStrides: kept,
    target: data,
    targetOffset: 0,
    targetStrides: cStrides(shape, itemsize),
    shape,
    itemsize,
  });
  return { dtype: array.dtype, shape, data };
}

/** Gathers points of an array in memory. The result has bytes of its own, in C order. */
export function applyGather(array: NDArray, selection: GatherSelection): NDArray {
  checkRank(array, selection.axes.length);
  const itemsize = array.dtype.itemsize;
  const layout = gatherLayout(selection, itemsize);
  const data = new Uint8Array(product([...layout.shape, itemsize]));
  const strides = cStrides(array.shape, itemsize);
  const { offset, kept } = keptAxes(selection.axes, strides);
  const { points } = selection;
  const count = product(layout.shape) === 0 ? 0 : product(points.shape);
  for (let point = 0; point < count; point += 1) {
    let sourceOffset = offset;
    for (const [index, axis] of points.axes.entries()) {
      sourceOffset += (points.coordinates[index]?.[point] ?? 0) * (strides[axis] ?? 0);
    }
    copyBox({
      source: array.data,
      sourceOffset,
      sourceStrides: kept,
      target: data,
      targetOffset: point * layout.pointStride,
      targetStrides: layout.keptStrides,
      shape: layout.keptShape,
      itemsize,
    });
  }
  return { dtype: array.dtype, shape: layout.shape, data };
}

/** Where the selected box starts in the array, and the strides of the axes that it keeps. */
function keptAxes(axes: readonly (AxisSelection | undefined)[], strides: readonly number[]) {
  let offset = 0;
  const kept: number[] = [];
  for (const [index, axis] of axes.entries()) {
    const stride = strides[index] ?? 0;
    if (axis?.kind === "index") offset += axis.index * stride;
    if (axis?.kind === "range") {
      offset += axis.start * stride;
      // A step may be astronomic when only one position is taken: the product must stay an integer.
      kept.push(axis.count > 1 ? axis.step * stride : stride);
    }
  }
  return { offset, kept };
}

function checkRank(array: NDArray, rank: number): void {
  if (rank !== array.shape.length) {
    throw new CatervaError("slice.invalid", `A selection of ${rank} axes for an array of ${array.shape.length}.`);
  }
}
