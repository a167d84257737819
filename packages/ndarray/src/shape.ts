import { CatervaError } from "./errors.ts";

/** Number of items of a shape; 1 for the empty shape. @throws limit.exceeded beyond 2^53 - 1, or for an extent that is no count. */
export function product(shape: readonly number[]): number {
  for (const extent of shape) {
    if (!Number.isSafeInteger(extent) || extent < 0) {
      throw new CatervaError("limit.exceeded", `An extent of ${extent} is not a number of items.`);
    }
  }
  if (shape.includes(0)) return 0;
  const count = shape.reduce((total, extent) => total * extent, 1);
  if (!Number.isSafeInteger(count)) {
    throw new CatervaError("limit.exceeded", "The shape has more items than can be counted.");
  }
  return count;
}

/** Strides in bytes of a C-order array. @throws limit.exceeded when the array has more than 2^53 - 1 bytes. */
export function cStrides(shape: readonly number[], itemsize: number): number[] {
  const strides = new Array<number>(shape.length).fill(0);
  let stride = itemsize;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    strides[axis] = stride;
    // An empty array has no bytes: its strides are only placeholders and must not become 0.
    stride *= Math.max(1, shape[axis] ?? 1);
    if (!Number.isSafeInteger(stride)) {
      throw new CatervaError("limit.exceeded", "The array has more bytes than can be counted.");
    }
  }
  return strides;
}
