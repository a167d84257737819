import { type ByteSource, copyBox } from "@caterva2/ndarray";
import { eachAtATime } from "./at-a-time.ts";
import { LaneMemory } from "./lane-memory.ts";
import { type Box, type Piece, piecesOf } from "./plan.ts";

/** Reads under way at a time. */
const READS = 4;

/** Where a box of items goes. Strides in bytes. */
export interface BoxTarget {
  readonly target: Uint8Array;
  readonly targetStrides: readonly number[];
  readonly itemsize: number;
}

/** Copies a box of items that lie as they are from `start` on in a source. */
export async function readPlain(source: ByteSource, start: number, box: Box, to: BoxTarget): Promise<void> {
  const memories: LaneMemory[] = [];
  await eachAtATime(piecesOf(box, to.targetStrides, to.itemsize), READS, async (piece, lane) => {
    const place = sameForm(piece, to);
    if (place !== undefined && source.readInto !== undefined) {
      await source.readInto(start + piece.offset, to.target.subarray(place, place + piece.length));
      return;
    }
    memories[lane] ??= new LaneMemory();
    const bytes = await memories[lane].read(source, start + piece.offset, piece.length);
    copyBox({ ...piece.box, ...to, source: bytes });
  });
}

/** Where a piece goes in the target as it is: its items lie side by side there too. */
function sameForm({ box, length }: Piece, { targetStrides, itemsize }: BoxTarget): number | undefined {
  let span = itemsize;
  for (let axis = box.shape.length - 1; axis >= 0; axis -= 1) {
    const extent = box.shape[axis] ?? 1;
    if (extent === 1) continue;
    if (box.sourceStrides[axis] !== span || targetStrides[axis] !== span) return undefined;
    span *= extent;
  }
  return span === length ? box.targetOffset : undefined;
}
