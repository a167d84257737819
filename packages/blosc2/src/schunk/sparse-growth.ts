import { joinBytes } from "@caterva2/ndarray";
import { FIELD, malformed } from "../frame/header.ts";
import type { SChunkEdit } from "./edit.ts";

/** A file of a sparse frame. */
export interface SparseFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const SPARSE_INDEX = "chunks.b2frame";
export const SPARSE = 1;
const LAST_ID = 0xffff_ffff;

/**
 * How a sparse frame becomes its next version. Until the index is replaced the old version is whole: no file that it
 * names is touched before.
 */
export interface SparseGrowth {
  /** Files of new chunks. Of one of these names there may be a file that an interrupted edit left. */
  readonly chunks: readonly SparseFile[];
  /** Replaces the old index, as a whole, once the chunks are on disk. */
  readonly index: SparseFile;
  /** Files of the old version that the new one does not name: they can go when nobody reads the old one any more. */
  readonly unused: readonly string[];
}

/** The chunk files that the stored index names. */
export interface StoredFiles {
  /** Ascending. */
  readonly ids: readonly number[];
  /** Number of the file whose bytes stand at an offset of the contiguous frame. */
  readonly idAt: ReadonlyMap<number, number>;
  readonly sizes: ReadonlyMap<number, number>;
}

/** Name of the file of a chunk: its number, which is not its place in the super-chunk, in eight hexadecimal digits. */
export function chunkFileName(id: number): string {
  if (id > LAST_ID) throw malformed(`no file of a sparse frame has the number ${id}`);
  return `${id.toString(16).toUpperCase().padStart(8, "0")}.chunk`;
}

/** Plans the files of an edit. New chunks get the numbers behind the highest one, as the C library gives them. */
export function planSparseGrowth(edit: SChunkEdit, stored: StoredFiles): SparseGrowth {
  const chunks: SparseFile[] = [];
  const used = new Set<number>();
  let cbytes = 0;
  let next = (stored.ids.at(-1) ?? -1) + 1;
  const numbers = Array.from({ length: edit.nchunks }, (_, nchunk) => {
    const slot = edit.slots.at(nchunk);
    if (slot.kind === "added") {
      chunks.push({ name: chunkFileName(next), bytes: slot.chunk });
      cbytes += slot.chunk.length;
      next += 1;
      return next - 1;
    }
    if (slot.kind !== "stored") return edit.slots.numberAt(nchunk);
    const id = stored.idAt.get(slot.offset);
    if (id === undefined) throw malformed(`chunk ${nchunk} has no file`);
    if (!used.has(id)) cbytes += stored.sizes.get(id) ?? 0;
    used.add(id);
    return id;
  });
  const unused = stored.ids.filter((id) => !used.has(id)).map(chunkFileName);
  return { chunks, index: sparseIndex(edit, numbers, cbytes), unused };
}

/** The index file: a frame without chunks whose offsets are numbers of files. */
export function sparseIndex(edit: SChunkEdit, numbers: readonly number[], cbytes: number): SparseFile {
  const { head, index, trailer } = edit.describe(numbers, 0);
  head[FIELD.frameType] = SPARSE;
  new DataView(head.buffer).setBigInt64(FIELD.cbytes, BigInt(cbytes));
  return { name: SPARSE_INDEX, bytes: joinBytes([head, index, trailer]) };
}
