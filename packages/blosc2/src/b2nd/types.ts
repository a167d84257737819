import type { ArraySource, GatherSelection, NDArray } from "@caterva2/ndarray";
import type { ReadStats, SChunk } from "../schunk/types.ts";

/** An n-dimensional array in a super-chunk. */
export interface B2ndArray extends ArraySource {
  readonly chunks: readonly number[];
  readonly blocks: readonly number[];
  readonly schunk: SChunk;
  readonly stats: Readonly<ReadStats>;
  /** Reads points: each chunk is visited once, and only blocks that hold points are decoded. */
  gather(selection: GatherSelection): Promise<NDArray>;
}
