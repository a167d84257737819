import { Kernels } from "../kernels/kernels.ts";
import { decodeBlock, decodeChunk } from "./decode.ts";
import { encodeChunk } from "./encode.ts";
import type { ChunkCodec, Compressors } from "./types.ts";

export interface ChunkCodecOptions {
  /** Compressors for zstd and zlib; without them those codecs only decode. */
  readonly compressors?: Compressors;
  /** Bytes of memory that the codec may hold; 2 GiB unless told. */
  readonly maxMemory?: number;
}

const DEFAULT_MEMORY = 2 ** 31;

/** A codec of its own instance of the kernels. Not to be shared between threads. */
export async function createChunkCodec(options: ChunkCodecOptions = {}): Promise<ChunkCodec> {
  const kernels = await Kernels.create(options.maxMemory ?? DEFAULT_MEMORY);
  const compressors = options.compressors ?? {};
  return {
    decodeChunk: (chunk, maxBytes, target) => decodeChunk(kernels, chunk, maxBytes, target),
    decodeBlock: (header, index, bytes, context) => decodeBlock(kernels, header, index, bytes, context),
    encodeChunk: (data, params) => encodeChunk(kernels, compressors, data, params),
  };
}
