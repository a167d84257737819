import { CatervaError } from "@caterva2/ndarray";
import { SLACK } from "../kernels/codec-memory.ts";
import { KERNEL_UNSUPPORTED, type Kernels } from "../kernels/kernels.ts";
import type { StreamDecoder } from "../plugins/types.ts";
import { sameNumbers } from "../same-numbers.ts";
import { CODEC_FORMATS, pluginCodec, usesDelta } from "./codecs.ts";
import { FILTER_BITSHUFFLE, FILTER_NDCELL, FILTER_NDMEAN, FILTER_SHUFFLE } from "./header.ts";
import { PIPELINE_LENGTH, writePipeline } from "./pipeline.ts";
import { decodePluginStreams, decompressStreams, type PluginBlock } from "./plugin-block.ts";
import { streamPart } from "./stream-part.ts";
import { type ChunkTools, cutFor } from "./tools.ts";
import type { BlockContext, ChunkHeader, Decompressor } from "./types.ts";

/** Of a stream of Zstandard of which less than this is wanted the kernels decode that in less time than Node's library all. */
const PART_FOR_KERNELS = 0.6;

/** What was laid out for the last single block. */
const lastRuns = new WeakMap<Kernels, BlockRun>();

/** A layout for one block: that of the block before, if it is of a chunk alike and nothing was laid out since. */
export function runOfBlock(tools: ChunkTools, header: ChunkHeader, stored: number, context: BlockContext): BlockRun {
  const { kernels } = tools;
  const last = lastRuns.get(kernels);
  if (last?.serves(tools, header, stored)) return last;
  const { blocksize } = header;
  const run = new BlockRun(tools, header, {
    // Blocks are rarely longer than what they hold.
    input: Math.max(stored, blocksize + SLACK),
    output: blocksize,
    largest: blocksize,
    dictionary: header.hasDictionary ? context.dictionary : undefined,
    reference: usesDelta(header.filters) ? blocksize : 0,
  });
  lastRuns.set(kernels, run);
  return run;
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

interface RunSizes {
  readonly input: number;
  readonly output: number;
  /** Bytes of the largest block. */
  readonly largest: number;
  readonly dictionary: Uint8Array | undefined;
  readonly reference?: number;
}

export interface BlockPlace {
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
export class BlockRun {
  readonly input: number;
  readonly output: number;
  readonly reference: number;
  readonly #tools: ChunkTools;
  readonly #kernels: Kernels;
  readonly #header: ChunkHeader;
  readonly #plugin: StreamDecoder | undefined;
  readonly #native: Decompressor | undefined;
  readonly #largest: number;
  readonly #inputLength: number;
  readonly #layout: number;
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
    this.#tools = tools;
    this.#kernels = kernels;
    this.#header = header;
    this.#plugin = streamDecoder(tools, header);
    const plain = !header.hasDictionary && !header.variableBlocks;
    this.#native = plain ? tools.plugins.decompressor(header.codecFormat) : undefined;
    this.#largest = sizes.largest;
    this.#inputLength = sizes.input;
    this.#layout = kernels.layouts;
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

  /** Whether this layout still stands, and a block of a chunk whose stored bytes are so many can be decoded in it. */
  serves(tools: ChunkTools, header: ChunkHeader, stored: number): boolean {
    const stands = this.#tools === tools && this.#layout === this.#kernels.layouts;
    return stands && stored <= this.#inputLength && !header.hasDictionary && areAlike(this.#header, header);
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
function scratchSize(filters: readonly number[], blocksize: number): number {
  const moving = filters.filter((filter) => MOVING_FILTERS.has(filter));
  if (moving.length === 0) return 0;
  const buffers = moving.length === 1 && moving[0] === FILTER_SHUFFLE ? 1 : 3;
  return buffers * (blocksize + 2 * SLACK);
}

/** Whether blocks of chunks without dictionaries are decoded alike. */
function areAlike(a: ChunkHeader, b: ChunkHeader): boolean {
  if (a === b) return true;
  const sizes = a.typesize === b.typesize && a.blocksize === b.blocksize && a.version === b.version;
  const forms = a.dontSplit === b.dontSplit && a.variableBlocks === b.variableBlocks && !a.hasDictionary;
  const codecs = a.codecFormat === b.codecFormat && a.udCodec === b.udCodec && a.codecMeta === b.codecMeta;
  return sizes && forms && codecs && sameNumbers(a.filters, b.filters) && sameNumbers(a.filtersMeta, b.filtersMeta);
}
