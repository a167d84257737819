import type { Region } from "../graph/view.ts";

/** Where a running sum has got to: reads that follow each other go on from here. */
export interface ScanCarry {
  /** The lines along which it ran, as a text. */
  readonly lines: string;
  /** Items taken in. */
  readonly position: number;
  readonly carry: Uint8Array;
}

/** A region of a node that was computed, with its items. */
export interface Kept {
  readonly region: Region;
  readonly data: Uint8Array;
}

/**
 * What evaluations of one expression over the very same data keep for each other: results of reductions and the like,
 * and where running sums have got to. Whoever hands one to two evaluations says that their text and data are the same.
 */
export class EvaluationMemory {
  readonly kept = new Map<number, Kept>();
  readonly carries = new Map<number, ScanCarry>();

  /** Bytes of all items. */
  get bytes(): number {
    let sum = 0;
    for (const { data } of this.kept.values()) sum += data.byteLength;
    for (const { carry } of this.carries.values()) sum += carry.byteLength;
    return sum;
  }
}
