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
}
