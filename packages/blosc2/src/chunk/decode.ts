import { CatervaError } from "@caterva2/ndarray";
import { SLACK } from "../kernels/codec-memory.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { BlockRun, runOfBlock } from "./block-run.ts";
import { checkSupported, usesDelta } from "./codecs.ts";
import { malformed, parseChunkHeader } from "./header.ts";
import { blockEnds, blockOffsets, chunkDictionary } from "./offsets.ts";
import { decodeSpecial } from "./special.ts";
import type { ChunkTools } from "./tools.ts";
import type { BlockContext, ChunkHeader } from "./types.ts";

/** Decodes a whole chunk of any kind, into `target` if it is given. See the port for errors. */
export function decodeChunk(tools: ChunkTools, chunk: Uint8Array, maxBytes: number, target?: Uint8Array): Uint8Array {
  const header = parseChunkHeader(chunk, { maxBytes: Math.min(maxBytes, target?.length ?? maxBytes) });
  if (chunk.length < header.cbytes) throw malformed(`${chunk.length} bytes of ${header.cbytes}`);
  const room = target?.subarray(0, header.nbytes);
  if (header.special !== "none") return decodeSpecial(header, chunk, room);
  const result = room ?? new Uint8Array(header.nbytes);
  if (header.memcpyed) result.set(chunk.subarray(header.headerLength, header.cbytes));
  else if (header.nbytes > 0) decodeBlocks(tools, header, chunk, result);
  return result;
}

/**
 * Decodes all blocks of a chunk. What lies in the codec's memory stays where it is. All else goes through there block by
 * block, so that both copies, of the stored block and of the decoded one, find their bytes in the processor's cache.
 */
function decodeBlocks(tools: ChunkTools, header: ChunkHeader, chunk: Uint8Array, target: Uint8Array): void {
  checkSupported(header);
  const { kernels } = tools;
  const blocks = planBlocks(header, chunk);
  // A delta refers to what was decoded first: the first block, or more where later ones may be longer.
  const delta = usesDelta(header.filters);
  const keepsAll = delta && header.variableBlocks;
  const run = new BlockRun(tools, header, {
    input: blocks.longest,
    output: keepsAll ? header.nbytes : blocks.largest,
    largest: blocks.largest,
    dictionary: chunkDictionary(header, chunk),
    reference: delta ? blocks.largest : 0,
  });
  const { bytes } = kernels;
  const stored = kernels.addressOf(chunk);
  const place = kernels.addressOf(target) ?? 0;
  const placeEnd = place === 0 || keepsAll ? 0 : writableEnd(kernels, target);
  let first = 0;
  for (let block = 0; block < header.nblocks; block += 1) {
    const start = blocks.starts[block] ?? 0;
    const end = blocks.ends[block] ?? start;
    const position = blocks.positions[block] ?? 0;
    const length = (blocks.positions[block + 1] ?? position) - position;
    const inPlace = position + length <= placeEnd;
    const passing = delta && !keepsAll && block === 0 ? run.reference : run.output + (keepsAll ? position : 0);
    const output = inPlace ? place + position : passing;
    if (stored === undefined) bytes.set(chunk.subarray(start, end), run.input);
    run.decode(block, {
      source: stored === undefined ? run.input : stored + start,
      sourceLength: end - start,
      target: output,
      length,
      reference: first,
      end: length,
    });
    if (!inPlace) target.set(bytes.subarray(output, output + length), position);
    if (delta && block === 0) first = output;
  }
}

/** How many bytes of a target kernels may fill: they write beyond the end, where other bytes of its allocation may lie. */
function writableEnd({ memory }: Kernels, target: Uint8Array): number {
  return memory.behind(target) === 0 ? target.length : target.length - SLACK;
}

/** Decodes one block of a chunk whose blocks are all of the same size. See the port. */
export function decodeBlock(
  tools: ChunkTools,
  header: ChunkHeader,
  index: number,
  bytes: Uint8Array,
  context: BlockContext,
): Uint8Array {
  const { kernels } = tools;
  const { nblocks, blocksize, nbytes } = header;
  if (header.special !== "none" || header.memcpyed || header.variableBlocks) {
    throw new CatervaError("blosc2.unsupported", "The chunk has no blocks that can be decoded one by one.");
  }
  if (!Number.isSafeInteger(index) || index < 0 || index >= nblocks) throw malformed(`no block ${index}`, { nblocks });
  checkSupported(header);
  const length = index === nblocks - 1 ? nbytes - index * blocksize : blocksize;
  const needsReference = usesDelta(header.filters) && index > 0;
  const reference = needsReference ? context.reference : undefined;
  if (needsReference && (reference === undefined || reference.length < length)) {
    throw new CatervaError("internal.unexpected", "A block with a delta filter needs the first block decoded.");
  }
  if (header.hasDictionary && context.dictionary === undefined) {
    throw new CatervaError("internal.unexpected", "A block of a chunk with a dictionary needs it.");
  }
  // A reference that this codec has answered would be overwritten by the layout below.
  const ownReference = reference !== undefined && kernels.isOwn(reference) ? reference.slice(0, length) : reference;
  const run = runOfBlock(tools, header, bytes.length, context);
  const stored = kernels.addressOf(bytes);
  if (stored === undefined) kernels.bytes.set(bytes, run.input);
  if (ownReference !== undefined) kernels.bytes.set(ownReference.subarray(0, length), run.reference);
  run.decode(index, {
    source: stored ?? run.input,
    sourceLength: bytes.length,
    target: run.output,
    length,
    reference: ownReference === undefined ? 0 : run.reference,
    end: context.end ?? length,
  });
  return kernels.bytes.subarray(run.output, run.output + length);
}

interface BlockPlan {
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
  /** Positions of the blocks in the content, and its end. */
  readonly positions: ArrayLike<number>;
  /** Bytes of the largest block, decoded. */
  readonly largest: number;
  /** Bytes of the longest block, as it is stored. */
  readonly longest: number;
}

/** Where each block is stored, and where it goes. */
function planBlocks(header: ChunkHeader, chunk: Uint8Array): BlockPlan {
  const starts = blockOffsets(header, chunk);
  const ends = blockEnds(starts, header.cbytes);
  const positions = new Float64Array(starts.length + 1);
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let largest = 0;
  let longest = 0;
  let position = 0;
  for (let block = 0; block < starts.length; block += 1) {
    const size = header.variableBlocks
      ? view.getInt32(starts[block] ?? 0, true)
      : Math.min(header.blocksize, header.nbytes - position);
    if (size <= 0 || position + size > header.nbytes) throw malformed("blocks that do not fill their chunk", { block });
    largest = Math.max(largest, size);
    longest = Math.max(longest, (ends[block] ?? 0) - (starts[block] ?? 0));
    position += size;
    positions[block + 1] = position;
  }
  if (position !== header.nbytes) throw malformed("blocks that do not fill their chunk");
  return { starts, ends, positions, largest, longest };
}
