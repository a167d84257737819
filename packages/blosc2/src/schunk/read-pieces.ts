import type { ByteRange } from "@caterva2/ndarray";
import type { CodecMemory } from "../kernels/codec-memory.ts";
import type { Piece } from "./pieces.ts";
import { giveBackScratch, takeScratch } from "./scratch.ts";

/** Stored bytes of a chunk, in memory that is lent. */
export interface Pieces {
  readonly pieces: readonly Piece[];
  /** Nobody may use the bytes any more. */
  giveBack(): void;
}

/** More than this is read to memory outside: several reads are under way at a time, and what they leave is for others. */
const MOST_INSIDE = 2 * 1024 * 1024;

/** Memory to read to: the codec's own, out of which bytes are decoded without a copy, or what earlier reads have left. */
function borrow(length: number, memory: CodecMemory | undefined): { bytes: Uint8Array; giveBack: () => void } {
  const inside = length > MOST_INSIDE ? undefined : memory?.allocateInside(length);
  if (inside !== undefined) return { bytes: inside, giveBack: () => memory?.free(inside) };
  const bytes = takeScratch(length);
  return { bytes, giveBack: () => giveBackScratch(bytes) };
}

/**
 * Reads ranges of a chunk; a promise only when there is something to wait for.
 * @param fill fills memory with bytes of the chunk from an offset on
 * @param memory of the codec that will decode them
 */
export function readPieces(
  fill: (offset: number, target: Uint8Array) => Promise<void> | undefined,
  ranges: readonly ByteRange[],
  memory: CodecMemory | undefined,
): Promise<Pieces> | Pieces {
  const total = ranges.reduce((sum, { length }) => sum + length, 0);
  const { bytes, giveBack } = borrow(total, memory);
  const pieces: Piece[] = [];
  const waits: Promise<void>[] = [];
  let at = 0;
  try {
    for (const { offset, length } of ranges) {
      const part = bytes.subarray(at, at + length);
      at += length;
      const wait = fill(offset, part);
      if (wait !== undefined) waits.push(wait);
      pieces.push({ offset, bytes: part });
    }
  } catch (error) {
    giveBackAfter(waits, giveBack);
    throw error;
  }
  if (waits.length === 0) return { pieces, giveBack };
  return Promise.all(waits).then(
    () => ({ pieces, giveBack }),
    (error: unknown) => {
      giveBackAfter(waits, giveBack);
      throw error;
    },
  );
}

/** Reads that are still under way would write over what the memory is used for next. */
function giveBackAfter(waits: readonly Promise<void>[], giveBack: () => void): void {
  Promise.allSettled(waits).then(giveBack);
}
