/** A step of a dataset's filter pipeline, as the file describes it. */
export interface FilterStep {
  readonly id: number;
  readonly name: string;
  /** The step may be left out for a chunk. */
  readonly optional: boolean;
  /** Parameters: 32-bit numbers. */
  readonly values: readonly number[];
}

/** What a decoder has to know beside the bytes. */
export interface FilterContext {
  readonly values: readonly number[];
  /** Bytes of a whole chunk before any filter. */
  readonly chunkBytes: number;
  /** More than this no step may give, in bytes. */
  readonly maxBytes: number;
  /** Where the chunk may be decoded to, if that is of just its size; set for the last step that is undone. */
  readonly target?: Uint8Array | undefined;
}

/** Undoes a filter. @throws hdf5.corrupt, limit.exceeded */
export type FilterDecoder = (bytes: Uint8Array, context: FilterContext) => Uint8Array | Promise<Uint8Array>;

/** Blocks that were filtered, then compressed each on its own. */
export interface BlockRequest {
  /** `raw`: not compressed. A block of any codec that is as long as its data is not compressed either. */
  readonly codec: "raw" | "lz4" | "zstd";
  readonly filter: "none" | "shuffle" | "bitshuffle";
  /** Bytes of an item: what the filter works on. Every block holds whole items, for bitshuffle eights of them. */
  readonly itemsize: number;
  /** Decoded bytes of every block but the last, which may be shorter. */
  readonly blockSize: number;
  /** Decoded bytes of all blocks. */
  readonly size: number;
  readonly blocks: readonly Uint8Array[];
  /** Where they may be decoded to: of `size` bytes. */
  readonly target?: Uint8Array | undefined;
}

/** An array that ZFP has compressed: what it is, and what was kept of it. */
export interface ZfpForm {
  /** One to four extents, the last axis the fastest; those of 1 are left out. */
  readonly shape: readonly number[];
  readonly scalar: "int32" | "int64" | "float32" | "float64";
  /** Bits of a cell of four items an axis, at least and at most. */
  readonly minBits: number;
  readonly maxBits: number;
  readonly maxPlanes: number;
  /** Exponent of two of the lowest bit plane. */
  readonly minExponent: number;
  /** Nothing was lost. */
  readonly reversible: boolean;
}

/**
 * Port: decompressors that the runtime and other packages bring. Each gives at most `maxBytes` bytes or throws;
 * `likelyBytes` is what it will most likely give.
 */
export interface Decompressors {
  /** A zlib stream. */
  inflate?(bytes: Uint8Array, maxBytes: number, likelyBytes?: number): Uint8Array | Promise<Uint8Array>;
  /** A Zstandard frame. */
  zstd?(bytes: Uint8Array, maxBytes: number, likelyBytes?: number): Uint8Array | Promise<Uint8Array>;
  /** A Blosc1 buffer. */
  blosc?(bytes: Uint8Array, maxBytes: number): Uint8Array | Promise<Uint8Array>;
  /** A contiguous Blosc2 frame, decoded to its items in C order. */
  blosc2?(bytes: Uint8Array, maxBytes: number): Uint8Array | Promise<Uint8Array>;
  /** A stream of ZFP, decoded to items in C order, little-endian. */
  zfp?(bytes: Uint8Array, form: ZfpForm): Uint8Array | Promise<Uint8Array>;
  /** Faster than what this package does by itself; undefined for a request that it does not take. */
  blocks?(request: BlockRequest): Uint8Array | undefined;
}
