import { Kernels } from "../kernels/kernels.ts";
import { PluginSet } from "../plugins/plugin-set.ts";
import type { CodecPlugin } from "../plugins/types.ts";
import { pluginCodec } from "./codecs.ts";
import { decodeBlock, decodeChunk } from "./decode.ts";
import { encodeChunk } from "./encode.ts";
import type { ChunkCodec, Compressors, Decompressors } from "./types.ts";

export interface ChunkCodecOptions {
  /** Compressors for zstd and zlib; without them those codecs only decode. */
  readonly compressors?: Compressors;
  /** Decompressors that are faster than the kernels; without them the kernels decode all. */
  readonly decompressors?: Decompressors;
  /** Codecs beyond the built-in ones; each is loaded when a chunk first needs it. */
  readonly plugins?: readonly CodecPlugin[];
  /** Bytes of memory that the codec may hold; 2 GiB unless told. */
  readonly maxMemory?: number;
}

const DEFAULT_MEMORY = 2 ** 31;

/** A codec of its own instance of the kernels. Not to be shared between threads. */
export async function createChunkCodec(options: ChunkCodecOptions = {}): Promise<ChunkCodec> {
  const kernels = await Kernels.create(options.maxMemory ?? DEFAULT_MEMORY);
  const compressors = options.compressors ?? {};
  const plugins = new PluginSet(options.plugins ?? [], options.decompressors ?? {});
  return {
    prepare(header) {
      const codec = pluginCodec(header);
      return codec === undefined ? undefined : plugins.load(codec);
    },
    decodeChunk: (chunk, maxBytes, target) => decodeChunk(kernels, plugins, chunk, maxBytes, target),
    decodeBlock: (header, index, bytes, context) => decodeBlock(kernels, plugins, header, index, bytes, context),
    encodeChunk: (data, params) => encodeChunk(kernels, compressors, data, params),
  };
}
