import type { ChunkCodec, SpecialKind } from "../chunk/types.ts";
import type { SplitMode } from "../frame/header.ts";
import type { MsgpackValue } from "../msgpack/types.ts";
import type { BlockCache } from "./block-cache.ts";

/** Bounds of what reading may allocate, in bytes. */
export interface ReadLimits {
  /** Of one chunk, compressed or decoded. */
  readonly chunkBytes: number;
  /** Of all decoded vlmeta together: small by nature, and told whole in every description. */
  readonly vlmetaBytes: number;
  /** Of the decoded chunk index (8 bytes a chunk); of the header; of the trailer. */
  readonly indexBytes: number;
  /** Of one answer. */
  readonly answerBytes: number;
}

export const DEFAULT_LIMITS: ReadLimits = {
  chunkBytes: 512 * 1024 * 1024,
  vlmetaBytes: 8 * 1024 * 1024,
  indexBytes: 32 * 1024 * 1024,
  answerBytes: 1024 * 1024 * 1024,
};

export interface OpenOptions {
  readonly codec: ChunkCodec;
  readonly limits?: Partial<ReadLimits>;
  /** Keeps decoded blocks of this very content for reads to come. */
  readonly blocks?: BlockCache | undefined;
}

/** How a super-chunk says its chunks are compressed. Chunks may differ: each has its own header. */
export interface StoredParams {
  /** The API's number: 0 blosclz, 1 lz4, 2 lz4hc, 4 zlib, 5 zstd, 32 and up plug-ins. */
  readonly codec: number;
  readonly codecMeta: number;
  readonly clevel: number;
  /** Six filter ids, applied first to last when encoding. */
  readonly filters: readonly number[];
  readonly filtersMeta: readonly number[];
  readonly splitMode: SplitMode;
  readonly useDict: boolean;
  /** Threads that the writer used. */
  readonly compressThreads: number;
  readonly decompressThreads: number;
}

/** Counts since the super-chunk was opened, and what it keeps. */
export interface ReadStats {
  /** Chunks whose stored bytes were looked at; special ones have none. */
  chunksRead: number;
  /** Blocks that went through the codec. */
  blocksDecoded: number;
  /** Bytes of what it knows of chunks that were read: where their blocks lie, small ones whole. */
  keptBytes: number;
}

/** A super-chunk: bytes in chunks, read by position. Sizes in bytes. */
export interface SChunk {
  readonly nbytes: number;
  /** Of the stored chunks, holes included. */
  readonly cbytes: number;
  /** Uncompressed size of all chunks but the last; 0 when they differ or there are none. */
  readonly chunksize: number;
  /** 0 when it was left open. */
  readonly blocksize: number;
  readonly nchunks: number;
  readonly typesize: number;
  readonly frameVersion: number;
  readonly cparams: StoredParams;
  /** Raw content of the fixed metalayers by name, in stored order. */
  readonly metalayers: ReadonlyMap<string, Uint8Array>;
  readonly metaNames: readonly string[];
  readonly stats: Readonly<ReadStats>;
  /** Variable-length metadata, decoded anew at each call, in stored order. */
  vlmeta(): Promise<Map<string, MsgpackValue>>;
  /** What the index says of chunk `nchunk` without a read: `none` for one that is stored. @throws chunk.out_of_range */
  specialKind(nchunk: number): Exclude<SpecialKind, "value">;
  /** The stored chunk `nchunk`; a special one that only the index knows as the header of 32 bytes that stands for it. @throws chunk.out_of_range */
  chunkBytes(nchunk: number): Promise<Uint8Array>;
  /** The decoded content of chunk `nchunk`. @throws chunk.out_of_range */
  decodeChunk(nchunk: number): Promise<Uint8Array>;
  /**
   * Bytes `start` to `stop` (exclusive) of the content, in the first bytes of `target` if it is given; reads and decodes
   * only the blocks that hold them.
   * @throws range.invalid, limit.exceeded, and blosc2.unsupported when chunks have different sizes
   */
  readBytes(start: number, stop: number, target?: Uint8Array): Promise<Uint8Array>;
}
