import { type ByteSource, copyBox } from "@caterva2/ndarray";
import { eachAtATime } from "./at-a-time.ts";
import { type Box, piecesOf } from "./plan.ts";

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
  await eachAtATime(piecesOf(box, to.targetStrides, to.itemsize), READS, async (piece) => {
    const bytes = await source.read(start + piece.offset, piece.length);
    copyBox({ ...piece.box, ...to, source: bytes });
  });
}
