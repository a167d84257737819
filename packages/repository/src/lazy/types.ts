import type { ArrayCut } from "@caterva2/blosc2";

/** A lazy array that somebody wants. */
export interface LazyWish {
  readonly expression: string;
  /** Paths by name. */
  readonly operands: Readonly<Record<string, string>>;
  /** Whether to store the values instead of the expression. */
  readonly compute: boolean;
}

/** What an expression would be. */
export interface LazyPreview {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Of all values, in bytes. */
  readonly nbytes: number;
  /** About how many items all of it takes, those read and those between included. */
  readonly cost: number;
}

/** What is computed: a lazy array that is stored, or one that somebody wants stored at a path. */
export type LazyTarget =
  | { readonly kind: "stored"; readonly path: string; readonly slice: string }
  | { readonly kind: "wish"; readonly path: string; readonly wish: LazyWish };

/**
 * How a result is computed piece by piece, by whichever thread is free, so that nobody holds all of it. Plain data.
 */
export interface LazyPlan {
  readonly target: LazyTarget;
  /** Says of which versions of which files all pieces are. */
  readonly stamp: string;
  readonly cut: ArrayCut;
  readonly nchunks: number;
  /** Chunks of each piece but the last. */
  readonly run: number;
  /** Bytes of a stored chunk if all are equally long since none is compressed; then the frame's length is known before its content. */
  readonly rawLength: number | undefined;
}

/** A lazy array as it is to be stored: a frame that is complete, or what it takes to compute one. */
export type MadeLazy =
  | { readonly kind: "frame"; readonly frame: Uint8Array }
  | { readonly kind: "plan"; readonly plan: LazyPlan };

/** Sizes of results in bytes. */
export interface ResultSizes {
  /** Up to here one thread computes it at once; larger ones come in pieces of this size. */
  readonly piece: number;
  /** Up to here the pieces of an answer are compressed, so that all of them are kept until the last is there. */
  readonly compressed: number;
  readonly most: number;
}
