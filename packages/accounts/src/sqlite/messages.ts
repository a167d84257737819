/** A value that SQLite stores, as this package uses it. */
export type SqlValue = string | number | null;

/** What crosses to the thread that holds the database. */
export interface Statement {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

/** What comes back. `ready` is the first message; a database that cannot be opened ends the thread instead. */
export type Outcome =
  | { readonly kind: "ready" }
  | { readonly kind: "rows"; readonly id: number; readonly rows: readonly unknown[]; readonly changes: number }
  | { readonly kind: "error"; readonly id: number; readonly errcode: number; readonly message: string };
