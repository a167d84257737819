import { formatDType, product, shapeText } from "@caterva2/ndarray";
import { castTo } from "../../bind/nodes.ts";
import { nativeDType, toNative, viewAs } from "../../evaluate/native.ts";
import { refuse } from "../../language/refuse.ts";
import { sameShape } from "../../types/broadcast.ts";
import { elementTypeOf } from "../../types/element-type.ts";
import { isIntegerType } from "../../types/promote.ts";
import { isContiguous, itemsOf, type Piece, pieceOf, writeItems } from "../memory/piece.ts";
import { assignTo } from "./assign.ts";
import type { Runtime } from "./runtime.ts";
import { integerOf } from "./scalars.ts";
import { type FunctionValue, kindName, pieceValue } from "./values.ts";

/** An entry of a subscript of an array, the arrays among them computed. */
type Entry =
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "span"; readonly start: number; readonly step: number; readonly count: number }
  | { readonly kind: "new" }
  | { readonly kind: "mask"; readonly mask: Piece }
  | { readonly kind: "positions"; readonly positions: readonly number[]; readonly shape: readonly number[] };

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

/** Positions along one axis (or, for a mask, several that are taken as one) of which items are taken. */
interface Picks {
  readonly axis: number;
  /** Axes that the positions count over, in C order. */
  readonly axes: number;
  readonly positions: ArrayLike<number>;
  /** What stands in the result for these axes. */
  readonly shape: readonly number[];
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

/** One entry for each axis (a mask takes several), and one for each new one. */
async function entriesOf(
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

function maskPicks(piece: Piece, mask: Piece, from: number, axis: number): Picks {
  const covered = piece.shape.slice(from, from + mask.shape.length);
  if (!sameShape(covered, mask.shape)) {
    return refuse(`a mask of the shape ${shapeText(mask.shape)} for axes of the shape ${shapeText(covered)}`);
  }
  const flags = itemsOf(mask);
  let count = 0;
  for (const flag of flags) count += flag === 0 ? 0 : 1;
  const positions = new Float64Array(count);
  for (let at = 0, found = 0; at < flags.length; at += 1) {
    if (flags[at] !== 0) {
      positions[found] = at;
      found += 1;
    }
  }
  return { axis, axes: mask.shape.length, positions, shape: [count] };
}

/** The items at some positions, copied. */
function picked(runtime: Runtime, view: Piece, picks: Picks): Piece {
  const { outer, extent, run } = layout(view, picks);
  const shape = [...view.shape.slice(0, picks.axis), ...picks.shape, ...view.shape.slice(picks.axis + picks.axes)];
  const count = picks.positions.length;
  runtime.meter.allocate(outer * count * run);
  const source = itemsOf(view);
  const target = new Uint8Array(outer * count * run);
  copyRuns(source, target, run, (move) => {
    for (let o = 0, to = 0; o < outer; o += 1) {
      for (let at = 0; at < count; at += 1, to += 1) move(o * extent + (picks.positions[at] ?? 0), to);
    }
  });
  return pieceOf(target, view.dtype, shape);
}

/** Writes items to the positions that they were taken from. */
function putBack(view: Piece, picks: Picks, part: Piece): void {
  const { outer, extent, run } = layout(view, picks);
  const whole = isContiguous(view) ? itemsOf(view) : itemsOf(view).slice();
  copyRuns(itemsOf(part), whole, run, (move) => {
    for (let o = 0, from = 0; o < outer; o += 1) {
      for (let at = 0; at < picks.positions.length; at += 1, from += 1) {
        move(from, o * extent + (picks.positions[at] ?? 0));
      }
    }
  });
  if (!isContiguous(view)) writeItems(view, whole, view.shape);
}

/** Runs of bytes: `outer` times `extent` positions of `run` bytes each. */
function layout(view: Piece, { axis, axes }: Picks) {
  return {
    outer: product(view.shape.slice(0, axis)),
    extent: product(view.shape.slice(axis, axis + axes)),
    run: product(view.shape.slice(axis + axes)) * view.dtype.itemsize,
  };
}

/** Calls `moves` with a function that copies run number `from` of the source to run number `to` of the target. */
function copyRuns(
  source: Uint8Array,
  target: Uint8Array,
  run: number,
  moves: (move: (from: number, to: number) => void) => void,
): void {
  const at = (index: number) => index * run;
  if (run === 8 && source.byteOffset % 8 === 0 && target.byteOffset % 8 === 0) {
    const [from, to] = [viewAs(BigUint64Array, source), viewAs(BigUint64Array, target)];
    moves((a, b) => {
      to[b] = from[a] ?? 0n;
    });
  } else if (run === 4 && source.byteOffset % 4 === 0 && target.byteOffset % 4 === 0) {
    const [from, to] = [viewAs(Uint32Array, source), viewAs(Uint32Array, target)];
    moves((a, b) => {
      to[b] = from[a] ?? 0;
    });
  } else moves((a, b) => target.set(source.subarray(at(a), at(a + 1)), at(b)));
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
