import { SLACK } from "../kernels/codec-memory.ts";
import type { Kernels } from "../kernels/kernels.ts";
import { areBlocksApart } from "./blocks-apart.ts";
import { usesDelta } from "./codecs.ts";
import { dictionaryRoom, makeDictionary } from "./dictionary.ts";
import { writeHeader } from "./encode-header.ts";
import { checkCells, type EncodePlan, planEncoding, refused, splitsBlocks, truncates } from "./encode-plan.ts";
import { blockEncoder, type SharedDictionary } from "./encode-streams.ts";
import { EXTENDED_HEADER_LENGTH } from "./header.ts";
import { MAX_DICTIONARY } from "./offsets.ts";
import { PIPELINE_LENGTH, writePipeline } from "./pipeline.ts";
import { type ChunkTools, cutFor } from "./tools.ts";
import type { EncodeParams, VariableBlockParams } from "./types.ts";

const LENGTH_FIELD = 4;
/** A dictionary is chosen from so many times its size. */
const SAMPLES = 64;
/** Bytes that are compared at a time to find out whether all items are the same. */
const COMPARED_AT_A_TIME = 64 * 1024;

/** Encodes data into one chunk with an extended header. See the port for errors. */
export function encodeChunk(tools: ChunkTools, data: Uint8Array, params: EncodeParams): Uint8Array {
  const { kernels } = tools;
  const plan = planEncoding(data.length, params);
  if (plan.clevel === 0 || data.length === 0) return rawChunk(plan, data);
  return (
    encodeSpecial(kernels, plan, data) ??
    encodeBlocks(tools, plan, cutBlocks(data, plan.blocksize)) ??
    rawChunk(plan, data)
  );
}

/**
 * Encodes one block of a chunk as the chunk stores it: for chunks that are put together of blocks. Blocks of the
 * chunk's block size, and a shorter last one. @throws blosc2.unsupported where a block needs its chunk
 */
export function encodeBlock(tools: ChunkTools, data: Uint8Array, params: EncodeParams): Uint8Array {
  const { length } = data;
  const plan = planEncoding(params.blocksize, params);
  if (!areBlocksApart(params) || length === 0 || length > plan.blocksize) throw refused("blocks apart");
  const streams = splitsBlocks(plan) && length === plan.blocksize ? plan.typesize : 1;
  const room = length + 2 * LENGTH_FIELD * streams;
  const run = new FilterRun(tools, plan, { count: 1, at: () => data, nbytes: length, room, variable: false }, 0);
  const encode = blockEncoder(tools, plan, undefined);
  const { source } = run.filter(0);
  const size = encode({ source, length, streams, target: run.output, capacity: room });
  if (size === 0) throw refused(`a block of ${length} bytes`);
  return tools.kernels.bytes.slice(run.output, run.output + size);
}

/**
 * Encodes blocks of any sizes into one chunk of format 6. @throws blosc2.unsupported for no blocks, an empty one, or a
 * delta filter: what it would refer to is not told
 */
export function encodeVariableBlocks(
  tools: ChunkTools,
  blocks: readonly Uint8Array[],
  params: VariableBlockParams,
): Uint8Array {
  const nbytes = blocks.reduce((sum, { length }) => sum + length, 0);
  const blocksize = blocks.reduce((longest, { length }) => Math.max(longest, length), 1);
  const plan = planEncoding(nbytes, { ...params, blocksize, splitMode: "never" });
  if (blocks.length === 0 || blocks.some(({ length }) => length === 0)) throw refused("no blocks, or empty ones");
  if (usesDelta(plan.filters)) throw refused("delta in blocks of variable length");
  if (plan.udCodec !== 0) throw refused(`${plan.codec} in blocks of variable length`);
  const room = EXTENDED_HEADER_LENGTH + 2 * LENGTH_FIELD * blocks.length + LENGTH_FIELD + MAX_DICTIONARY + nbytes;
  const list = { count: blocks.length, at: (block: number) => blocks[block] ?? new Uint8Array(0), variable: true };
  const chunk = encodeBlocks(tools, plan, { ...list, nbytes, room });
  if (chunk === undefined) throw refused(`${blocks.length} blocks of ${nbytes} bytes in all`);
  return chunk;
}

