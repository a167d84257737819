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

/** The shape that arrays of these shapes take together, as in NumPy; undefined when they do not fit. */
export function commonShape(shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = shapes.reduce((most, shape) => Math.max(most, shape.length), 0);
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const shift = rank - shape.length;
    for (const [axis, extent] of shape.entries()) {
      const known = result[shift + axis];
      if (extent === 1 || extent === known) continue;
      if (known !== 1) return undefined;
      result[shift + axis] = extent;
    }
  }
  return result;
}

/** As Python writes it: `(3, 4)`, `(3,)`, `()`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
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
