import { CatervaError } from "@caterva2/ndarray";
import { type Kernels, SLACK } from "../kernels/kernels.ts";
import { CODEC_FORMATS, usesDelta } from "./codecs.ts";
import { checkCells, type EncodePlan, planEncoding, refused, splitsBlocks, TRUNC_PREC } from "./encode-plan.ts";
import { EXTENDED_HEADER_LENGTH, FLAG, SPECIAL_KINDS } from "./header.ts";
import { PIPELINE_LENGTH, writePipeline } from "./pipeline.ts";
import { type ChunkTools, cutFor } from "./tools.ts";
import type { Compressors, EncodeParams, SpecialKind } from "./types.ts";

const FORMAT_VERSION = 5;
/** Version byte of the codec's own format: 1 for all of them. */
const CODEC_VERSION = 1;
const LENGTH_FIELD = 4;
/** A run of another byte than 0 is told by a token whose lowest bit is set. */
const RUN_TOKEN = 1;
/** Bytes that are compared at a time to find out whether all items are the same. */
const COMPARED_AT_A_TIME = 64 * 1024;

/** Writes the streams of a filtered block to an address of the kernels' memory; answers their size, or 0 without room in `capacity`. */
type BlockEncoder = (source: number, length: number, streams: number, target: number, capacity: number) => number;

/** Encodes data into one chunk with an extended header. See the port for errors. */
export function encodeChunk(tools: ChunkTools, data: Uint8Array, params: EncodeParams): Uint8Array {
  const { kernels } = tools;
  const plan = planEncoding(data.length, params);
  if (plan.clevel === 0 || data.length === 0) return rawChunk(plan, data);
  return encodeSpecial(kernels, plan, data) ?? encodeBlocks(tools, plan, data) ?? rawChunk(plan, data);
}

/**
 * The chunk of data with blocks; undefined when they would take more than the data. Each block is copied into the
 * kernels' memory, filtered and encoded while it is in the processor's cache; the chunk leaves that memory when it is done.
 */
