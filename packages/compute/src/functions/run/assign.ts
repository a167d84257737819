import { type DType, formatDType, shapeText } from "@caterva2/ndarray";
import { typedNode } from "../../bind/elementwise.ts";
import { castTo } from "../../bind/nodes.ts";
import { wholeFor } from "../../bind/scalars.ts";
import type { ArrayNode } from "../../graph/node.ts";
import { refuse } from "../../language/refuse.ts";
import { type ElementType, elementTypeOf } from "../../types/element-type.ts";
import { isComplexType, isFloatType, isIntegerType } from "../../types/promote.ts";
import { fitsInto, itemsOf, type Piece, writeItems } from "../memory/piece.ts";
import type { Runtime } from "./runtime.ts";
import { type FunctionValue, pieceValue } from "./values.ts";

/** Writes a value to all items of an array, broadcast and cast as NumPy's `array[...] = value`. @throws Refusal */
export async function assignTo(runtime: Runtime, target: Piece, given: FunctionValue): Promise<void> {
  const isList = given.kind === "list" || given.kind === "tuple" || given.kind === "range";
  const value = isList ? pieceValue(await runtime.piece(given)) : given;
  const node = castFor(runtime, target.dtype, value);
  const shape = fitsInto(node.shape, target.shape);
  if (shape === undefined) {
    return refuse(`values of the shape ${shapeText(node.shape)} do not fit into ${shapeText(target.shape)}`);
  }
  const piece = await runtime.piece({ kind: "array", node });
  writeItems(target, itemsOf(piece), shape);
}

/** `out=` and augmented assignments cast within a kind only: floats do not go into integers. @throws Refusal */
export function checkSameKind(from: DType, to: DType): void {
  const [a, b] = [elementTypeOf(from), elementTypeOf(to)];
  if (a === undefined || b === undefined || rankOf(a) <= rankOf(b)) return;
  refuse(
    `results of ${formatDType(from)} cannot be put into an array of ${formatDType(to)}: write x = x.astype(...) first`,
  );
}

function rankOf(type: ElementType): number {
  if (type === "bool") return 0;
  if (isIntegerType(type)) return 1;
  return isFloatType(type) ? 2 : isComplexType(type) ? 3 : 4;
}

function castFor(runtime: Runtime, dtype: DType, value: FunctionValue): ArrayNode {
  const { workspace } = runtime;
  const type = elementTypeOf(dtype);
  if (type === undefined) {
    const node = workspace.node(value);
    if (formatDType(node.dtype) === formatDType(dtype)) return node;
    return refuse(`values of ${formatDType(node.dtype)} do not go into an array of ${formatDType(dtype)}`);
  }
  if (value.kind === "number") {
    const number = wholeFor(value.number, type);
    return typedNode(workspace.graph, { kind: "number", number }, type);
  }
  return castTo(workspace.graph, workspace.node(value), type);
}
