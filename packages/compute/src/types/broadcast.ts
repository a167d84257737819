import { refuse } from "../language/refuse.ts";

/** The shape that arrays take together, as in NumPy. @throws Refusal when they do not fit */
export function broadcastShapes(shapes: readonly (readonly number[])[]): readonly number[] {
  const rank = shapes.reduce((most, shape) => Math.max(most, shape.length), 0);
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    const shift = rank - shape.length;
    for (const [axis, extent] of shape.entries()) {
      const known = result[shift + axis];
      if (extent === 1 || extent === known) continue;
      if (known !== 1) refuse(`the shapes ${shapes.map(shapeText).join(" and ")} do not broadcast`);
      result[shift + axis] = extent;
    }
  }
  return result;
}

/** `(3, 4)`, `(3,)`, `()`. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
