import { CatervaError } from "@caterva2/ndarray";
import { malformed } from "./header.ts";
import type { ChunkHeader } from "./types.ts";

/** Longest dictionary that the format allows, in bytes. */
export const MAX_DICTIONARY = 32 * 1024;
const LENGTH_FIELD = 4;

/** Where the sections before the blocks end: header, then block offsets, if there are any. */
export function offsetsEnd(header: ChunkHeader): number {
  const hasBlocks = header.special === "none" && !header.memcpyed && header.nbytes > 0;
  return header.headerLength + (hasBlocks ? LENGTH_FIELD * header.nblocks : 0);
}

/**
 * Start of each block, counted from the start of the chunk, in block order; writers with several threads
 * store the blocks themselves in any order. Empty for chunks without blocks (special, stored raw, no bytes).
 * @param bytes begin with the chunk; they must hold the whole table.
 * @throws blosc2.malformed for an offset outside the chunk's data
 */
export function blockOffsets(header: ChunkHeader, bytes: Uint8Array): Int32Array {
  const end = offsetsEnd(header);
  if (bytes.length < end) throw malformed(`${bytes.length} bytes do not hold the block offsets`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets = new Int32Array((end - header.headerLength) / LENGTH_FIELD);
  for (let block = 0; block < offsets.length; block += 1) {
    const offset = view.getInt32(header.headerLength + block * LENGTH_FIELD, true);
    if (offset < end || offset > header.cbytes - LENGTH_FIELD) throw malformed("a block outside its chunk", { block });
    offsets[block] = offset;
  }
  return offsets;
}

/**
 * Sizes of the blocks of a chunk whose blocks have variable length, in bytes, in their order.
 * @param chunk begins with the chunk; it must hold all of it.
 * @throws blosc2.unsupported for any other chunk; blosc2.malformed for sizes that do not add up to the chunk's
 */
export function variableBlockSizes(header: ChunkHeader, chunk: Uint8Array): number[] {
  if (!header.variableBlocks) throw new CatervaError("blosc2.unsupported", "The chunk's blocks have one size.");
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const sizes = Array.from(blockOffsets(header, chunk), (start) => {
    if (start + LENGTH_FIELD > chunk.length) throw malformed("a block outside its chunk");
    return view.getInt32(start, true);
  });
  const total = sizes.reduce((sum, size) => (size > 0 ? sum + size : Number.NaN), 0);
  if (total !== header.nbytes) throw malformed("blocks that do not fill their chunk");
  return sizes;
}

/**
 * The dictionary that the blocks of a chunk share: int32 size and bytes behind the block offsets.
 * @param bytes begin with the chunk; they must reach to the end of the dictionary.
 */
export function chunkDictionary(header: ChunkHeader, bytes: Uint8Array): Uint8Array | undefined {
  if (!header.hasDictionary || header.special !== "none" || header.memcpyed || header.nbytes === 0) return undefined;
  const start = offsetsEnd(header) + LENGTH_FIELD;
  const available = Math.min(bytes.length, header.cbytes);
  if (available < start) throw malformed("no room for the dictionary's size");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = view.getInt32(start - LENGTH_FIELD, true);
  if (size <= 0 || size > MAX_DICTIONARY || start + size > available)
    throw malformed("an impossible dictionary", { size });
  return bytes.subarray(start, start + size);
}

/**
 * Where each block ends: at the next one's start, in whatever order they lie, or at the end of the chunk.
 * @throws blosc2.malformed for blocks that share a start: decoding would not be linear in the chunk's size
 */
export function blockEnds(starts: Int32Array, cbytes: number): Int32Array {
  const ends = new Int32Array(starts.length);
  let ascending = true;
  for (let block = 0; block < starts.length; block += 1) {
    const next = block + 1 < starts.length ? (starts[block + 1] ?? 0) : cbytes;
    ends[block] = next;
    ascending &&= next > (starts[block] ?? 0);
  }
  if (ascending) return ends;
  const order = Int32Array.from(starts, (_, block) => block).sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0));
  let end = cbytes;
  for (let rank = order.length - 1; rank >= 0; rank -= 1) {
    const block = order[rank] ?? 0;
    const start = starts[block] ?? 0;
    if (start >= end) throw malformed("blocks that overlap", { block });
    ends[block] = end;
    end = start;
  }
  return ends;
}
