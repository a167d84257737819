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
}

/** Undoes a filter. @throws hdf5.corrupt, limit.exceeded */
export type FilterDecoder = (bytes: Uint8Array, context: FilterContext) => Uint8Array | Promise<Uint8Array>;

/** Port: decompressors that the runtime and other packages bring. Each gives at most `maxBytes` bytes or throws. */
export interface Decompressors {
  /** A zlib stream. */
  inflate?(bytes: Uint8Array, maxBytes: number): Uint8Array;
  /** A Zstandard frame. */
  zstd?(bytes: Uint8Array, maxBytes: number): Uint8Array;
  /** A Blosc1 buffer. */
  blosc?(bytes: Uint8Array, maxBytes: number): Uint8Array;
  /** A contiguous Blosc2 frame, decoded to its items in C order. */
  blosc2?(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array>;
}
