import { CatervaError } from "../errors.ts";
import { commonShape, product } from "../shape.ts";

/** Coordinates along one axis as an index array: its shape, and its values in C order. */
export interface IndexArray {
  readonly shape: readonly number[];
  readonly coordinates: readonly number[];
}

/** The shape that index arrays of these shapes take together. @throws slice.invalid when they do not fit. */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const shape = commonShape(shapes);
  if (shape !== undefined) return shape;
  const text = shapes.map((one) => `(${one.join(", ")})`).join(" ");
  throw new CatervaError("slice.invalid", `Lists of the shapes ${text} cannot be taken together.`);
}

/** The coordinates repeated to fill `shape`, in C order. The shapes must fit: see {@link broadcastShape}. */
export function broadcastTo(array: IndexArray, shape: readonly number[]): readonly number[] {
  const count = product(shape);
  if (count === array.coordinates.length) return array.coordinates;
  const strides = new Array<number>(shape.length).fill(0);
  let stride = 1;
  for (let axis = array.shape.length - 1; axis >= 0; axis -= 1) {
    const extent = array.shape[axis] ?? 1;
    if (extent !== 1) strides[shape.length - array.shape.length + axis] = stride;
    stride *= extent;
  }
  const result = new Array<number>(count);
  const position = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let index = 0; index < count; index += 1) {
    result[index] = array.coordinates[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const next = (position[axis] ?? 0) + 1;
      const step = strides[axis] ?? 0;
      if (next < (shape[axis] ?? 0)) {
        position[axis] = next;
        from += step;
        break;
      }
      position[axis] = 0;
      from -= step * (next - 1);
    }
  }
  return result;
}
