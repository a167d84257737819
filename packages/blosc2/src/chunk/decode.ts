import { CatervaError } from "@caterva2/ndarray";
import { SLACK } from "../kernels/codec-memory.ts";
import { KERNEL_UNSUPPORTED, type Kernels } from "../kernels/kernels.ts";
import type { StreamDecoder } from "../plugins/types.ts";
import { CODEC_FORMATS, checkSupported, pluginCodec, usesDelta } from "./codecs.ts";
import {
  FILTER_BITSHUFFLE,
  FILTER_NDCELL,
  FILTER_NDMEAN,
  FILTER_SHUFFLE,
  malformed,
  parseChunkHeader,
} from "./header.ts";
import { blockEnds, blockOffsets, chunkDictionary } from "./offsets.ts";
import { PIPELINE_LENGTH, writePipeline } from "./pipeline.ts";
import { decodePluginStreams, decompressStreams, type PluginBlock } from "./plugin-block.ts";
import { decodeSpecial } from "./special.ts";
import { streamPart } from "./stream-part.ts";
import { type ChunkTools, cutFor } from "./tools.ts";
import type { BlockContext, ChunkHeader, Decompressor } from "./types.ts";

/** Of a stream of Zstandard of which less than this is wanted the kernels decode that in less time than Node's library all. */
const PART_FOR_KERNELS = 0.6;

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
  const run = new BlockRun(tools, header, {
    input: bytes.length,
    output: length,
    largest: blocksize,
    dictionary: header.hasDictionary ? context.dictionary : undefined,
    reference: length,
  });
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

