/** Where a link leads. Targets outside the file are never followed. */
export type LinkTarget =
  | { readonly kind: "hard"; readonly address: number }
  | { readonly kind: "soft"; readonly path: string }
  | { readonly kind: "external" };

/** One name in a group. */
export interface Link {
  readonly name: string;
  readonly target: LinkTarget;
}

/** What a group holds. */
export interface Members {
  readonly links: ReadonlyMap<string, Link>;
  /** One for every link, or part of the group's index, that cannot be read. */
  readonly problems: readonly string[];
}
