import { CatervaError } from "@caterva2/ndarray";
import type { Kernels } from "../kernels/kernels.ts";
import type { EncodePlan } from "./encode-plan.ts";
import type { ChunkTools } from "./tools.ts";

const LENGTH_FIELD = 4;
/** A run of another byte than 0 is told by a token whose lowest bit is set. */
const RUN_TOKEN = 1;

/** Numbers of the kernels' encoders (assembly/block-encode.ts). */
const ENCODERS = { blosclz: 0, lz4: 1, lz4hc: 2 } as const;

/** A filtered block in the kernels' memory, and where its streams go. */
export interface StreamPlace {
  readonly source: number;
  readonly length: number;
  /** They divide the length; 0 is a block of variable length, which is one stream behind its plain size. */
  readonly streams: number;
  readonly target: number;
  readonly capacity: number;
}

/** What the streams of a chunk share: the dictionary's bytes, and where they end in the kernels' memory. */
export interface SharedDictionary {
  readonly bytes: Uint8Array;
  readonly end: number;
}

/** Writes the streams of a block; answers their size, or 0 without room in `capacity`. */
export type BlockEncoder = (place: StreamPlace) => number;

/** The encoder of the plan's codec. @throws blosc2.unsupported without the compressor or plug-in it needs */
export function blockEncoder(
  tools: ChunkTools,
  plan: EncodePlan,
  dictionary: SharedDictionary | undefined,
): BlockEncoder {
  const { kernels, compressors } = tools;
  const { codec, clevel } = plan;
  if (clevel === 0) return (place) => compressStreams(kernels, (bytes) => bytes, place);
  if (codec === "zstd" || codec === "zlib") {
    const compressor = compressors[codec];
    if (compressor === undefined) {
      throw new CatervaError("blosc2.unsupported", `There is no compressor for ${codec} here.`, { detail: { codec } });
    }
    return (place) => compressStreams(kernels, (bytes) => compressor.compress(bytes, clevel, dictionary?.bytes), place);
  }
  if (codec !== "blosclz" && codec !== "lz4" && codec !== "lz4hc") return pluginEncoder(tools, plan);
  // c-blosc2 accelerates lz4 by 10 - clevel, and its lz4hc looks at twice as many places a level; its blosclz never skips far.
  const acceleration = codec === "blosclz" ? Math.min(10 - clevel, 5) : 10 - clevel;
  const effort = codec === "lz4hc" ? 2 ** Math.max(2, clevel - 1) : acceleration;
  const { bytes, end } = dictionary ?? { bytes: new Uint8Array(0), end: 0 };
  return ({ source, length, streams, target, capacity }) =>
    kernels.run.encodeBlock(source, length, streams, ENCODERS[codec], target, capacity, effort, end, bytes.length);
}

function pluginEncoder({ kernels, plugins, cut }: ChunkTools, plan: EncodePlan): BlockEncoder {
  const encoder = plugins.encoder(plan.udCodec);
  const request = { codec: plan.udCodec, meta: plan.codecMeta, typesize: plan.typesize, cut };
  const compress = (bytes: Uint8Array) => encoder.encode(bytes, { ...request, length: bytes.length }) ?? bytes;
  return (place) => compressStreams(kernels, compress, place);
}

/** What the kernel `encodeBlock` does, with a compressor of the runtime. */
function compressStreams(
  kernels: Kernels,
  compress: (bytes: Uint8Array) => Uint8Array,
  { source, length, streams, target, capacity }: StreamPlace,
): number {
  const { bytes, run } = kernels;
  const view = new DataView(bytes.buffer);
  const part = streams === 0 ? length : length / streams;
  let end = target;
  for (let from = source; from < source + length; from += part) {
    const room = target + capacity - end - LENGTH_FIELD;
    if (room < 1) return 0;
    const byte = streams === 0 ? -1 : run.runByte(from, part);
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
    view.setInt32(end, streams === 0 ? part : stored.length, true);
    bytes.set(stored, end + LENGTH_FIELD);
    end += LENGTH_FIELD + stored.length;
  }
  return end - target;
}
