import type { ArraySource } from "@caterva2/ndarray";
import type { FilterStep } from "../filters/types.ts";

/** What one read may cost, in bytes. */
export interface Hdf5Limits {
  /** A whole chunk, decoded. */
  readonly chunkBytes: number;
  /** An answer. */
  readonly answerBytes: number;
}

/** A dataset as an array. */
export interface Hdf5Dataset extends ArraySource {
  /** Items of the file, without the extents of an array type. A null dataspace reads as one zero. */
  readonly shape: readonly number[];
  readonly filters: readonly FilterStep[];
  /** True for a null dataspace. */
  readonly isNull: boolean;
  /** One item of `dtype` where nothing was written; undefined for zeros. */
  readonly fillValue: Uint8Array | undefined;
  /** Bytes that the file holds for the items. Reads the chunk index. */
  storageSize(): Promise<number>;
  /**
   * The contiguous Blosc2 frame that chunk `nchunk` is, where Blosc2 is the only filter and was not left out;
   * undefined for all others.
   */
  passThroughChunk(nchunk: number): Promise<Uint8Array | undefined>;
}
