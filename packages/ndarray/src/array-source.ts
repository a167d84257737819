import type { DType } from "./dtype/types.ts";
import type { Selection } from "./selection/types.ts";

/** An array in memory: C order, contiguous, in the byte order that `dtype` says. */
export interface NDArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** `product(shape) * dtype.itemsize` bytes. */
  readonly data: Uint8Array;
}

/** Port: an array that is read by selection, wherever its bytes are. */
export interface ArraySource {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Chunk shape, where the storage has one: reads aligned with it are cheapest. */
  readonly chunks: readonly number[] | undefined;
  /** Reads a selection. The shape of the answer is `selectionShape(selection)`. */
  read(selection: Selection): Promise<NDArray>;
  /**
   * Reads a selection into memory that the caller has: just as many bytes, which may hold anything before. For sources
   * that save the making of an array by it.
   */
  readInto?(selection: Selection, target: Uint8Array): Promise<void>;
}
