import { commonShape, shapeText } from "@caterva2/ndarray";
import { refuse } from "../language/refuse.ts";

/** The shape that arrays take together, as in NumPy. @throws Refusal when they do not fit */
export function broadcastShapes(shapes: readonly (readonly number[])[]): readonly number[] {
  return commonShape(shapes) ?? refuse(`the shapes ${shapes.map(shapeText).join(" and ")} do not broadcast`);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
