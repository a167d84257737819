import { formatDType } from "@caterva2/ndarray";
import { nativeDType, toNative } from "../../evaluate/native.ts";
import { refuse } from "../../language/refuse.ts";
import { itemsOf, type Piece, pieceOf } from "../memory/piece.ts";
import { assignTo } from "./assign.ts";
import { maskPicks, type Picks, picked, putBack } from "./picks.ts";
import type { Runtime } from "./runtime.ts";
import { entriesOf } from "./subscript-entries.ts";
import { type FunctionValue, pieceValue } from "./values.ts";

/** `array[index]`: a view for slices, a copy for masks and lists of positions. @throws Refusal */
export async function readSubscript(runtime: Runtime, piece: Piece, index: FunctionValue): Promise<FunctionValue> {
  if (index.kind === "text") return pieceValue(fieldOf(piece, index.value));
  const { view, picks } = await selected(runtime, piece, index);
  if (picks === undefined) return pieceValue(view.shape.length === 0 ? scalarOf(view) : view);
  return pieceValue(picked(runtime, view, picks));
}

/** `array[index] = value`. @throws Refusal */
export async function writeSubscript(
  runtime: Runtime,
  piece: Piece,
  index: FunctionValue,
  value: FunctionValue,
): Promise<void> {
  if (piece.scalar) return refuse("a single item cannot be written to: write to the array that it is of");
  if (index.kind === "text") {
    const field = fieldOf(piece, index.value);
    if (field.scalar) return refuse("fields in the other byte order cannot be written to");
    return assignTo(runtime, field, value);
  }
  const { view, picks } = await selected(runtime, piece, index);
  if (picks === undefined) return assignTo(runtime, view, value);
  const part = picked(runtime, view, picks);
  await assignTo(runtime, part, value);
  putBack(view, picks, part);
}

async function selected(
  runtime: Runtime,
  piece: Piece,
  index: FunctionValue,
): Promise<{ view: Piece; picks: Picks | undefined }> {
  const values = index.kind === "tuple" ? index.items : [index];
  const entries = await entriesOf(runtime, piece.shape, values);
  const shape: number[] = [];
  const strides: number[] = [];
  let { offset } = piece;
  let axis = 0;
  let picks: Picks | undefined;
  for (const entry of entries) {
    const extent = piece.shape[axis] ?? 0;
    const stride = piece.strides[axis] ?? 0;
    switch (entry.kind) {
      case "new":
        shape.push(1);
        strides.push(0);
        continue;
      case "index":
        offset += entry.index * stride;
        break;
      case "span":
        offset += entry.start * stride;
        shape.push(entry.count);
        strides.push(stride * entry.step);
        break;
      case "mask":
      case "positions": {
        if (picks !== undefined) return refuse("one mask or list of positions at a time: take one after the other");
        picks =
          entry.kind === "mask"
            ? maskPicks(piece, entry.mask, axis, shape.length)
            : { ...entry, axis: shape.length, axes: 1 };
        for (let count = 0; count < picks.axes; count += 1, axis += 1) {
          shape.push(piece.shape[axis] ?? 0);
          strides.push(piece.strides[axis] ?? 0);
        }
        continue;
      }
    }
    if (extent === 0 && entry.kind === "span" && entry.count === 0) offset = piece.offset;
    axis += 1;
  }
  return { view: { ...piece, shape, strides, offset: shape.includes(0) ? 0 : offset, scalar: false }, picks };
}

/** A field of an array of structs: a view; a copy if its bytes are in the other order. */
function fieldOf(piece: Piece, name: string): Piece {
  const { dtype } = piece;
  const field = dtype.kind === "struct" ? dtype.fields.find((one) => one.name === name) : undefined;
  if (field === undefined) return refuse(`there is no field ${JSON.stringify(name.slice(0, 40))}`);
  const view = { ...piece, dtype: field.dtype, offset: piece.offset + field.offset };
  const native = nativeDType(field.dtype);
  if (native === field.dtype || formatDType(native) === formatDType(field.dtype)) return view;
  return { ...pieceOf(toNative(itemsOf(view), field.dtype), native, piece.shape), scalar: true };
}

/** NumPy's scalars are copies. */
function scalarOf(view: Piece): Piece {
  return pieceOf(itemsOf(view).slice(), view.dtype, [], true);
}
