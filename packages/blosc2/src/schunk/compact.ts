import type { ByteSource } from "@caterva2/ndarray";
import { type EditOptions, editSChunk, type SChunkEdit } from "./edit.ts";
import type { FramePiece } from "./rewrite.ts";

/** A frame as a new file without holes, chunks in order: what `rewrite` gives for a frame that is not edited. */
export async function compactFrame(source: ByteSource, options: EditOptions): Promise<FramePiece[]> {
  return (await editSChunk(source, options)).rewrite();
}

/**
 * Bytes among the stored chunks that belong to no chunk of the edited super-chunk: old chunks, indexes and trailers.
 * Reads the header of every stored chunk: to be asked now and then, not at every edit.
 */
export async function frameHoles(edit: SChunkEdit): Promise<number> {
  const used = (await edit.storedChunks()).reduce((total, chunk) => total + chunk.length, 0);
  return edit.header.cbytes - used;
}
