import type { ArraySource, GatherSelection, NDArray, Selection } from "@caterva2/ndarray";
import type { ReadStats, SChunk } from "../schunk/types.ts";

/** A run of bytes of each item: one of its fields. */
export interface ItemPart {
  readonly offset: number;
  readonly length: number;
}

/** An n-dimensional array in a super-chunk. */
export interface B2ndArray extends ArraySource {
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
  readonly schunk: SChunk;
  readonly stats: Readonly<ReadStats>;
  readInto(selection: Selection, target: Uint8Array): Promise<void>;
  /**
   * Reads a selection together with other threads that have the same array open: each takes chunks by turns and
   * puts them into one `target` of the answer's size, whatever it holds. With `part`, only that of each item.
   */
  readByTurns(selection: Selection, target: Uint8Array, turns?: () => number, part?: ItemPart): Promise<void>;
  /**
   * A slice as a frame of the stored blocks that it consists of, without decoding any; undefined when it has to be read.
   */
  sliceStored(selection: Selection): Promise<Uint8Array | undefined>;
  /** Reads points: each chunk is visited once, and only blocks that hold points are decoded. */
  gather(selection: GatherSelection): Promise<NDArray>;
}
