import { CatervaError, shapeText } from "@caterva2/ndarray";
import { DEFAULT_MAX_ITEMS } from "../bind/bind.ts";
import { Refusal } from "../language/refuse.ts";
import type { Operand } from "../lazy-array.ts";
import { broadcastShapes, sameShape } from "../types/broadcast.ts";
import { invalidFunction } from "./parse/refusal.ts";

/**
 * The shape of a function's result: the one that is asked for, to which operands must broadcast, or whose axes they begin
 * with; null: that of the operands, broadcast. @throws expression.invalid, expression.too_large
 */
export function resultShape(asked: readonly number[] | null, sources: readonly Operand[]): readonly number[] {
  const shape = askedShape(asked, sources);
  const items = (extents: readonly number[]) => (extents.includes(0) ? 0 : extents.reduce((all, one) => all * one, 1));
  const most = Math.max(DEFAULT_MAX_ITEMS, ...sources.map((source) => items(source.shape)));
  if (shape.length > MAX_RANK)
    throw invalidFunction(`a result of ${shape.length} dimensions: ${MAX_RANK} are the most`);
  if (items(shape) <= most) return shape;
  throw new CatervaError(
    "expression.too_large",
    `A result of the shape ${shapeText(shape)} is too large: ${most} items are the most.`,
  );
}

/** Dimensions that stored arrays have at most. */
const MAX_RANK = 16;

function askedShape(shape: readonly number[] | null, sources: readonly Operand[]): readonly number[] {
  if (shape === null) {
    if (sources.length === 0) throw invalidFunction("the shape must be given where there are no operands");
    try {
      return broadcastShapes(sources.map((source) => source.shape));
    } catch (error) {
      throw error instanceof Refusal ? invalidFunction(error.message) : error;
    }
  }
  for (const source of sources) {
    if (!broadcastsTo(source.shape, shape) && !beginsWith(source.shape, shape)) {
      throw invalidFunction(`an operand of the shape ${shapeText(source.shape)} does not fit ${shapeText(shape)}`);
    }
  }
  return shape;
}

function broadcastsTo(from: readonly number[], to: readonly number[]): boolean {
  const shift = to.length - from.length;
  return shift >= 0 && from.every((extent, axis) => extent === 1 || extent === to[axis + shift]);
}

function beginsWith(long: readonly number[], short: readonly number[]): boolean {
  return sameShape(long.slice(0, short.length), short);
}
