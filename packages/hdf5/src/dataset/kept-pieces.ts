import { copyBox, cStrides, product, type Selection } from "@caterva2/ndarray";
import type { ChunkKeeper } from "./chunk-keeper.ts";
import { withMemories } from "./lane-memory.ts";
import type { BoxTarget, PlainItems } from "./plain-reader.ts";
import { planRead, type ReadPlan, spannedBytes } from "./plan.ts";

/** Bytes of a piece that is kept. */
const PIECE = 512 * 1024;
/** How many times as much as the selection spans may be read so that it can be kept. */
const MORE = 2;

/** Items that lie as they are, seen as pieces of whole rows that lie one behind the other. */
export interface KeptPieces {
  readonly plan: ReadPlan;
  readonly shape: readonly number[];
  /** Extents of a piece; those at the edge are shorter. */
  readonly pieces: readonly number[];
}

/**
 * The pieces that a selection takes items out of. Undefined where these would be much more than is to be read, and where
 * what is read is taken as it lies, which is as fast.
 */
export function planPieces(selection: Selection, shape: readonly number[], itemsize: number): KeptPieces | undefined {
  const pieces = pieceShape(shape, itemsize);
  const plan = planRead(selection, shape, pieces, itemsize);
  const whole = planRead(selection, shape, shape, itemsize).at(0);
  const taken = product([...whole.shape, itemsize]);
  const spanned = spannedBytes(whole, itemsize);
  const isDense = plan.count * Math.min(PIECE, product([...shape, itemsize])) <= MORE * spanned;
  return isDense && taken < spanned ? { plan, shape, pieces } : undefined;
}

/** As many whole rows, planes and so on as fit a piece, one position of the axes before. */
function pieceShape(shape: readonly number[], itemsize: number): number[] {
  const pieces = shape.map(() => 1);
  let span = itemsize;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const extent = shape[axis] ?? 1;
    pieces[axis] = Math.max(1, Math.min(extent, Math.floor(PIECE / span)));
    if (pieces[axis] !== extent) break;
    span *= extent;
  }
  return pieces;
}

/** Copies what is selected, out of pieces that are kept or read whole. */
export function readPieces(
  { source, start, checkpoint }: PlainItems,
  { plan, shape, pieces }: KeptPieces,
  to: BoxTarget,
  keeper: ChunkKeeper,
): Promise<void> {
  const steps = cStrides(shape, to.itemsize);
  const volume = plan.count * PIECE;
  return withMemories(async (memoryOf) => {
    const memory = memoryOf(0);
    for (let index = 0; index < plan.count; index += 1) {
      checkpoint?.();
      const part = plan.at(index);
      const first = part.position.map((at, axis) => at * (pieces[axis] ?? 1));
      const length = product([
        ...first.map((at, axis) => Math.min(pieces[axis] ?? 1, (shape[axis] ?? 1) - at)),
        to.itemsize,
      ]);
      const copy = (bytes: Uint8Array) => copyBox({ ...part, ...to, source: bytes });
      if (keeper.visit(part.chunk, length, copy)) continue;
      const offset = first.reduce((total, at, axis) => total + at * (steps[axis] ?? 0), start);
      const read = memory.read(source, offset, length);
      const bytes = read instanceof Promise ? await read : read;
      copy(bytes);
      keeper.keep(part.chunk, bytes, volume);
    }
  });
}
