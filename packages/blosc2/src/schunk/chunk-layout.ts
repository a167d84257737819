import { CatervaError } from "@caterva2/ndarray";
import type { ChunkHeader } from "../chunk/types.ts";

/** Id of the delta filter, whose blocks need block 0. */
const DELTA = 3;

/** A stored chunk whose blocks can be read one by one. Positions in bytes. */
export interface ChunkLayout {
  readonly header: ChunkHeader;
  /** Of the chunk in the source. */
  readonly position: number;
  /** Where each block starts and ends in the chunk; empty for a chunk stored raw. */
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
  readonly dictionary: Uint8Array | undefined;
  /** Blocks but the first need block 0 decoded. */
  readonly delta: boolean;
  /** The whole chunk, kept when it is small. */
  readonly bytes: Uint8Array | undefined;
}

export function usesDelta(header: ChunkHeader): boolean {
  return header.filters.includes(DELTA);
}

/** Ends of blocks: where the next one starts, in whatever order they lie, or the end of the chunk. */
export function blockEnds(starts: ArrayLike<number>, cbytes: number): Int32Array {
  const ends = new Int32Array(starts.length);
  let ascending = true;
  for (let index = 0; index < starts.length; index += 1) {
    const next = index + 1 < starts.length ? (starts[index + 1] ?? 0) : cbytes;
    ends[index] = next;
    ascending &&= next > (starts[index] ?? 0);
  }
  if (ascending) return ends;
  const order = Int32Array.from(starts, (_, index) => index).sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0));
  let end = cbytes;
  for (let rank = order.length - 1; rank >= 0; rank -= 1) {
    const block = order[rank] ?? 0;
    const above = order[rank + 1];
    // Blocks that claim the same start share their end.
    if (above !== undefined && (starts[above] ?? 0) > (starts[block] ?? 0)) end = starts[above] ?? 0;
    ends[block] = end;
  }
  return ends;
}

/** Start of a block in its chunk. */
export function blockStart(layout: ChunkLayout, block: number): number {
  const { header } = layout;
  return header.memcpyed ? header.headerLength + block * header.blocksize : (layout.starts[block] ?? 0);
}

/** End of a block in its chunk, exclusive. */
export function blockEnd(layout: ChunkLayout, block: number): number {
  const { header } = layout;
  if (!header.memcpyed) return layout.ends[block] ?? 0;
  return header.headerLength + Math.min(header.nbytes, (block + 1) * header.blocksize);
}

/** Refuses a chunk that does not decode to what its place in the frame needs. */
export function checkChunkSize(header: ChunkHeader, expected: number | undefined, nchunk: number): void {
  if (expected !== undefined && header.nbytes !== expected) {
    throw new CatervaError("blosc2.malformed", `Chunk ${nchunk} has ${header.nbytes} bytes, ${expected} belong there.`);
  }
}
