import { CatervaError, dropBytes, isCatervaError, joinBytes } from "@caterva2/ndarray";
import type { ChunkCodec, CodecName, EncodeParams } from "../chunk/types.ts";
import { SPECIAL_OFFSETS } from "../frame/chunk-index.ts";
import type { NamedPart } from "../frame/named-parts.ts";
import { byteLength, encodeHead, encodeTrailer, headLength } from "../frame/write.ts";
import type { MsgpackValue } from "../msgpack/types.ts";
import { pluginCodecId } from "../plugins/registry.ts";
import { defaultFilters, encodeIndex, encodeVlmeta, isZero, RAW_BELOW, uniformIndex } from "./encode-parts.ts";
import { rawChunk } from "./raw-chunk.ts";

/** How a frame is written. */
export interface WriteOptions {
  readonly codec: ChunkCodec;
  /** Default: zstd at level 1 with shuffle; lz4 where the runtime brings no zstd compressor. */
  readonly cparams?: Partial<Omit<EncodeParams, "typesize" | "blocksize">>;
  /** Variable-length metadata. */
  readonly vlmeta?: ReadonlyMap<string, MsgpackValue>;
  /** Raw content of fixed metalayers. */
  readonly meta?: ReadonlyMap<string, Uint8Array>;
}

/** The API's numbers of the codecs. */
export const CODEC_NUMBERS = { blosclz: 0, lz4: 1, lz4hc: 2, zlib: 4, zstd: 5 } as const satisfies Record<
  CodecName,
  number
>;
/** The API's number of a codec. */
function codecNumber(codec: EncodeParams["codec"]): number {
  const numbers: Readonly<Record<string, number>> = CODEC_NUMBERS;
  return numbers[codec] ?? pluginCodecId(codec) ?? 0;
}

const FILTER_SLOTS = 6;
const MAX_TYPESIZE = 255;

/** Takes the chunks of a frame one after the other and writes the frame around them. */
export class ChunkWriter {
  readonly #codec: ChunkCodec;
  readonly #options: WriteOptions;
  #params: EncodeParams;
  /** Without a wish the codec may still change: zstd needs a compressor that not all runtimes bring. */
  #settled: boolean;
  readonly #typesize: number;
  readonly #chunks: Uint8Array[] = [];
  readonly #offsets: number[] = [];
  /** Chunks that were encoded here: nobody else holds them. */
  readonly #own = new WeakSet<Uint8Array>();
  #uniform: { readonly kind: keyof typeof SPECIAL_OFFSETS; readonly count: number } | undefined;
  #variableBlocks = false;
  #cbytes = 0;
  #nbytes = 0;