function encodeBlocks(tools: ChunkTools, plan: EncodePlan, data: Uint8Array): Uint8Array | undefined {
  const { kernels, compressors } = tools;
  const cut = cutFor(plan.filters, tools);
  checkCells(plan, cut);
  const { blocksize, typesize, truncation } = plan;
  const nblocks = Math.ceil(data.length / blocksize);
  const delta = usesDelta(plan.filters);
  const [pipeline = 0, input = 0, reference = 0, scratch = 0, output = 0] = kernels.layout([
    PIPELINE_LENGTH,
    blocksize,
    delta ? blocksize : 0,
    3 * (blocksize + 2 * SLACK),
    EXTENDED_HEADER_LENGTH + data.length,
  ]);
  const { run, bytes } = kernels;
  writePipeline(bytes, pipeline, plan.filters, plan.filtersMeta, cut);
  const encode = blockEncoder(kernels, compressors, plan);
  const limit = output + EXTENDED_HEADER_LENGTH + data.length;
  const offsets = new DataView(bytes.buffer, output + EXTENDED_HEADER_LENGTH);
  let end = output + EXTENDED_HEADER_LENGTH + LENGTH_FIELD * nblocks;
  const truncated = plan.filters.find((filter) => filter !== 0) === TRUNC_PREC;
  for (let block = 0; block < nblocks; block += 1) {
    if (end >= limit) return undefined;
    offsets.setInt32(LENGTH_FIELD * block, end - output, true);
    const content = data.subarray(block * blocksize, (block + 1) * blocksize);
    const { length } = content;
    bytes.set(content, input);
    // Truncated before all else, so that the delta filter refers to what a reader will have.
    if (truncated) run.truncatePrecision(input, length, typesize, truncation);
    if (delta && block === 0) bytes.copyWithin(reference, input, input + length);
    const first = delta && block > 0 ? reference : 0;
    const filtered = run.applyFilters(pipeline, input, length, blocksize, typesize, first, truncation, scratch) >>> 0;
    if (filtered === 0) throw refused("ndcell or ndmean: a block is none of the array's");
    const streams = splitsBlocks(plan) && length === blocksize ? typesize : 1;
    const size = encode(filtered, length, streams, end, limit - end);
    if (size === 0) return undefined;
    end += size;
  }
  const chunk = bytes.fill(0, output, output + EXTENDED_HEADER_LENGTH).slice(output, end);
  writeHeader(chunk, plan, { nbytes: data.length, cbytes: chunk.length, memcpyed: false, special: "none" });
  return chunk;
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
  if (data.length % typesize !== 0 || plan.filters.includes(TRUNC_PREC)) return undefined;
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

interface Outcome {
  readonly nbytes: number;
  readonly cbytes: number;
  readonly memcpyed: boolean;
  readonly special: SpecialKind;
}

function writeHeader(chunk: Uint8Array, plan: EncodePlan, outcome: Outcome): void {
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let flags = FLAG.shuffle | FLAG.bitshuffle | (CODEC_FORMATS[plan.codec] << 5);
  if (usesDelta(plan.filters)) flags |= FLAG.delta;
  if (outcome.memcpyed) flags |= FLAG.memcpyed;
  if (!splitsBlocks(plan)) flags |= FLAG.dontSplit;
  chunk.set([FORMAT_VERSION, CODEC_VERSION, flags, plan.typesize]);
  view.setInt32(4, outcome.nbytes, true);
  view.setInt32(8, plan.blocksize, true);
  view.setInt32(12, outcome.cbytes, true);
  chunk.set(plan.filters, 0x10);
  chunk.set(plan.filtersMeta, 0x18);
  const special: readonly SpecialKind[] = SPECIAL_KINDS;
  chunk[0x1f] = special.indexOf(outcome.special) << 4;
}

/** The encoder of the plan's codec. @throws blosc2.unsupported without the compressor it needs */
function blockEncoder(kernels: Kernels, compressors: Compressors, plan: EncodePlan): BlockEncoder {
  const { codec, clevel } = plan;
  if (codec === "zstd" || codec === "zlib") {
    const compressor = compressors[codec];
    if (compressor === undefined) {
      throw new CatervaError("blosc2.unsupported", `There is no compressor for ${codec} here.`, { detail: { codec } });
    }
    return (source, length, streams, target, capacity) =>
      compressStreams(
        kernels,
        (bytes) => compressor.compress(bytes, clevel),
        source,
        length,
        streams,
        target,
        capacity,
      );
  }
  // c-blosc2 accelerates lz4 by 10 - clevel; lz4hc searches best.
  const acceleration = codec === "lz4hc" ? 1 : 10 - clevel;
  return (source, length, streams, target, capacity) =>
    kernels.run.encodeBlock(source, length, streams, CODEC_FORMATS[codec], target, capacity, acceleration);
}

/** What the kernel `encodeBlock` does, with a compressor of the runtime. */
function compressStreams(
  kernels: Kernels,
  compress: (bytes: Uint8Array) => Uint8Array,
  source: number,
  length: number,
  streams: number,
  target: number,
  capacity: number,
): number {
  const { bytes, run } = kernels;
  const view = new DataView(bytes.buffer);
  const part = length / streams;
  let end = target;
  for (let from = source; from < source + length; from += part) {
    const room = target + capacity - end - LENGTH_FIELD;
    if (room < 1) return 0;
    const byte = run.runByte(from, part);
    if (byte >= 0) {
      view.setInt32(end, -byte, true);
      end += LENGTH_FIELD;
      if (byte > 0) bytes[end++] = RUN_TOKEN;
      continue;
    }
    const content = bytes.subarray(from, from + part);
    const compressed = compress(content);
    const stored = compressed.length < part ? compressed : content;
    if (stored.length > room) return 0;
    view.setInt32(end, stored.length, true);
    bytes.set(stored, end + LENGTH_FIELD);
    end += LENGTH_FIELD + stored.length;
  }
  return end - target;
}
