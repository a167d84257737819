import { type ByteRange, CatervaError, coalesceRanges } from "@caterva2/ndarray";
import { blockEnd, blockStart, type ChunkLayout } from "./chunk-layout.ts";

/** Blocks at most so far apart are read as one: a read costs more than the bytes between. */
const GAP = 4096;
/** From this share of a chunk's bytes on, one read takes all from the first wanted byte to the last. */
const NEARLY_ALL = 0.75;

/** Stored bytes that are read at a time: they are still in the processor's cache when they are decoded. */
const AT_A_TIME = 512 * 1024;

/** Blocks by parts to be read one after the other; a block of more than that is a part. */
export function partsOf<Box extends { readonly block: number }>(
  layout: ChunkLayout,
  boxes: readonly Box[],
): readonly (readonly Box[])[] {
  if (layout.header.cbytes <= AT_A_TIME) return [boxes];
  const parts: Box[][] = [];
  let room = 0;
  for (const box of boxes) {
    const length = blockEnd(layout, box.block) - blockStart(layout, box.block);
    const part = parts.at(-1);
    if (part === undefined || length > room) {
      parts.push([box]);
      room = AT_A_TIME - length;
    } else {
      part.push(box);
      room -= length;
    }
  }
  return parts;
}

/** The reads that bring the bytes of some blocks, relative to the chunk, ascending and disjoint. */
export function planReads(layout: ChunkLayout, blocks: readonly number[]): ByteRange[] {
  const [only] = blocks;
  if (only !== undefined && blocks.length === 1) {
    const offset = blockStart(layout, only);
    const length = blockEnd(layout, only) - offset;
    return length > 0 ? [{ offset, length }] : [];
  }
  const ranges: ByteRange[] = [];
  let wanted = 0;
  for (const block of blocks) {
    const offset = blockStart(layout, block);
    const length = blockEnd(layout, block) - offset;
    wanted += length;
    ranges.push({ offset, length });
  }
  const gap = wanted >= NEARLY_ALL * layout.header.cbytes ? Number.POSITIVE_INFINITY : GAP;
  return coalesceRanges(ranges, gap);
}

/** A part of a chunk that is in memory; `offset` counts from the chunk's start. */
export interface Piece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The bytes `start` to `end` of a chunk, from the piece that holds them. `pieces` are ascending and disjoint. */
export function sliceOf(pieces: readonly Piece[], start: number, end: number): Uint8Array {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((pieces[middle]?.offset ?? 0) <= start) low = middle;
    else high = middle - 1;
  }
  const piece = pieces[low];
  if (piece === undefined || piece.offset > start || end > piece.offset + piece.bytes.length) {
    throw new CatervaError("blosc2.malformed", `Bytes ${start} to ${end} of a chunk belong to no block.`);
  }
  return piece.bytes.subarray(start - piece.offset, end - piece.offset);
}