  constructor(options: WriteOptions, sizes: { typesize: number; blocksize: number }) {
    this.#codec = options.codec;
    this.#options = options;
    this.#typesize = sizes.typesize;
    const typesize = sizes.typesize > MAX_TYPESIZE ? 1 : sizes.typesize;
    // Codecs of plug-ins know the items by themselves: filters are for who asks for them.
    const plain = pluginCodecId(options.cparams?.codec ?? "zstd") !== undefined;
    const filters = defaultFilters(plain ? 1 : typesize);
    const defaults = { codec: "zstd", clevel: 1, splitMode: "auto", ...filters } as const;
    this.#params = { ...defaults, ...options.cparams, typesize, blocksize: sizes.blocksize };
    this.#settled = options.cparams?.codec !== undefined;
    checkParams(this.#params);
  }

  /** Adds a chunk. `data` may be reused afterwards. */
  add(data: Uint8Array): void {
    if (isZero(data)) {
      this.#nbytes += data.length;
      this.#offsets.push(SPECIAL_OFFSETS.zeros);
      return;
    }
    const chunk = data.length < RAW_BELOW ? this.#raw(data) : this.#encode(data);
    this.#own.add(chunk);
    this.addChunk(chunk, data.length);
  }

  /** Adds a compressed chunk of `nbytes` bytes as it is. */
  addChunk(chunk: Uint8Array, nbytes: number): void {
    this.#nbytes += nbytes;
    this.#offsets.push(this.#cbytes);
    this.#chunks.push(chunk);
    this.#cbytes += chunk.length;
  }

  /** Adds blocks of any sizes as a chunk that keeps their borders. */
  addBlocks(blocks: readonly Uint8Array[]): void {
    this.#variableBlocks = true;
    const chunk = this.#encodeBy((params) => this.#codec.encodeBlocks(blocks, params));
    this.addChunk(chunk, byteLength(blocks));
  }

  /** Makes the frame one of `count` chunks of one special kind, `chunksize` bytes each. Nothing else may be added. */
  setUniform(kind: keyof typeof SPECIAL_OFFSETS, count: number, chunksize: number): void {
    this.#nbytes = count * chunksize;
    this.#uniform = { kind, count };
  }

  /** Chunks that were added since the last call, in order: who takes them has to write them. */
  take(): Uint8Array[] {
    return this.#chunks.splice(0);
  }

  /** The header of the frame so far; `chunksize` is the size of all chunks but the last. */
  head(chunksize: number, metalayers: readonly NamedPart[], endingLength = 0): Uint8Array {
    const { codec, clevel, filters, filtersMeta, splitMode, blocksize, useDict = false } = this.#params;
    const { codecMeta = 0 } = this.#params;
    const all = [...metalayers, ...namedParts(this.#options.meta ?? new Map())];
    return encodeHead({
      nbytes: this.#nbytes,
      cbytes: this.#cbytes,
      typesize: this.#typesize,
      blocksize,
      chunksize,
      codec: codecNumber(codec),
      codecMeta,
      clevel,
      filters: inSlots(filters),
      filtersMeta: inSlots(filtersMeta),
      splitMode,
      useDict,
      variableBlocks: this.#variableBlocks,
      frameLength: headLength(all) + this.#cbytes + endingLength,
      metalayers: all,
      hasVlmeta: (this.#options.vlmeta?.size ?? 0) > 0,
    });
  }

  /** Chunk index and trailer. */
  ending(): Uint8Array[] {
    const entries = Array.from(this.#options.vlmeta ?? [], ([name, value]) => encodeVlmeta(this.#codec, name, value));
    const uniform = this.#uniform;
    const index =
      uniform === undefined ? encodeIndex(this.#codec, this.#offsets) : uniformIndex(uniform.kind, uniform.count);
    return [index, encodeTrailer(entries)];
  }

  /** The whole frame. */
  finish(chunksize: number, metalayers: readonly NamedPart[]): Uint8Array {
    const ending = this.ending();
    const head = this.head(chunksize, metalayers, byteLength(ending));
    const chunks = this.take();
    const frame = joinBytes([head, ...chunks, ...ending]);
    for (const chunk of chunks) if (this.#own.has(chunk)) dropBytes(chunk);
    return frame;
  }

  #raw(data: Uint8Array): Uint8Array {
    return rawChunk(data, this.#params.typesize, this.#params.blocksize);
  }

  #encode(data: Uint8Array): Uint8Array {
    const { blocksize } = this.#params;
    const fitting = Math.min(blocksize, data.length);
    return this.#encodeBy((params) => this.#codec.encodeChunk(data, { ...params, blocksize: fitting }));
  }

  #encodeBy(encode: (params: EncodeParams) => Uint8Array): Uint8Array {
    try {
      const chunk = encode(this.#params);
      this.#settled = true;
      return chunk;
    } catch (error) {
      if (this.#settled || !isCatervaError(error, "blosc2.unsupported")) throw error;
      this.#settled = true;
      this.#params = { ...this.#params, codec: "lz4" };
      return encode(this.#params);
    }
  }
}

function checkParams({ clevel, filters, filtersMeta }: EncodeParams): void {
  const bytes = [...filters, ...filtersMeta].every((id) => Number.isInteger(id) && id >= 0 && id <= 255);
  const slots = filters.length <= FILTER_SLOTS && filtersMeta.length <= FILTER_SLOTS;
  if (!bytes || !slots || !Number.isInteger(clevel) || clevel < 0 || clevel > 9) {
    throw new CatervaError("request.invalid", "The compression parameters are out of range.");
  }
}

/** Six slots, shorter lists at the end. */
function inSlots(list: readonly number[]): number[] {
  return [...new Array<number>(FILTER_SLOTS - list.length).fill(0), ...list];
}

function namedParts(map: ReadonlyMap<string, Uint8Array>): NamedPart[] {
  return Array.from(map, ([name, content]) => ({ name, content }));
}
