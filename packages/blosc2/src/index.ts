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
