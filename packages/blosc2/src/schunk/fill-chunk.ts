import { CatervaError } from "@caterva2/ndarray";
import type { ChunkHeader } from "../chunk/types.ts";
import type { SChunkEdit } from "./edit.ts";
import { checkChunk, mismatch, slotOfChunk } from "./edit-chunks.ts";

/**
 * Checks that a compressed chunk may go into slot `nchunk`: the slot was never written (zeros count as written), the
 * bytes are one whole chunk that decodes, and its sizes are those of the slot.
 * @throws chunk.out_of_range, chunk.taken, chunk.mismatch, blosc2.malformed, blosc2.corrupt, blosc2.unsupported
 */
export async function checkFill(edit: SChunkEdit, nchunk: number, chunk: Uint8Array): Promise<ChunkHeader> {
  if (edit.slots.at(nchunk).kind !== "uninit") {
    throw new CatervaError("chunk.taken", `Chunk ${nchunk} is written already.`, { detail: { nchunk } });
  }
  const nbytes = await edit.chunkSize(nchunk);
  const header = await checkChunk(edit, chunk, nbytes);
  if (header.special === "uninit") throw mismatch("it has no content");
  const blocksize = edit.blocksize > 0 ? Math.min(edit.blocksize, nbytes) : header.blocksize;
  if (header.blocksize !== blocksize) {
    throw mismatch(`its blocks have ${header.blocksize} bytes, those of the super-chunk ${blocksize}`);
  }
  return header;
}

/** Writes a compressed chunk into a slot that was never written. Errors as for {@link checkFill}. */
export async function fillChunk(edit: SChunkEdit, nchunk: number, chunk: Uint8Array): Promise<void> {
  edit.slots.set(nchunk, slotOfChunk(edit, await checkFill(edit, nchunk, chunk), chunk));
}
