import { CatervaError } from "@caterva2/ndarray";
import { parseChunkHeader } from "../chunk/header.ts";
import type { ChunkHeader } from "../chunk/types.ts";
import { decodeWithParts } from "../plugins/late-part.ts";
import type { SChunkEdit } from "./edit.ts";
import type { Slot } from "./slot-table.ts";

/** Adds content as a new last chunk. @throws request.invalid where sizes would become uneven */
export async function appendData(edit: SChunkEdit, data: Uint8Array): Promise<void> {
  await insertData(edit, edit.nchunks, data);
}

/** Puts content as a new chunk before chunk `nchunk`, which may be the number of chunks. */
export async function insertData(edit: SChunkEdit, nchunk: number, data: Uint8Array): Promise<void> {
  const change = await planInsert(edit, nchunk, data.length);
  edit.setSizes(change);
  edit.slots.insert(nchunk, edit.encode(data));
}

/** Replaces the content of chunk `nchunk` by as many bytes. */
export async function updateData(edit: SChunkEdit, nchunk: number, data: Uint8Array): Promise<void> {
  const change = await planUpdate(edit, nchunk, data.length);
  edit.slots.set(nchunk, edit.encode(data));
  edit.setSizes(change);
}

/** Adds a compressed chunk as it is. @throws blosc2.malformed, blosc2.corrupt, chunk.mismatch, request.invalid */
export async function appendChunk(edit: SChunkEdit, chunk: Uint8Array): Promise<void> {
  await insertChunk(edit, edit.nchunks, chunk);
}

/** Puts a compressed chunk before chunk `nchunk`, which may be the number of chunks. */
export async function insertChunk(edit: SChunkEdit, nchunk: number, chunk: Uint8Array): Promise<void> {
  const header = await checkChunk(edit, chunk);
  const change = await planInsert(edit, nchunk, header.nbytes);
  edit.slots.insert(nchunk, slotOfChunk(edit, header, chunk));
  edit.setSizes(change);
}

/** Replaces chunk `nchunk` by a compressed one. */
export async function updateChunk(edit: SChunkEdit, nchunk: number, chunk: Uint8Array): Promise<void> {
  const header = await checkChunk(edit, chunk);
  const change = await planUpdate(edit, nchunk, header.nbytes);
  edit.slots.set(nchunk, slotOfChunk(edit, header, chunk));
  edit.setSizes(change);
}

/** Takes a chunk out; the later ones move up. @throws chunk.out_of_range */
export async function deleteChunk(edit: SChunkEdit, nchunk: number): Promise<void> {
  const size = await edit.chunkSize(nchunk);
  edit.slots.delete(nchunk);
  edit.setSizes({ nbytes: edit.nbytes - size });
}

/**
 * Checks that bytes are one whole chunk that decodes and whose items are the super-chunk's.
 * @throws blosc2.malformed, blosc2.corrupt, blosc2.unsupported, limit.exceeded, chunk.mismatch
 */
export async function checkChunk(edit: SChunkEdit, chunk: Uint8Array, nbytes?: number): Promise<ChunkHeader> {
  const header = parseChunkHeader(chunk);
  if (header.cbytes !== chunk.length) {
    throw mismatch(`it says that it has ${header.cbytes} bytes, and has ${chunk.length}`);
  }
  if (nbytes !== undefined && header.nbytes !== nbytes) {
    throw mismatch(`it holds ${header.nbytes} bytes, ${nbytes} belong there`);
  }
  if (header.typesize !== edit.typesize) {
    throw mismatch(`its items have ${header.typesize} bytes, those of the super-chunk ${edit.typesize}`);
  }
  await edit.codec.prepare(header);
  await decodeWithParts(() => edit.codec.decodeChunk(chunk, nbytes ?? edit.limits.chunkBytes));
  return header;
}

export function mismatch(reason: string): CatervaError {
  return new CatervaError("chunk.mismatch", `The chunk does not fit: ${reason}.`);
}

/** Chunks without content of their own are told by the index, where it can tell them. */
export function slotOfChunk(edit: SChunkEdit, header: ChunkHeader, chunk: Uint8Array): Slot {
  const { special } = header;
  if (edit.variable || special === "none" || special === "value") return { kind: "added", chunk: chunk.slice() };
  return { kind: special };
}

interface SizeChange {
  readonly nbytes: number;
  readonly chunksize?: number;
}

/** What a new chunk of `size` bytes changes. @throws chunk.out_of_range, request.invalid */
async function planInsert(edit: SChunkEdit, nchunk: number, size: number): Promise<SizeChange> {
  const { nchunks, nbytes, chunksize } = edit;
  if (!Number.isSafeInteger(nchunk) || nchunk < 0 || nchunk > nchunks) {
    throw new CatervaError("chunk.out_of_range", `No chunk can be put at ${nchunk}: there are ${nchunks}.`);
  }
  if (size === 0) throw uneven("a chunk has one byte at least");
  const change = { nbytes: nbytes + size };
  if (edit.variable) return change;
  if (nchunks === 0 && chunksize === 0) return { ...change, chunksize: size };
  if (nchunk < nchunks && size !== chunksize) throw uneven(`a chunk of ${size} bytes among chunks of ${chunksize}`);
  if (size > chunksize) throw uneven(`a chunk of ${size} bytes behind chunks of ${chunksize}`);
  if (nchunk === nchunks && nbytes % chunksize !== 0) throw uneven("the last chunk is short, none can follow it");
  return change;
}

async function planUpdate(edit: SChunkEdit, nchunk: number, size: number): Promise<SizeChange> {
  const old = await edit.chunkSize(nchunk);
  if (size !== old && (!edit.variable || size === 0)) throw mismatch(`it holds ${size} bytes, ${old} belong there`);
  return { nbytes: edit.nbytes - old + size };
}

function uneven(reason: string): CatervaError {
  return new CatervaError("request.invalid", `The chunk cannot be put there: ${reason}.`);
}
