import { CatervaError } from "@caterva2/ndarray";
import { type Kernels, SLACK } from "../kernels/kernels.ts";
import { CODEC_FORMATS, unsupportedFilter, usesDelta } from "./codecs.ts";
import { type EncodePlan, planEncoding, splitsBlocks, TRUNC_PREC } from "./encode-plan.ts";
import { EXTENDED_HEADER_LENGTH, FILTER_SLOTS, FLAG, SPECIAL_KINDS } from "./header.ts";
import type { Compressors, EncodeParams, SpecialKind } from "./types.ts";

const FORMAT_VERSION = 5;
/** Version byte of the codec's own format: 1 for all of them. */
const CODEC_VERSION = 1;
const LENGTH_FIELD = 4;

/** Compresses bytes at an address of the kernels' memory; answers undefined when the result has no room in `capacity`. */
type StreamEncoder = (address: number, length: number, capacity: number) => Uint8Array | undefined;

/** Encodes data into one chunk with an extended header. See the port for errors. */
export function encodeChunk(
  kernels: Kernels,
  compressors: Compressors,
  data: Uint8Array,
  params: EncodeParams,
): Uint8Array {
  const plan = planEncoding(data.length, params);
  if (plan.clevel === 0 || data.length === 0) return rawChunk(plan, data);
  const special = encodeSpecial(plan, data);
  if (special !== undefined) return special;
  const nblocks = Math.ceil(data.length / plan.blocksize);
  const [pipeline = 0, input = 0, scratch = 0, output = 0] = kernels.layout([
    2 * FILTER_SLOTS,
    data.length,
    3 * (plan.blocksize + 2 * SLACK),
    plan.blocksize,
  ]);
  kernels.bytes.set(data, input);
  kernels.bytes.set(plan.filters, pipeline);
  kernels.bytes.set(plan.filtersMeta, pipeline + FILTER_SLOTS);
  // Truncated before all else, so that the delta filter refers to what a reader will have.
  if (plan.filters.find((filter) => filter !== 0) === TRUNC_PREC) {
    kernels.run.truncatePrecision(input, data.length, plan.typesize, plan.truncation);
  }
  const writer = new ChunkWriter(plan, data.length, nblocks);
  const encoder = streamEncoder(kernels, compressors, plan, output);
  const delta = usesDelta(plan.filters);
  for (let block = 0; block < nblocks; block += 1) {
    const position = block * plan.blocksize;
    const length = Math.min(plan.blocksize, data.length - position);
    const source = input + position;
    const reference = delta && block > 0 ? input : 0;
    const { run } = kernels;
    const { blocksize, typesize, truncation } = plan;
    const filtered =
      run.applyFilters(pipeline, source, length, blocksize, typesize, reference, truncation, scratch) >>> 0;
    if (filtered === 0) throw unsupportedFilter(plan.filters.find((filter) => filter > 4) ?? 0);
    if (!writer.writeBlock(block, kernels, filtered, length, encoder)) return rawChunk(plan, data);
  }
  return writer.finish();
}

/** A chunk that holds its content as it is. */
function rawChunk(plan: EncodePlan, data: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(EXTENDED_HEADER_LENGTH + data.length);
  writeHeader(chunk, plan, { nbytes: data.length, cbytes: chunk.length, memcpyed: true, special: "none" });
  chunk.set(data, EXTENDED_HEADER_LENGTH);
  return chunk;
}

/** The chunk of data whose items are all the same, if they are. */
function encodeSpecial(plan: EncodePlan, data: Uint8Array): Uint8Array | undefined {
  const { typesize } = plan;
  if (data.length % typesize !== 0 || plan.filters.includes(TRUNC_PREC)) return undefined;
  for (let index = typesize; index < data.length; index += 1) {
    if (data[index] !== data[index - typesize]) return undefined;
  }
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

/** Collects the blocks of a chunk; gives up when they take more than the content itself. */
class ChunkWriter {
  readonly #plan: EncodePlan;
  readonly #nbytes: number;
  readonly #chunk: Uint8Array;
  readonly #view: DataView;
  #end: number;

  constructor(plan: EncodePlan, nbytes: number, nblocks: number) {
    this.#plan = plan;
    this.#nbytes = nbytes;
    this.#end = EXTENDED_HEADER_LENGTH + LENGTH_FIELD * nblocks;
    this.#chunk = new Uint8Array(Math.max(this.#end, EXTENDED_HEADER_LENGTH + nbytes));
    this.#view = new DataView(this.#chunk.buffer);
  }

  /** Writes the streams of a filtered block at `address`. @returns false when there is no room */
  writeBlock(block: number, kernels: Kernels, address: number, length: number, encode: StreamEncoder): boolean {
    this.#view.setInt32(EXTENDED_HEADER_LENGTH + LENGTH_FIELD * block, this.#end, true);
    const streams = splitsBlocks(this.#plan) && length === this.#plan.blocksize ? this.#plan.typesize : 1;
    const part = length / streams;
    for (let stream = 0; stream < streams; stream += 1) {
      if (!this.#writeStream(kernels, address + stream * part, part, encode)) return false;
    }
    return true;
  }

  #writeStream(kernels: Kernels, address: number, length: number, encode: StreamEncoder): boolean {
    const room = this.#chunk.length - this.#end - LENGTH_FIELD;
    if (room < 1) return false;
    const run = kernels.run.runByte(address, length);
    if (run >= 0) {
      this.#view.setInt32(this.#end, -run, true);
      this.#end += LENGTH_FIELD;
      // A run of another byte than 0 is told by a token whose lowest bit is set.
      if (run > 0) this.#chunk[this.#end++] = 1;
      return true;
    }
    const encoded = encode(address, length, Math.min(length - 1, room));
    const stored = encoded ?? kernels.bytes.subarray(address, address + length);
    if (stored.length > room) return false;
    this.#view.setInt32(this.#end, stored.length, true);
    this.#chunk.set(stored, this.#end + LENGTH_FIELD);
    this.#end += LENGTH_FIELD + stored.length;
    return true;
  }

  finish(): Uint8Array {
    writeHeader(this.#chunk, this.#plan, { nbytes: this.#nbytes, cbytes: this.#end, memcpyed: false, special: "none" });
    return this.#chunk.slice(0, this.#end);
  }
}

/** The encoder of the plan's codec. @throws blosc2.unsupported without the compressor it needs */
function streamEncoder(kernels: Kernels, compressors: Compressors, plan: EncodePlan, output: number): StreamEncoder {
  const { codec, clevel } = plan;
  if (codec === "zstd" || codec === "zlib") {
    const compressor = compressors[codec];
    if (compressor === undefined) {
      throw new CatervaError("blosc2.unsupported", `There is no compressor for ${codec} here.`, { detail: { codec } });
    }
    return (address, length, capacity) => {
      const result = compressor.compress(kernels.bytes.subarray(address, address + length), clevel);
      return result.length <= capacity ? result : undefined;
    };
  }
  // c-blosc2 accelerates lz4 by 10 - clevel; lz4hc searches best.
  const acceleration = codec === "lz4hc" ? 1 : 10 - clevel;
  return (address, length, capacity) => {
    const encode = codec === "blosclz" ? kernels.run.blosclzEncode : kernels.run.lz4Encode;
    const size = encode(address, length, output, capacity, acceleration);
    return size > 0 ? kernels.bytes.subarray(output, output + size) : undefined;
  };
}
