import { copyBox, cStrides, product } from "@caterva2/ndarray";
import type { Region, Span, View } from "../graph/view.ts";

/** What an array of a smaller shape gives to a region of what it is broadcast to. */
export function broadcastRegion(shape: readonly number[], region: Region): Region {
  const shift = region.length - shape.length;
  return shape.map((extent, axis): Span => {
    const span = region[shift + axis] ?? { start: 0, step: 1, count: 1 };
    if (extent !== 1) return span;
    return { start: 0, step: 1, count: Math.min(1, span.count) };
  });
}

/** Items of `from` repeated to `to`: axes are aligned at the end, extents of 1 repeat. */
export function expandTo(
  data: Uint8Array,
  from: readonly number[],
  to: readonly number[],
  itemsize: number,
): Uint8Array {
  const count = product(to);
  if (count * itemsize === data.byteLength) return data;
  const own = cStrides(from, itemsize);
  const shift = to.length - from.length;
  const strides = to.map((_, axis) => (axis < shift || from[axis - shift] === 1 ? 0 : (own[axis - shift] ?? 0)));
  return copied(data, 0, strides, to, itemsize);
}

/** The items of a view's region, from those of the region of its input that `regionThroughView` named. */
export function arrangeView(
  data: Uint8Array,
  inputShape: readonly number[],
  view: View,
  backwards: readonly boolean[],
  shape: readonly number[],
  itemsize: number,
): Uint8Array {
  const own = cStrides(inputShape, itemsize);
  const strides = new Array<number>(shape.length).fill(0);
  let offset = 0;
  for (const [axis, entry] of view.entries()) {
    if (entry.kind === "fixed") continue;
    const stride = own[axis] ?? 0;
    const extent = inputShape[axis] ?? 1;
    strides[entry.axis] = backwards[axis] ? -stride : stride;
    if (backwards[axis]) offset += stride * (extent - 1);
  }
  const expected = cStrides(shape, itemsize);
  const inPlace = shape.every((extent, axis) => extent === 1 || strides[axis] === expected[axis]);
  if (inPlace && product(shape) * itemsize === data.byteLength) return data;
  return copied(data, offset, strides, shape, itemsize);
}

function copied(
  source: Uint8Array,
  sourceOffset: number,
  sourceStrides: readonly number[],
  shape: readonly number[],
  itemsize: number,
): Uint8Array {
  const target = new Uint8Array(product(shape) * itemsize);
  if (target.length === 0) return target;
  const targetStrides = cStrides(shape, itemsize);
  copyBox({ source, sourceOffset, sourceStrides, target, targetOffset: 0, targetStrides, shape, itemsize });
  return target;
}

/** Puts a box into a larger one, `at` its first position there. */
export function placeBox(
  box: Uint8Array,
  shape: readonly number[],
  into: Uint8Array,
  intoShape: readonly number[],
  at: readonly number[],
  itemsize: number,
): void {
  if (box.length === 0) return;
  const targetStrides = cStrides(intoShape, itemsize);
  const targetOffset = at.reduce((total, position, axis) => total + position * (targetStrides[axis] ?? 0), 0);
  const sourceStrides = cStrides(shape, itemsize);
  copyBox({ source: box, sourceOffset: 0, sourceStrides, target: into, targetOffset, targetStrides, shape, itemsize });
}

/** Axis `k` of the result is axis `order[k]`. */
export function permuted(
  data: Uint8Array,
  shape: readonly number[],
  order: readonly number[],
  itemsize: number,
): Uint8Array {
  const own = cStrides(shape, itemsize);
  return copied(
    data,
    0,
    order.map((axis) => own[axis] ?? 0),
    order.map((axis) => shape[axis] ?? 1),
    itemsize,
  );
}
