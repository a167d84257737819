import type { ArraySource, ByteSource } from "@caterva2/ndarray";
import type { FilterStep } from "../filters/types.ts";

/** What one read, and one file, may cost, in bytes. */
export interface Hdf5Limits {
  /** A whole chunk, decoded. */
  readonly chunkBytes: number;
  /** An answer. */
  readonly answerBytes: number;
  /** Decoded chunks that a file keeps. */
  readonly cacheBytes: number;
  /** Chunk indexes that a file keeps; the latest is kept even if it alone is larger. */
  readonly indexBytes: number;
  /** Object headers and links that a file keeps. */
  readonly metadataBytes: number;
}

/** A chunk as it is stored. */
export interface RawChunk {
  /** Of the chunk, in C order of the grid of chunks. */
  readonly nchunk: number;
  readonly bytes: Uint8Array;
  /** Bit n is set when filter n was left out for this chunk. */
  readonly mask: number;
}

/** Frames within a source, by the number of their chunk in C order of the grid; undefined for one never written. */
export interface FramePlaces {
  readonly source: ByteSource;
  place(nchunk: number): { readonly offset: number; readonly size: number } | undefined;
}

/** Streams within a source, each a whole chunk that was perhaps shuffled and then compressed. */
export interface StreamPlaces extends FramePlaces {
  readonly codec: "zlib" | "zstd";
  readonly filter: "none" | "shuffle";
}

/** A dataset as an array. */
export interface Hdf5Dataset extends ArraySource {
  /** Items of the file, without the extents of an array type. A null dataspace reads as one zero. */
  readonly shape: readonly number[];
  readonly filters: readonly FilterStep[];
  /** True for a null dataspace. */
  readonly isNull: boolean;
  /** True for a dataset whose items are in other datasets of the file. */
  readonly isVirtual: boolean;
  /** One item of `dtype` where nothing was written; undefined for zeros. */
  readonly fillValue: Uint8Array | undefined;
  /** Bytes that the file holds for the items. Reads the chunk index. */
  storageSize(): Promise<number>;
  /** Chunk `nchunk` as it is stored; undefined where it was never written, or there are no chunks. */
  rawChunk(nchunk: number): Promise<RawChunk | undefined>;
  /**
   * True where Blosc2 is the only filter and the items need no change: every stored chunk whose mask is 0 is then a
   * contiguous Blosc2 frame of a whole chunk of `dtype`, and can be handed on as it is.
   */
  readonly isBlosc2: boolean;
  /**
   * Where the Blosc2 frames of all chunks lie; undefined where {@link isBlosc2} is false, a chunk is stored without
   * its filter, or what was never written is not zero.
   */
  framePlaces(): Promise<FramePlaces | undefined>;
  /**
   * Where the compressed streams of all chunks lie; undefined where filters are others than gzip or Zstandard, with or
   * without shuffle, the items are changed when read, a chunk is stored in another way, or what was never written is not zero.
   */
  streamPlaces(): Promise<StreamPlaces | undefined>;
  /** The first stored chunk that is a Blosc2 frame: its header tells the blocks and the parameters of all. */
  firstPassThroughChunk(): Promise<RawChunk | undefined>;
  /** The contiguous Blosc2 frame that chunk `nchunk` is; undefined where {@link isBlosc2} is false or it is none. */
  passThroughChunk(nchunk: number): Promise<Uint8Array | undefined>;
}
