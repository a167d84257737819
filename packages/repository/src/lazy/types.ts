import type { ArrayCut } from "@caterva2/blosc2";
import type { TreeFile } from "@caterva2/storage";

/** A lazy array that somebody wants: what an expression means, or what a function makes. */
export type LazyWish = ExpressionWish | FunctionWish;

interface Wish {
  /** Paths by name; those of a function are `o0`, `o1`, ... in the order of its inputs. */
  readonly operands: Readonly<Record<string, string>>;
  /** Whether to store the values instead of the expression or function. */
  readonly compute: boolean;
}

export interface ExpressionWish extends Wish {
  readonly expression: string;
}

export interface FunctionWish extends Wish {
  readonly func: {
    readonly name: string;
    readonly source: string;
    /** NumPy's text of it. */
    readonly dtype: string;
    /** Null: that of the operands, broadcast. */
    readonly shape: readonly number[] | null;
  };
}

/** What an expression would be. */
export interface LazyPreview {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Of all values, in bytes. */
  readonly nbytes: number;
  /** About how many items all of it takes, those read and those between included. */
  readonly cost: number;
  /** Its values are stored whether that is asked for or not. */
  readonly computed: boolean;
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
  /** What is counted while it is computed; undefined where nobody knows. */
  readonly work: PlannedWork | undefined;
  /** Bytes of a stored chunk if all are equally long since none is compressed; then the frame's length is known before its content. */
  readonly rawLength: number | undefined;
}

/** Items that evaluation counts, about. */
export interface PlannedWork {
  /** What all chunks need first, a reduction of everything, say. */
  readonly shared: number;
  /** For each chunk on top of that. */
  readonly each: number;
}

/** A lazy array as it is to be stored: a frame that is complete, or what it takes to compute one. */
export type MadeLazy =
  | { readonly kind: "frame"; readonly frame: Uint8Array }
  /** Small, but worth a job of its own, which counts about so many items; undefined where nobody knows. */
  | { readonly kind: "costly"; readonly items: number | undefined }
  | { readonly kind: "plan"; readonly plan: LazyPlan };

/** Sizes of results, in bytes unless told. */
export interface ResultSizes {
  /** Up to here one thread computes it at once; larger ones come in pieces of this size. */
  readonly piece: number;
  /** Items that are read and computed for a piece, those between included. */
  readonly work: number;
  /** Up to here the pieces of an answer are compressed, so that all of them are kept until the last is there. */
  readonly compressed: number;
  readonly most: number;
}

/** A file of a directory as its new place needs it, and the bytes that it had before. */
export interface RelocatedFile extends TreeFile {
  readonly formerly: number;
}
