import type { ByteRange } from "@caterva2/ndarray";
import { SPECIAL_OFFSETS } from "../frame/chunk-index.ts";
import { malformed } from "../frame/header.ts";
import type { ChunkStore } from "./chunk-store.ts";
import { runBounded } from "./run-bounded.ts";
import type { SlotTable } from "./slot-table.ts";

/** A part of a new file: bytes, or a range of the stored one. */
export type FramePiece = Uint8Array | { readonly copy: ByteRange };

/** A stored chunk: where it starts, counted from the end of the header, and its length in bytes. */
export interface StoredChunk {
  readonly offset: number;
  readonly length: number;
}

/** Headers that are read at a time. */
const READS_AT_A_TIME = 8;

/** Finds the stored chunks that slots name, ascending and each once. @throws blosc2.malformed for chunks that overlap */
export async function findStoredChunks(store: ChunkStore, slots: SlotTable): Promise<StoredChunk[]> {
  const offsets = slots.storedOffsets();
  const lengths = new Float64Array(offsets.length);
  await runBounded(offsets.length, READS_AT_A_TIME, async (index) => {
    lengths[index] = (await store.headerAt(offsets[index] ?? 0, index)).cbytes;
  });
  return offsets.map((offset, index) => {
    const length = lengths[index] ?? 0;
    // Else a small file could ask for a large one.
    if (offset + length > (offsets[index + 1] ?? Number.POSITIVE_INFINITY)) throw malformed("chunks overlap");
    return { offset, length };
  });
}

/**
 * Lays chunks one behind the other in the order of their slots; neighbours that stay neighbours become one range.
 * @returns offsets as the chunk index has them, the pieces, and the bytes that they take
 */
export function placePieces(
  slots: SlotTable,
  stored: readonly StoredChunk[],
  headerLength: number,
): { offsets: number[]; pieces: FramePiece[]; cbytes: number } {
  const lengths = new Map(stored.map(({ offset, length }) => [offset, length]));
  const placed = new Map<number, number>();
  const offsets: number[] = [];
  const pieces: FramePiece[] = [];
  let range: { start: number; end: number } | undefined;
  let cbytes = 0;
  const flush = () => {
    if (range !== undefined)
      pieces.push({ copy: { offset: headerLength + range.start, length: range.end - range.start } });
    range = undefined;
  };
  for (let nchunk = 0; nchunk < slots.length; nchunk += 1) {
    const slot = slots.at(nchunk);
    if (slot.kind === "added") {
      flush();
      pieces.push(slot.chunk);
      offsets.push(cbytes);
      cbytes += slot.chunk.length;
    } else if (slot.kind === "stored") {
      const length = lengths.get(slot.offset) ?? 0;
      const before = placed.get(slot.offset);
      offsets.push(before ?? cbytes);
      if (before !== undefined) continue;
      placed.set(slot.offset, cbytes);
      cbytes += length;
      if (range?.end === slot.offset) range.end += length;
      else {
        flush();
        range = { start: slot.offset, end: slot.offset + length };
      }
    } else offsets.push(SPECIAL_OFFSETS[slot.kind]);
  }
  flush();
  return { offsets, pieces, cbytes };
}
