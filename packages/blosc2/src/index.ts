export { type EncodeB2ndOptions, encodeB2nd } from "./b2nd/encode.ts";
export { openB2nd, openFrameObject } from "./b2nd/open.ts";
export type { B2ndArray } from "./b2nd/types.ts";
export { type ChunkCodecOptions, createChunkCodec } from "./chunk/chunk-codec.ts";
export { type ChunkLimits, parseChunkHeader } from "./chunk/header.ts";
export { blockOffsets } from "./chunk/offsets.ts";
export type {
  BlockContext,
  ChunkCodec,
  ChunkHeader,
  CodecName,
  Compressor,
  Compressors,
  EncodeParams,
  SpecialKind,
} from "./chunk/types.ts";
export { type SplitMode, startsWithMagic } from "./frame/header.ts";
export { decodeMsgpack, type MsgpackLimits } from "./msgpack/decode.ts";
export { encodeMsgpack } from "./msgpack/encode.ts";
export type { MsgpackExt, MsgpackValue } from "./msgpack/types.ts";
export type { WriteOptions } from "./schunk/chunk-writer.ts";
export { type EncodeSChunkOptions, encodeSChunk } from "./schunk/encode.ts";
export { openSChunk } from "./schunk/open.ts";
export { encodeStreamedChunk, encodeStreamedEnds, STREAMED_START, type StreamedChunks } from "./schunk/streamed.ts";
export {
  DEFAULT_LIMITS,
  type OpenOptions,
  type ReadLimits,
  type ReadStats,
  type SChunk,
  type StoredParams,
} from "./schunk/types.ts";
