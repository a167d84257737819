import type { NumericType } from "./types.ts";

/**
 * Reductions in parts that combine, so that blocks and threads reduce apart.
 *
 * A reducer holds one partial state for each of `cells` results. A whole reduction has one cell; a reduction along
 * axes has one for each item of the result (or of the piece of it that is worked on).
 */
export const REDUCTIONS = {
  sum: { kinds: ["bool", "int", "uint", "float", "complex"] },
  prod: { kinds: ["bool", "int", "uint", "float", "complex"] },
  min: { kinds: ["bool", "int", "uint", "float"] },
  max: { kinds: ["bool", "int", "uint", "float"] },
  any: { kinds: ["bool"] },
  all: { kinds: ["bool"] },
  argmin: { kinds: ["bool", "int", "uint", "float"] },
  argmax: { kinds: ["bool", "int", "uint", "float"] },
  count_nonzero: { kinds: ["bool", "int", "uint", "float", "complex"] },
  mean: { kinds: ["bool", "int", "uint", "float", "complex"] },
  var: { kinds: ["bool", "int", "uint", "float", "complex"] },
  std: { kinds: ["bool", "int", "uint", "float", "complex"] },
} as const;

export type ReductionName = keyof typeof REDUCTIONS;

export interface ReductionOptions {
  /** `var` and `std` divide by `count - ddof`. */
  readonly ddof?: number;
  /** `auto`: vectors where they know the type; `js`: plain loops only. */
  readonly implementation?: "auto" | "js";
}

/**
 * Where the items of a block go: the block is `outer` x `axis` x `inner` items in C order, and item (o, a, i) goes to
 * cell `cell + o * inner + i`. A whole reduction is `{outer: 1, axis: count, inner: 1, cell: 0, first: 0}`.
 * `first` is the position along the axis (for a whole reduction: in C order) of the block's first item; only the
 * `arg*` reductions look at it.
 */
export interface ReduceLayout {
  readonly outer: number;
  readonly axis: number;
  readonly inner: number;
  readonly cell: number;
  readonly first: number;
}

export interface Reducer {
  readonly name: ReductionName;
  readonly input: NumericType;
  /** NumPy's: see `reducedType`. */
  readonly output: NumericType;
  readonly cells: number;
  /** Takes in the items of a block. Native order, any alignment. */
  add(block: Uint8Array, layout: ReduceLayout): void;
  /** Takes in what another reducer of the same kind, type and cells has seen. Cell by cell, any order. */
  combine(other: Reducer): void;
  /** The state as bytes, to send between threads; `merge` takes it in as `combine` does. */
  state(): Uint8Array;
  merge(state: Uint8Array): void;
  /**
   * Writes `cells` items of `output`. Without items: sum 0, prod 1, mean, var and std NaN, any false, all true; min,
   * max and arg* throw `expression.invalid`.
   */
  finish(into: Uint8Array): void;
}
