import type { SChunk } from "./types.ts";

/** Which slots of a super-chunk hold a chunk: all that are not uninitialised; zeros count as written. Nothing is read. */
export function writtenChunks(schunk: Pick<SChunk, "nchunks" | "specialKind">): { count: number; mask: boolean[] } {
  const mask = Array.from({ length: schunk.nchunks }, (_, nchunk) => schunk.specialKind(nchunk) !== "uninit");
  return { count: mask.reduce((total, written) => total + (written ? 1 : 0), 0), mask };
}
