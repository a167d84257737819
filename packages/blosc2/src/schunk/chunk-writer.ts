import { CatervaError, isCatervaError } from "@caterva2/ndarray";
import type { ChunkCodec, CodecName, EncodeParams } from "../chunk/types.ts";
import { SPECIAL_OFFSETS } from "../frame/chunk-index.ts";
import type { NamedPart } from "../frame/named-parts.ts";
import { encodeFrame } from "../frame/write.ts";
import type { MsgpackValue } from "../msgpack/types.ts";
import { defaultFilters, encodeIndex, encodeVlmeta, isZero, RAW_BELOW } from "./encode-parts.ts";
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
  #cbytes = 0;
  #nbytes = 0;

  constructor(options: WriteOptions, sizes: { typesize: number; blocksize: number }) {
    this.#codec = options.codec;
    this.#options = options;
    this.#typesize = sizes.typesize;
    const typesize = sizes.typesize > MAX_TYPESIZE ? 1 : sizes.typesize;
    const defaults = { codec: "zstd", clevel: 1, splitMode: "auto", ...defaultFilters(typesize) } as const;
    this.#params = { ...defaults, ...options.cparams, typesize, blocksize: sizes.blocksize };
    this.#settled = options.cparams?.codec !== undefined;
    checkParams(this.#params);
  }

  /** Adds a chunk. `data` may be reused afterwards. */
  add(data: Uint8Array): void {
    this.#nbytes += data.length;
    if (isZero(data)) {
      this.#offsets.push(SPECIAL_OFFSETS.zeros);
      return;
    }
    const chunk = data.length < RAW_BELOW ? this.#raw(data) : this.#encode(data);
    this.#offsets.push(this.#cbytes);
    this.#chunks.push(chunk);
    this.#cbytes += chunk.length;
  }

  /** The frame; `chunksize` is the size of all chunks but the last. */
  finish(chunksize: number, metalayers: readonly NamedPart[]): Uint8Array {
    const { codec, clevel, filters, filtersMeta, splitMode, blocksize } = this.#params;
    return encodeFrame({
      nbytes: this.#nbytes,
      typesize: this.#typesize,
      blocksize,
      chunksize,
      codec: CODEC_NUMBERS[codec],
      clevel,
      filters: inSlots(filters),
      filtersMeta: inSlots(filtersMeta),
      splitMode,
      metalayers: [...metalayers, ...namedParts(this.#options.meta ?? new Map())],
      vlmeta: Array.from(this.#options.vlmeta ?? [], ([name, value]) => encodeVlmeta(this.#codec, name, value)),
      chunks: this.#chunks,
      index: encodeIndex(this.#codec, this.#offsets),
    });
  }

  #raw(data: Uint8Array): Uint8Array {
    return rawChunk(data, this.#params.typesize, this.#params.blocksize);
  }

  #encode(data: Uint8Array): Uint8Array {
    const { blocksize } = this.#params;
    const fitting = blocksize <= data.length ? this.#params : { ...this.#params, blocksize: data.length };
    try {
      const chunk = this.#codec.encodeChunk(data, fitting);
      this.#settled = true;
      return chunk;
    } catch (error) {
      if (this.#settled || !isCatervaError(error, "blosc2.unsupported")) throw error;
      this.#settled = true;
      this.#params = { ...this.#params, codec: "lz4" };
      return this.#codec.encodeChunk(data, { ...fitting, codec: "lz4" });
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
