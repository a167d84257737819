import {
  type ArrayCut,
  automaticShapes,
  type ChunkCodec,
  type ChunkRun,
  chunkSizes,
  encodeRun,
} from "@caterva2/blosc2";
import { automaticGrid, type LazyArray } from "@caterva2/compute";
import {
  type ArraySource,
  CatervaError,
  isWholeSelection,
  parseReversibleSlice,
  product,
  type ReversibleSelection,
  reverseDimensions,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import { FAST } from "../encode-answer.ts";
import type { LazyPlan, LazyTarget, ResultSizes } from "./types.ts";

const MIB = 1024 * 1024;

export const RESULT_SIZES: ResultSizes = { piece: 4 * MIB, compressed: 64 * MIB, most: 16 * 1024 * MIB };

/** What a thread reads and computes in some milliseconds, in items. */
const LIGHT_ITEMS = 2 ** 18;

/** Whether a selection is computed within some milliseconds, by its cost. */
export function isLight(array: LazyArray, selection: Selection): boolean {
  return array.cost(selection) <= LIGHT_ITEMS;
}

/** What comes in pieces: an array with a cut, and what says of which version of which files it is. */
export interface PlannedSource {
  readonly array: ArraySource & { readonly chunks: readonly number[]; readonly blocks: readonly number[] };
  readonly stamp: string;
}

/** Whether a result comes in pieces. @throws expression.too_large for one of more bytes than one may have */
export function comesInPieces(
  { dtype }: Pick<ArraySource, "dtype">,
  shape: readonly number[],
  sizes: ResultSizes,
): boolean {
  const bytes = product([...shape, dtype.itemsize]);
  if (bytes <= sizes.most) return bytes > sizes.piece;
  const message = `The result would have ${bytes} bytes: ${sizes.most} are the most. Take a slice of it.`;
  throw new CatervaError("expression.too_large", message, { detail: { bytes, limit: sizes.most } });
}

/** The plan of what a target is of an array. */
export function planOf({ array, stamp }: PlannedSource, target: LazyTarget, sizes: ResultSizes): LazyPlan {
  const { selection } = selectionOf(array, target);
  const cut = cutOf(array, selection, sizes);
  const { nchunks, rawLength } = chunkSizes(cut);
  const raw = target.kind === "stored" && nchunks * rawLength > sizes.compressed;
  const run = Math.max(1, Math.floor(sizes.piece / rawLength));
  return { target, stamp, cut, nchunks, run, rawLength: raw ? rawLength : undefined };
}

/** How many pieces a plan has. */
export function piecesOf({ nchunks, run }: LazyPlan): number {
  return Math.ceil(nchunks / run);
}

/** One piece of a plan. @throws source.changed when something it is computed from is not what it was */
export async function computePiece(
  { array, stamp }: PlannedSource,
  plan: LazyPlan,
  piece: number,
  codec: ChunkCodec,
): Promise<ChunkRun> {
  if (stamp !== plan.stamp) {
    throw new CatervaError("source.changed", "An array that this is computed from has changed meanwhile: try again.");
  }
  const chosen = selectionOf(array, plan.target);
  const source = {
    read: async (part: Selection) =>
      reverseDimensions(await array.read(selectionOfPart(chosen, part)), chosen.reversed),
  };
  const first = piece * plan.run;
  const end = Math.min(plan.nchunks, first + plan.run);
  const raw = plan.rawLength !== undefined;
  // What is stored is worth more time than what is sent once.
  const how = plan.target.kind === "stored" ? { cparams: FAST, raw } : {};
  return encodeRun(source, plan.cut, { first, end }, { codec, ...how });
}

function selectionOf(array: ArraySource, target: LazyTarget): ReversibleSelection {
  return parseReversibleSlice(target.kind === "stored" ? target.slice : "", array.shape);
}

/** The operands' cut, unless its chunks are far from the size of a piece: then no block of theirs is decoded twice. */
function cutOf(array: PlannedSource["array"], selection: Selection, { piece }: ResultSizes): ArrayCut {
  const shape = selectionShape(selection);
  const { dtype } = array;
  const { itemsize } = dtype;
  const chunks = selection.flatMap((axis, index) =>
    axis.kind === "index"
      ? []
      : [Math.min(axis.count, Math.max(1, Math.floor((array.chunks[index] ?? 1) / axis.step)))],
  );
  const bytes = product([...chunks, itemsize]);
  if (bytes < piece / 64 || bytes > 4 * piece) return { shape, dtype, ...automaticGrid(shape, itemsize) };
  if (isWholeSelection(selection, array.shape)) return { shape, dtype, chunks: array.chunks, blocks: array.blocks };
  return { shape, dtype, ...automaticShapes({ shape, itemsize, chunks }) };
}

/** What a part of a selection's result selects of the array, before its dimensions are reversed. */
function selectionOfPart({ selection, reversed }: ReversibleSelection, part: Selection): Selection {
  let at = -1;
  return selection.map((axis) => {
    if (axis.kind === "index") return axis;
    at += 1;
    const inner = part[at];
    if (inner === undefined || inner.kind === "index") return axis;
    const first = reversed.includes(at) ? axis.count - inner.start - inner.count : inner.start;
    return { kind: "range", start: axis.start + first * axis.step, step: axis.step, count: inner.count };
  });
}
