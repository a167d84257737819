import { CatervaError } from "@caterva2/ndarray";
import type { ChunkHeader } from "../chunk/types.ts";

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