/** The decoder of the chunk's plug-in; undefined for a codec of the kernels. @throws blosc2.unsupported */
function streamDecoder({ plugins, cut }: ChunkTools, header: ChunkHeader): StreamDecoder | undefined {
  const codec = pluginCodec(header);
  if (codec === undefined) return undefined;
  const decoder = plugins.decoder(codec);
  if (!header.variableBlocks && !header.hasDictionary) {
    return { decode: (stream, request) => decoder.decode(stream, { ...request, cut }) };
  }
  throw new CatervaError("blosc2.unsupported", "Codecs of plug-ins have neither dictionaries nor variable blocks.");
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

interface RunSizes {
  readonly input: number;
  readonly output: number;
  /** Bytes of the largest block. */
  readonly largest: number;
  readonly dictionary: Uint8Array | undefined;
  readonly reference?: number;
}

interface BlockPlace {
  readonly source: number;
  readonly sourceLength: number;
  readonly target: number;
  readonly length: number;
  /** Address of the decoded first block, or 0. */
  readonly reference: number;
  /** Where what is wanted of the block ends. */
  readonly end: number;
}

/** A layout of the kernels' memory for the blocks of one chunk. */
class BlockRun {
  readonly input: number;
  readonly output: number;
  readonly reference: number;
  readonly #kernels: Kernels;
  readonly #header: ChunkHeader;
  readonly #plugin: StreamDecoder | undefined;
  readonly #native: Decompressor | undefined;
  readonly #largest: number;
  readonly #pipeline: number;
  readonly #scratch: number;
  readonly #zstdScratch: number;
  readonly #dictionaryEnd: number;
  readonly #dictionaryLength: number;

  constructor(tools: ChunkTools, header: ChunkHeader, sizes: RunSizes) {
    const { kernels } = tools;
    const cut = cutFor(header.filters, tools);
    const dictionary = sizes.dictionary ?? new Uint8Array(0);
    const room = dictionary.length === 0 ? 0 : dictionary.length + sizes.largest;
    const [pipeline = 0, zstdScratch = 0, input = 0, reference = 0, dictionaryRoom = 0, scratch = 0, output = 0] =
      kernels.layout([
        PIPELINE_LENGTH,
        kernels.run.zstdScratch(),
        sizes.input,
        sizes.reference ?? 0,
        room,
        scratchSize(header.filters, sizes.largest),
        sizes.output,
      ]);
    this.#kernels = kernels;
    this.#header = header;
    this.#plugin = streamDecoder(tools, header);
    const plain = !header.hasDictionary && !header.variableBlocks;
    this.#native = plain ? tools.plugins.decompressor(header.codecFormat) : undefined;
    this.#largest = sizes.largest;
    this.#pipeline = pipeline;
    this.#scratch = scratch;
    this.#zstdScratch = zstdScratch;
    this.input = input;
    this.output = output;
    this.reference = reference;
    this.#dictionaryLength = dictionary.length;
    this.#dictionaryEnd = dictionaryRoom + dictionary.length;
    writePipeline(kernels.bytes, pipeline, header.filters, header.filtersMeta, cut);
    kernels.bytes.set(dictionary, dictionaryRoom);
  }

  /** @throws blosc2.corrupt */
  decode(block: number, place: BlockPlace): void {
    const written = this.#decodeBy(place);
    if (written === place.length) return;
    const code = written === KERNEL_UNSUPPORTED ? "blosc2.unsupported" : "blosc2.corrupt";
    throw new CatervaError(code, `Block ${block} does not decode.`, { detail: { block } });
  }

  /** @returns the block's length, or an error result of the kernels */
  #decodeBy(place: BlockPlace): number {
    if (this.#plugin !== undefined) return this.#decodeWith(this.#plugin, place);
    const { length, end } = place;
    const streams = this.#streams(length);
    const wanted = streams === 0 ? length : streamPart(this.#header, streams, length, end);
    const little = this.#header.codecFormat === CODEC_FORMATS.zstd && wanted * streams < PART_FOR_KERNELS * length;
    const native = little ? undefined : this.#native;
    if (native !== undefined && this.#decompress(native, place)) return this.#undoFilters(place);
    return this.#decodeHere(place, streams, wanted);
  }

  #decodeHere(place: BlockPlace, streams: number, wanted: number): number {
    const { typesize, codecFormat, version } = this.#header;
    return this.#kernels.run.decodeBlock(
      place.source,
      place.sourceLength,
      place.target,
      place.length,
      this.#largest,
      typesize,
      streams,
      codecFormat,
      version,
      this.#pipeline,
      place.reference,
      this.#dictionaryEnd,
      this.#dictionaryLength,
      this.#scratch,
      this.#zstdScratch,
      wanted,
    );
  }

  /** Streams of a plug-in's codec go through JavaScript, then their filters are undone as for all others. */
  #decodeWith(plugin: StreamDecoder, place: BlockPlace): number {
    decodePluginStreams(this.#kernels, plugin, this.#header, this.#streamsOf(place));
    return this.#undoFilters(place);
  }

  /** Decodes the streams, those it takes by a decompressor of the runtime; false when the kernels have to decode the block. */
  #decompress(native: Decompressor, place: BlockPlace): boolean {
    const { bytes, run } = this.#kernels;
    const { codecFormat } = this.#header;
    return decompressStreams(bytes, native, this.#streamsOf(place), (at, size, target, length) => {
      return run.decodeCodec(codecFormat, at, size, target, length, 0, this.#zstdScratch, length, 0) === length;
    });
  }

  #streamsOf({ source, sourceLength, target, length }: BlockPlace): PluginBlock {
    const { run } = this.#kernels;
    const filtered = run.filteredBuffer(this.#pipeline, target, this.#largest, this.#scratch) >>> 0;
    return { source, sourceLength, target: filtered, length, streams: this.#streams(length) };
  }

  #undoFilters({ target, length, reference }: BlockPlace): number {
    const { typesize, version } = this.#header;
    const { run } = this.#kernels;
    const largest = this.#largest;
    const status = run.undoFilters(
      this.#pipeline,
      target,
      length,
      largest,
      typesize,
      version,
      reference,
      this.#scratch,
    );
    return status < 0 ? status : length;
  }

  /** Streams of a block: a short last one is never split; 0 stands for the form of variable-length blocks. */
  #streams(length: number): number {
    const { variableBlocks, dontSplit, typesize, blocksize } = this.#header;
    if (variableBlocks) return 0;
    return dontSplit || length < blocksize ? 1 : typesize;
  }
}

const MOVING_FILTERS: ReadonlySet<number> = new Set([FILTER_SHUFFLE, FILTER_BITSHUFFLE, FILTER_NDCELL, FILTER_NDMEAN]);

/** Filters that move data need buffers: one for a single shuffle, else three. */
export function scratchSize(filters: readonly number[], blocksize: number): number {
  const moving = filters.filter((filter) => MOVING_FILTERS.has(filter));
  if (moving.length === 0) return 0;
  const buffers = moving.length === 1 && moving[0] === FILTER_SHUFFLE ? 1 : 3;
  return buffers * (blocksize + 2 * SLACK);
}
