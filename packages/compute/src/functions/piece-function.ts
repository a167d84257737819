import type { Meter } from "./memory/meter.ts";
import type { Piece } from "./memory/piece.ts";

/** What a function gets for one piece of the result. */
export interface PieceCall {
  /** Pieces of the operands, in their own smaller shape where they repeat. */
  readonly inputs: readonly Piece[];
  /** To be filled; zeros at first. */
  readonly output: Piece;
  /** Where the piece starts in the result. */
  readonly offset: readonly number[];
  /** Of the whole result. */
  readonly shape: readonly number[];
}

/** A function that fills one piece after the other. */
export interface PieceFunction {
  /** True if each item depends on the items at its place alone: any part of a piece may then be asked for. */
  readonly pointwise: boolean;
  /** What a piece costs, in items that are computed: for each item of it, and on top of that where nobody knows. */
  readonly cost: { readonly perItem: number; readonly most: number };
  run(call: PieceCall, meter: Meter): Promise<void>;
}

/** What a loop may take before it is stopped, in items that are computed in that time. */
export const UNKNOWN_COST = 2 ** 22;
