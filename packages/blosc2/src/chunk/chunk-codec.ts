import { CodecMemory } from "../kernels/codec-memory.ts";
import { Kernels } from "../kernels/kernels.ts";
import { BUILT_IN_PLUGINS } from "../plugins/built-in.ts";
import { PluginSet } from "../plugins/plugin-set.ts";
import { pluginCodecId } from "../plugins/registry.ts";
import type { CodecPlugin } from "../plugins/types.ts";
import { pluginCodec } from "./codecs.ts";
import { decodeBlock, decodeChunk } from "./decode.ts";
import { encodeBlock, encodeChunk, encodeVariableBlocks } from "./encode.ts";
import type { ChunkTools } from "./tools.ts";
import type { ChunkCodec, Compressors, Decompressors } from "./types.ts";

export interface ChunkCodecOptions {
  /** Compressors for zstd and zlib; without them those codecs only decode. */
  readonly compressors?: Compressors;
  /** Decompressors that are faster than the kernels; without them the kernels decode all. */
  readonly decompressors?: Decompressors;
  /** Codecs beyond the built-in ones; each is loaded when a chunk first needs it. */
  readonly plugins?: readonly CodecPlugin[];
  /** What its kernels work in, and what they hand out; new memory unless told. No other codec may have the same. */
  readonly memory?: CodecMemory;
  /** Bytes of memory that decoding or encoding a chunk may take; 2 GiB unless told. */
  readonly maxMemory?: number;
  /** Bytes beside `memory` that are kept for chunks to come, where some took more than that has; 128 MiB unless told. */
  readonly keptMemory?: number;
}

const DEFAULT_MEMORY = 2 ** 31;
const DEFAULT_KEPT = 2 ** 27;

/** A codec of its own instance of the kernels. Not to be shared between threads. */
export async function createChunkCodec(options: ChunkCodecOptions = {}): Promise<ChunkCodec> {
  const { memory = new CodecMemory(), maxMemory = DEFAULT_MEMORY, keptMemory = DEFAULT_KEPT } = options;
  const kernels = await Kernels.create(memory, maxMemory, keptMemory);
  const compressors = options.compressors ?? {};
  const plugins = new PluginSet(options.plugins ?? [], options.decompressors ?? {}, BUILT_IN_PLUGINS);
  return codecOf({ kernels, compressors, plugins });
}

function codecOf(tools: ChunkTools): ChunkCodec {
  const { plugins } = tools;
  return {
    memory: tools.kernels.memory,
    heldBytes: () => tools.kernels.heldBytes,
    prepare(header) {
      const codec = pluginCodec(header);
      return codec === undefined ? undefined : plugins.load(codec);
    },
    prepareEncoding(codec) {
      const id = pluginCodecId(codec);
      return id === undefined ? undefined : plugins.loadEncoder(id);
    },
    ofArray: (cut) => codecOf({ ...tools, cut }),
    decodeChunk: (chunk, maxBytes, target) => decodeChunk(tools, chunk, maxBytes, target),
    decodeBlock: (header, index, bytes, context) => decodeBlock(tools, header, index, bytes, context),
    encodeChunk: (data, params) => encodeChunk(tools, data, params),
    encodeBlock: (data, params) => encodeBlock(tools, data, params),
    encodeBlocks: (blocks, params) => encodeVariableBlocks(tools, blocks, params),
  };
}
