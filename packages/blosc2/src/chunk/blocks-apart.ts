import { sameNumbers } from "../same-numbers.ts";
import { formatOf, PLUGIN_FORMAT, usesDelta } from "./codecs.ts";
import { writeHeader } from "./encode-header.ts";
import { planEncoding, splitsBlocks } from "./encode-plan.ts";
import { EXTENDED_HEADER_LENGTH } from "./header.ts";
import { blockEnds, blockOffsets } from "./offsets.ts";
import type { ChunkHeader, EncodeParams } from "./types.ts";

const LENGTH_FIELD = 4;

/** Whether each block of such chunks is encoded by itself: no dictionary of the chunk, nothing that refers to its first block. */
export function areBlocksApart({ codec, clevel, filters, useDict = false }: EncodeParams): boolean {
  // What a plug-in knows of the blocks of an array is not told here.
  return clevel > 0 && !useDict && !usesDelta(filters) && formatOf(codec) !== PLUGIN_FORMAT;
}

/**
 * The blocks of a chunk as they are stored, if a chunk encoded by `params` could have them: same codec, filters and cut.
 * Views of `chunk`. @throws blosc2.malformed for blocks outside of the chunk or over each other
 */
export function storedBlocks(header: ChunkHeader, chunk: Uint8Array, params: EncodeParams): Uint8Array[] | undefined {
  const plan = planEncoding(header.nbytes, params);
  const fits =
    header.special === "none" &&
    header.headerLength === EXTENDED_HEADER_LENGTH &&
    !(header.memcpyed || header.variableBlocks || header.hasDictionary) &&
    header.codecFormat === formatOf(plan.codec) &&
    header.codecMeta === 0 &&
    header.typesize === plan.typesize &&
    header.blocksize === plan.blocksize &&
    header.dontSplit !== splitsBlocks(plan) &&
    sameNumbers(header.filters, plan.filters) &&
    sameNumbers(header.filtersMeta, plan.filtersMeta);
  if (!fits || !areBlocksApart(params)) return undefined;
  const starts = blockOffsets(header, chunk);
  const ends = blockEnds(starts, header.cbytes);
  return Array.from(starts, (start, block) => chunk.subarray(start, ends[block]));
}

/**
 * The chunk of `nbytes` bytes that has these encoded blocks; undefined where it would take more room than its content
 * stored as it is. @param params by which the blocks were encoded
 */
export function joinBlocks(
  blocks: readonly Uint8Array[],
  nbytes: number,
  params: EncodeParams,
): Uint8Array | undefined {
  const start = EXTENDED_HEADER_LENGTH + LENGTH_FIELD * blocks.length;
  const cbytes = blocks.reduce((sum, { length }) => sum + length, start);
  if (cbytes > EXTENDED_HEADER_LENGTH + nbytes) return undefined;
  const chunk = new Uint8Array(cbytes);
  const view = new DataView(chunk.buffer);
  let at = start;
  for (const [block, bytes] of blocks.entries()) {
    view.setInt32(EXTENDED_HEADER_LENGTH + LENGTH_FIELD * block, at, true);
    chunk.set(bytes, at);
    at += bytes.length;
  }
  writeHeader(chunk, planEncoding(nbytes, params), { nbytes, cbytes, memcpyed: false, special: "none" });
  return chunk;
}