/** The content of a chunk, block by block. */
interface BlockList {
  readonly count: number;
  at(block: number): Uint8Array;
  readonly nbytes: number;
  /** Most bytes that the chunk may take. */
  readonly room: number;
  /** Blocks have lengths of their own. */
  readonly variable: boolean;
}

function cutBlocks(data: Uint8Array, blocksize: number): BlockList {
  return {
    count: Math.ceil(data.length / blocksize),
    at: (block) => data.subarray(block * blocksize, (block + 1) * blocksize),
    nbytes: data.length,
    room: EXTENDED_HEADER_LENGTH + data.length,
    variable: false,
  };
}

/**
 * The chunk of data with blocks; undefined when they would take more than their room. Each block is copied into the
 * kernels' memory, filtered and encoded while it is in the processor's cache; the chunk leaves that memory when it is done.
 */
function encodeBlocks(tools: ChunkTools, plan: EncodePlan, blocks: BlockList): Uint8Array | undefined {
  const { kernels } = tools;
  const { blocksize, typesize } = plan;
  const dictionaryLength = plan.useDict ? dictionaryRoom(blocks.nbytes) : 0;
  const run = new FilterRun(tools, plan, blocks, dictionaryLength);
  const { output } = run;
  const dictionary = dictionaryLength === 0 ? undefined : run.makeDictionary(dictionaryLength);
  const encode = blockEncoder(tools, plan, dictionary);
  const { bytes } = kernels;
  const limit = output + blocks.room;
  const view = new DataView(bytes.buffer, output);
  const tableEnd = EXTENDED_HEADER_LENGTH + LENGTH_FIELD * blocks.count;
  let end = output + tableEnd;
  if (dictionary !== undefined) {
    if (end + LENGTH_FIELD + dictionary.bytes.length > limit) return undefined;
    view.setInt32(tableEnd, dictionary.bytes.length, true);
    bytes.set(dictionary.bytes, end + LENGTH_FIELD);
    end += LENGTH_FIELD + dictionary.bytes.length;
  }
  for (let block = 0; block < blocks.count; block += 1) {
    if (end >= limit) return undefined;
    view.setInt32(EXTENDED_HEADER_LENGTH + LENGTH_FIELD * block, end - output, true);
    const { source, length } = run.filter(block);
    const streams = blocks.variable ? 0 : splitsBlocks(plan) && length === blocksize ? typesize : 1;
    const size = encode({ source, length, streams, target: end, capacity: limit - end });
    if (size === 0) return undefined;
    end += size;
  }
  const chunk = bytes.fill(0, output, output + EXTENDED_HEADER_LENGTH).slice(output, end);
  const { nbytes, variable } = blocks;
  const hasDictionary = dictionary !== undefined;
  const content = { nbytes, cbytes: chunk.length, memcpyed: false, special: "none", hasDictionary } as const;
  writeHeader(chunk, plan, variable ? { ...content, nblocks: blocks.count } : content);
  return chunk;
}

/** A layout of the kernels' memory in which the blocks of one chunk are filtered. */
class FilterRun {
  readonly output: number;
  readonly #kernels: Kernels;
  readonly #plan: EncodePlan;
  readonly #blocks: BlockList;
  readonly #pipeline: number;
  readonly #input: number;
  readonly #reference: number;
  readonly #scratch: number;
  readonly #dictionary: number;

  constructor(tools: ChunkTools, plan: EncodePlan, blocks: BlockList, dictionaryLength: number) {
    const { kernels } = tools;
    const { blocksize } = plan;
    const cut = cutFor(plan.filters, tools);
    checkCells(plan, cut);
    const [pipeline = 0, input = 0, reference = 0, scratch = 0, dictionary = 0, output = 0] = kernels.layout([
      PIPELINE_LENGTH,
      blocksize,
      usesDelta(plan.filters) ? blocksize : 0,
      3 * (blocksize + 2 * SLACK),
      dictionaryLength === 0 ? 0 : dictionaryLength + blocksize,
      blocks.room,
    ]);
    this.output = output;
    this.#kernels = kernels;
    this.#plan = plan;
    this.#blocks = blocks;
    this.#pipeline = pipeline;
    this.#input = input;
    this.#reference = reference;
    this.#scratch = scratch;
    this.#dictionary = dictionary;
    writePipeline(kernels.bytes, pipeline, plan.filters, plan.filtersMeta, cut);
  }

