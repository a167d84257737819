import { formatDType } from "@caterva2/ndarray";
import { castTo } from "../../bind/nodes.ts";
import { viewAs } from "../../evaluate/native.ts";
import { refuse } from "../../language/refuse.ts";
import { elementTypeOf } from "../../types/element-type.ts";
import { isIntegerType } from "../../types/promote.ts";
import { itemsOf, type Piece } from "../memory/piece.ts";
import type { Runtime } from "./runtime.ts";
import { integerOf } from "./scalars.ts";
import { type FunctionValue, kindName, pieceValue } from "./values.ts";

/** An entry of a subscript of an array, the arrays among them computed. */
export type Entry =
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "span"; readonly start: number; readonly step: number; readonly count: number }
  | { readonly kind: "new" }
  | { readonly kind: "mask"; readonly mask: Piece }
  | { readonly kind: "positions"; readonly positions: readonly number[]; readonly shape: readonly number[] };

/** One entry for each axis (a mask takes several), and one for each new one. @throws Refusal */
export async function entriesOf(
  runtime: Runtime,
  shape: readonly number[],
  values: readonly FunctionValue[],
): Promise<Entry[]> {
  const arrays = new Map<FunctionValue, Piece>();
  let taken = 0;
  for (const value of values) {
    if (value.kind === "none" || value.kind === "ellipsis") continue;
    const array = await indexArray(runtime, value);
    if (array !== undefined) arrays.set(value, array);
    taken += array !== undefined && isMask(array) ? array.shape.length : 1;
  }
  if (values.filter((value) => value.kind === "ellipsis").length > 1) return refuse("more than one `...` in an index");
  if (taken > shape.length) return refuse(`${taken} indices for an array of ${shape.length} dimensions`);
  const entries: Entry[] = [];
  let axis = 0;
  const whole = (count: number) => {
    for (const extent of shape.slice(axis, axis + count))
      entries.push({ kind: "span", start: 0, step: 1, count: extent });
    axis += count;
  };
  for (const value of values) {
    const array = arrays.get(value);
    if (value.kind === "none") entries.push({ kind: "new" });
    else if (value.kind === "ellipsis") whole(shape.length - taken);
    else if (array !== undefined && isMask(array)) {
      entries.push({ kind: "mask", mask: array });
      axis += array.shape.length;
    } else {
      const extent = shape[axis] ?? 0;
      entries.push(
        array ? await positionsEntry(runtime, array, extent, axis) : await plainEntry(runtime, value, extent, axis),
      );
      axis += 1;
    }
  }
  whole(shape.length - axis);
  return entries;
}

function isMask(piece: Piece): boolean {
  return elementTypeOf(piece.dtype) === "bool";
}

/** A mask or an array of positions; undefined for a number, also one from an array, and for a slice. */
async function indexArray(runtime: Runtime, value: FunctionValue): Promise<Piece | undefined> {
  if (value.kind === "boolean") return refuse("True and False are no indices here");
  if (value.kind !== "array" && value.kind !== "piece" && value.kind !== "list") return undefined;
  const piece = await runtime.piece(value);
  if (piece.shape.length > 0) return piece;
  return isMask(piece) ? refuse("a single bool is no index: use np.where") : undefined;
}

async function positionsEntry(runtime: Runtime, piece: Piece, extent: number, axis: number): Promise<Entry> {
  const type = elementTypeOf(piece.dtype);
  if (type === undefined || !isIntegerType(type)) {
    return refuse(`an array of ${formatDType(piece.dtype)} is no index: it must hold integers or bools`);
  }
  const { workspace } = runtime;
  const wide = await runtime.piece({
    kind: "array",
    node: castTo(workspace.graph, workspace.node(pieceValue(piece)), "i8"),
  });
  const integers = viewAs(BigInt64Array, itemsOf(wide));
  const positions = Array.from(integers, (integer) => position(Number(integer), extent, axis));
  return { kind: "positions", positions, shape: piece.shape };
}

async function plainEntry(runtime: Runtime, value: FunctionValue, extent: number, axis: number): Promise<Entry> {
  if (value.kind === "slice") return { kind: "span", ...spanOf(value, extent) };
  if (value.kind === "number" || value.kind === "array" || value.kind === "piece") {
    return { kind: "index", index: position(await integerOf(runtime, value, "an index"), extent, axis) };
  }
  return refuse(`${kindName(value)} is no index`);
}

function position(index: number, extent: number, axis: number): number {
  const found = index < 0 ? index + extent : index;
  if (found >= 0 && found < extent) return found;
  return refuse(`the index ${index} is out of range for axis ${axis}, which has ${extent} positions`);
}

function spanOf(slice: Extract<FunctionValue, { kind: "slice" }>, extent: number) {
  const bound = (value: FunctionValue | { kind: string }): number | undefined => {
    if (value.kind === "none") return undefined;
    if ("number" in value && value.number.kind === "integer") return Number(value.number.value);
    return refuse("the bounds of a slice must be integers");
  };
  const step = bound(slice.step) ?? 1;
  if (step === 0) return refuse("the step of a slice must not be 0");
  const [low, high] = step > 0 ? [0, extent] : [-1, extent - 1];
  const place = (given: number | undefined, otherwise: number) => {
    if (given === undefined) return otherwise;
    return Math.min(high, Math.max(low, given < 0 ? given + extent : given));
  };
  const start = place(bound(slice.start), step > 0 ? low : high);
  const stop = place(bound(slice.stop), step > 0 ? high : low);
  const count = Math.max(0, Math.ceil((stop - start) / step));
  return count === 0 ? { start: 0, step: 1, count } : { start, step: count === 1 ? 1 : step, count };
}
