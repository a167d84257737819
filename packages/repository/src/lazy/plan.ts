import { type ChunkCodec, type ChunkRun, chunkSizes, encodeRun } from "@caterva2/blosc2";
import type { LazyArray } from "@caterva2/compute";
import {
  type ArraySource,
  CatervaError,
  parseReversibleSlice,
  product,
  type ReversibleSelection,
  reverseDimensions,
  type Selection,
  selectionShape,
} from "@caterva2/ndarray";
import { FAST } from "../encode-answer.ts";
import { costOfChunk, cutOf, finerCut, type GriddedSource, selectionOfPart } from "./cut.ts";
import { plannedWork } from "./progress.ts";
import type { LazyPlan, LazyTarget, ResultSizes } from "./types.ts";

const MIB = 1024 * 1024;

export const RESULT_SIZES: ResultSizes = {
  piece: 2 * MIB,
  work: 2 * MIB,
  compressed: 64 * MIB,
  most: 16 * 1024 * MIB,
};

/** What a thread reads and computes in some milliseconds, in items. */
const LIGHT_ITEMS = 2 ** 18;

/** Items of a result below which it is not worth the while to share the work. */
const LEAST_SHARED = 2 ** 16;

/** Whether a selection is computed within some milliseconds, by its cost. */
export function isLight(array: LazyArray, selection: Selection): boolean {
  return array.cost(selection) <= LIGHT_ITEMS;
}

/** What comes in pieces: an array with a cut, and what says of which version of which files it is. */
export interface PlannedSource {
  readonly array: GriddedSource;
  readonly stamp: string;
}

/** Whether a result is so large that it comes in pieces. @throws expression.too_large for one of more bytes than one may have */
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

/** The plan of what is sent of a lazy array, if it is so large, or costs so much, that several threads are to share it. @throws as {@link comesInPieces} */
export function sharedPlan(
  source: PlannedSource,
  target: Extract<LazyTarget, { kind: "stored" }>,
  sizes: ResultSizes,
): LazyPlan | undefined {
  const { array } = source;
  const { selection } = selectionOf(array, target);
  if (comesInPieces(array, selectionShape(selection), sizes)) return planOf(source, target, sizes);
  if (product(selectionShape(selection)) < LEAST_SHARED || (array.cost?.(selection) ?? 0) <= sizes.work)
    return undefined;
  const plan = planOf(source, target, sizes);
  return piecesOf(plan) > 1 ? plan : undefined;
}

/** The plan of what a target is of an array. */
export function planOf({ array, stamp }: PlannedSource, target: LazyTarget, sizes: ResultSizes): LazyPlan {
  const chosen = selectionOf(array, target);
  const coarse = cutOf(array, chosen.selection, sizes);
  const sent = target.kind === "stored";
  const cut = sent ? finerCut(array, chosen, coarse, sizes) : coarse;
  const { nchunks, rawLength } = chunkSizes(cut);
  const raw = sent && nchunks * rawLength > sizes.compressed;
  const cost = costOfChunk(array, chosen, cut.chunks) ?? 0;
  const run = Math.max(1, Math.floor(Math.min(sizes.piece / rawLength, sizes.work / cost)));
  const work = sent ? undefined : plannedWork(array, cut.chunks, nchunks);
  return { target, stamp, cut, nchunks, run, work, rawLength: raw ? rawLength : undefined };
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
  const source = partsOf(array, chosen);
  const first = piece * plan.run;
  const end = Math.min(plan.nchunks, first + plan.run);
  const raw = plan.rawLength !== undefined;
  // What is stored is worth more time than what is sent once.
  const how = plan.target.kind === "stored" ? { cparams: FAST, raw } : {};
  return encodeRun(source, plan.cut, { first, end }, { codec, ...how });
}

/** A selection's result as a source; reversed dimensions are turned in memory. */
function partsOf(array: GriddedSource, chosen: ReversibleSelection): Pick<ArraySource, "read" | "readInto"> {
  const { reversed } = chosen;
  const read = async (part: Selection) => reverseDimensions(await array.read(selectionOfPart(chosen, part)), reversed);
  if (array.readInto === undefined || reversed.length > 0) return { read };
  return { read, readInto: async (part, target) => array.readInto?.(selectionOfPart(chosen, part), target) };
}

function selectionOf(array: ArraySource, target: LazyTarget): ReversibleSelection {
  return parseReversibleSlice(target.kind === "stored" ? target.slice : "", array.shape);
}
