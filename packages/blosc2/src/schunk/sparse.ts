import { type ByteSource, CatervaError, memorySource } from "@caterva2/ndarray";
import { changedHeader } from "../frame/growth.ts";
import { FIELD, type FrameHeader, malformed, parseLengths } from "../frame/header.ts";
import { openFrame } from "../frame/open.ts";
import { TRAILER_END, trailerOffset } from "../frame/trailer.ts";
import { byteLength } from "../frame/write.ts";
import { joinedSource } from "../joined-source.ts";
import type { EditOptions, SChunkEdit } from "./edit.ts";
import { encodeIndex } from "./encode-parts.ts";
import { runBounded } from "./run-bounded.ts";
import { SlotTable } from "./slot-table.ts";
import {
  chunkFileName,
  planSparseGrowth,
  SPARSE,
  SPARSE_INDEX,
  type SparseFile,
  type SparseGrowth,
  sparseIndex,
} from "./sparse-growth.ts";
import { DEFAULT_LIMITS } from "./types.ts";

/** Port: sources by name, as the files of a directory. */
export interface NamedSources {
  /** @throws path.not_found */
  open(name: string): Promise<ByteSource>;
}

/** A sparse frame, open. */
export interface SparseFrame {
  /** The contiguous frame that it stands for. */
  readonly source: ByteSource;
  /** The files that make an edit of `source` true. The edit may go on afterwards, for another plan from the same start. */
  growth(edit: SChunkEdit): SparseGrowth;
}

const FILES_AT_A_TIME = 8;

/**
 * A sparse frame as the contiguous frame that it stands for: every reader takes it. Opens each chunk's file, once, for
 * its size; content is read when it is asked for.
 * @throws blosc2.malformed, blosc2.corrupt, blosc2.unsupported, limit.exceeded, and what opening a file throws
 */
export async function openSparse(directory: NamedSources, options: EditOptions): Promise<ByteSource> {
  return (await openSparseFrame(directory, options)).source;
}

/**
 * Opens a sparse frame for reading and editing: `editSChunk` and `editB2nd` take its source, and `growth` turns what
 * they collected into files. Errors as for {@link openSparse}.
 */
export async function openSparseFrame(directory: NamedSources, options: EditOptions): Promise<SparseFrame> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const file = await directory.open(SPARSE_INDEX);
  checkSize(file.size, limits.indexBytes);
  const bytes = (await file.read(0, file.size)).slice();
  parseLengths(bytes, bytes.length);
  if (bytes[FIELD.frameType] !== SPARSE) throw malformed("the directory's index is not one of a sparse frame");
  // Where no chunk lies between header and index, the file reads as a contiguous frame whose offsets are file numbers.
  bytes[FIELD.frameType] = 0;
  new DataView(bytes.buffer).setBigInt64(FIELD.cbytes, 0n);
  const { header, index } = await openFrame(memorySource(bytes), options.codec, limits);
  const slots = SlotTable.ofIndex(index);
  const ids = slots.storedOffsets();
  const files = new Array<ByteSource>(ids.length);
  await runBounded(ids.length, FILES_AT_A_TIME, async (rank) => {
    files[rank] = await directory.open(chunkFileName(ids[rank] ?? 0));
  });
  const places = new Map<number, number>();
  const idAt = new Map<number, number>();
  const sizes = new Map<number, number>();
  let cbytes = 0;
  for (const [rank, id] of ids.entries()) {
    const size = files[rank]?.size ?? 0;
    if (size === 0) throw malformed(`the file of chunk number ${id} is empty`);
    places.set(id, cbytes);
    idAt.set(cbytes, id);
    sizes.set(id, size);
    cbytes += size;
  }
  const offsets = slots.place(0).offsets.map((offset) => (offset < 0 ? offset : (places.get(offset) ?? 0)));
  const ending = [encodeIndex(options.codec, offsets), trailerOf(bytes, header)];
  const frameLength = header.headerLength + cbytes + byteLength(ending);
  const same = { ...header, metalayers: new Map<string, Uint8Array>() };
  const head = changedHeader(bytes, header, { ...same, cbytes, frameLength });
  const source = joinedSource([memorySource(head), ...files, ...ending.map(memorySource)]);
  return { source, growth: (edit) => planSparseGrowth(edit, { ids, idAt, sizes }) };
}

/**
 * The files of a sparse frame that holds a super-chunk: each chunk that has content, and at the end the index. One
 * chunk is in memory at a time.
 */
export async function* sparseFiles(edit: SChunkEdit): AsyncGenerator<SparseFile> {
  const numbers: number[] = [];
  let cbytes = 0;
  for (let nchunk = 0; nchunk < edit.nchunks; nchunk += 1) {
    const slot = edit.slots.at(nchunk);
    numbers.push(slot.kind === "stored" || slot.kind === "added" ? nchunk : edit.slots.numberAt(nchunk));
    if (slot.kind !== "stored" && slot.kind !== "added") continue;
    const bytes = await edit.chunkBytes(nchunk);
    cbytes += bytes.length;
    yield { name: chunkFileName(nchunk), bytes };
  }
  yield sparseIndex(edit, numbers, cbytes);
}

function trailerOf(bytes: Uint8Array, header: FrameHeader): Uint8Array {
  const { frameLength, headerLength } = header;
  const end = bytes.subarray(frameLength - TRAILER_END, frameLength);
  return bytes.subarray(trailerOffset(end, frameLength, headerLength), frameLength);
}

function checkSize(bytes: number, limit: number): void {
  if (bytes <= limit) return;
  throw new CatervaError("limit.exceeded", `The index of the sparse frame has ${bytes} bytes, ${limit} are allowed.`);
}
