export {
  type ArrayCut,
  type ChunkRun,
  chunkSelection,
  chunkSizes,
  encodeEnds,
  encodeRun,
  type RunOptions,
} from "./b2nd/apart.ts";
export type { B2ndEdit } from "./b2nd/edit.ts";
export type { EmbeddedFrames, FramePlace } from "./b2nd/embedded.ts";
export { type EncodeB2ndOptions, encodeB2nd } from "./b2nd/encode.ts";
export { type B2ndFill, fillB2nd } from "./b2nd/fill.ts";
export { openB2nd, openFrameObject } from "./b2nd/open.ts";
export { streamB2nd } from "./b2nd/stream.ts";
export type { B2ndArray, ItemPart } from "./b2nd/types.ts";
export type { WrappedStreams } from "./b2nd/wrapped.ts";
export { type ChunkCodecOptions, createChunkCodec } from "./chunk/chunk-codec.ts";
export { decodeForeignBlocks, type ForeignBlocks } from "./chunk/foreign-blocks.ts";
export { type ChunkLimits, parseChunkHeader } from "./chunk/header.ts";
export { blockOffsets, variableBlockSizes } from "./chunk/offsets.ts";
export type {
  BlockContext,
  ChunkCodec,
  ChunkHeader,
  CodecName,
  Compressor,
  Compressors,
  Decompressor,
  Decompressors,
  EncodeParams,
  SpecialKind,
} from "./chunk/types.ts";
export {
  appendArray,
  appendChunk,
  appendData,
  checkChunk,
  checkFill,
  compactFrame,
  deleteChunk,
  deleteRange,
  editB2nd,
  editSChunk,
  fillChunk,
  frameHoles,
  insertArray,
  insertChunk,
  insertData,
  resizeArray,
  setSelection,
  updateChunk,
  updateData,
} from "./edits.ts";
export { openEmbedded, openSparse, openSparseFrame, openWrapped, sparseFiles } from "./forms.ts";
export type { FrameGrowth } from "./frame/growth.ts";
export { type SplitMode, startsWithMagic } from "./frame/header.ts";
export { CodecMemory } from "./kernels/codec-memory.ts";
export { decodeMsgpack, type MsgpackLimits } from "./msgpack/decode.ts";
export { encodeMsgpack } from "./msgpack/encode.ts";
export type { MsgpackExt, MsgpackValue } from "./msgpack/types.ts";
export { automaticShapes, type CacheSizes, DEFAULT_CACHES, type ShapeRequest } from "./params/shapes.ts";
export { tuneParams } from "./params/tune.ts";
export type { Trial, Tuned, TunedParams, TuneRequest, TunerGoal } from "./params/tuner.ts";
export type { PluginCodecName } from "./plugins/registry.ts";
export { PLUGIN_CODECS, type PluginCodec } from "./plugins/registry.ts";
export type { CodecPlugin, StreamDecoder, StreamEncoder, StreamRequest } from "./plugins/types.ts";
export { loadZfpStreams, type ZfpStream } from "./plugins/zfp-streams.ts";
export type { BlockCache } from "./schunk/block-cache.ts";
export { type BlockEncoder, inTurn } from "./schunk/block-encoder.ts";
export type { WriteOptions } from "./schunk/chunk-writer.ts";
export type { EditOptions, SChunkEdit } from "./schunk/edit.ts";
export { type EncodeBlocksOptions, type EncodeSChunkOptions, encodeBlockLists, encodeSChunk } from "./schunk/encode.ts";
export { openSChunk } from "./schunk/open.ts";
export type { FramePiece } from "./schunk/rewrite.ts";
export type { NamedSources, SparseFrame } from "./schunk/sparse.ts";
export { SPARSE_INDEX, type SparseFile, type SparseGrowth } from "./schunk/sparse-growth.ts";
export { type FrameSink, streamSChunk } from "./schunk/stream.ts";
export { encodeStreamedChunk, encodeStreamedEnds, STREAMED_START, type StreamedChunks } from "./schunk/streamed.ts";
export {
  DEFAULT_LIMITS,
  type OpenOptions,
  type ReadLimits,
  type ReadStats,
  type SChunk,
  type StoredParams,
} from "./schunk/types.ts";
export { writtenChunks } from "./schunk/written-chunks.ts";
