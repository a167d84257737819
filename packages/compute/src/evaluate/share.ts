import type { Region } from "../graph/view.ts";

/** Which results of which reduction: all that another evaluation of the same text over the same data must know. Plain data. */
export interface ReductionPlace {
  /** Number of the node. */
  readonly node: number;
  readonly region: Region;
  /** Number of the tile of the region. */
  readonly tile: number;
}

/** A reduction in parts. */
export interface SharedParts {
  readonly place: ReductionPlace;
  readonly parts: number;
  /** Bytes of the state of a part. */
  readonly stateBytes: number;
}

/**
 * Port: computes the states of all parts, in order. `compute` does one of them here; others may do some by
 * {@link LazyArray.reducePart}.
 */
export type ShareParts = (
  shared: SharedParts,
  compute: (part: number) => Promise<Uint8Array>,
) => Promise<readonly Uint8Array[]>;