  /** Filters a block, the first one before all others. The answer is valid until the next call. */
  filter(block: number): { source: number; length: number } {
    const { bytes, run } = this.#kernels;
    const { blocksize, typesize, truncation, filters } = this.#plan;
    const content = this.#blocks.at(block);
    const { length } = content;
    // Truncated before all else, so that the delta filter refers to what a reader will have.
    const truncated = truncates(filters.find((filter) => filter !== 0) ?? 0);
    const stored = truncated ? undefined : this.#kernels.addressOf(content);
    const input = stored ?? this.#input;
    if (stored === undefined) bytes.set(content, input);
    if (truncated) run.truncatePrecision(input, length, typesize, truncation);
    const delta = usesDelta(filters);
    if (delta && block === 0) bytes.copyWithin(this.#reference, input, input + length);
    const first = delta && block > 0 ? this.#reference : 0;
    const scratch = this.#scratch;
    const source =
      run.applyFilters(this.#pipeline, input, length, blocksize, typesize, first, truncation, scratch) >>> 0;
    if (source === 0) throw refused("ndcell or ndmean: a block is none of the array's");
    return { source, length };
  }

  /** Makes a dictionary of what the filters give, and places it. */
  makeDictionary(room: number): SharedDictionary {
    const { bytes } = this.#kernels;
    const { count, nbytes } = this.#blocks;
    // Of a long chunk some blocks, of which each gives its beginning, are enough to choose from.
    const sample = new Uint8Array(Math.min(nbytes, SAMPLES * room));
    const step = Math.max(1, Math.floor(nbytes / sample.length));
    let filled = 0;
    for (let block = 0; block < count && filled < sample.length; block += block === 0 ? 1 : step) {
      const { source, length } = this.filter(block);
      const taken = Math.min(length, sample.length - filled);
      sample.set(bytes.subarray(source, source + taken), filled);
      filled += taken;
    }
    const dictionary = makeDictionary(sample.subarray(0, filled), room);
    bytes.set(dictionary, this.#dictionary);
    return { bytes: dictionary, end: this.#dictionary + dictionary.length };
  }
}

/** A chunk that holds its content as it is. */
function rawChunk(plan: EncodePlan, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(EXTENDED_HEADER_LENGTH + data.length);
  writeHeader(chunk, plan, { nbytes: data.length, cbytes: chunk.length, memcpyed: true, special: "none" });
  chunk.set(data, EXTENDED_HEADER_LENGTH);
  return chunk;
}

/** The chunk of data whose items are all the same, if they are. */
function encodeSpecial(kernels: Kernels, plan: EncodePlan, data: Uint8Array): Uint8Array | undefined {
  const { typesize } = plan;
  if (data.length % typesize !== 0 || plan.filters.some(truncates)) return undefined;
  if (!repeatsItem(kernels, data, typesize)) return undefined;
  const value = data.subarray(0, typesize);
  const zeros = value.every((byte) => byte === 0);
  const chunk = new Uint8Array(EXTENDED_HEADER_LENGTH + (zeros ? 0 : typesize));
  writeHeader(chunk, plan, {
    nbytes: data.length,
    cbytes: chunk.length,
    memcpyed: false,
    special: zeros ? "zeros" : "value",
  });
  if (!zeros) chunk.set(value, EXTENDED_HEADER_LENGTH);
  return chunk;
}

/** Whether all items are the same; looks at a part after the other, as most data differ early. */
function repeatsItem(kernels: Kernels, data: Uint8Array, typesize: number): boolean {
  const step = typesize * Math.ceil(COMPARED_AT_A_TIME / typesize);
  const [address = 0] = kernels.layout([Math.min(data.length, step + typesize)]);
  for (let start = 0; start < data.length; start += step) {
    // Each part begins with the last item of the one before.
    const part = data.subarray(Math.max(0, start - typesize), start + step);
    kernels.bytes.set(part, address);
    if (kernels.run.repeatsItem(address, part.length, typesize) === 0) return false;
  }
  return true;
}
