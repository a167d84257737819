import { CatervaError } from "@caterva2/ndarray";

/**
 * The streams of NDLZ (a codec of c-blosc2): bytes of two dimensions, cut into cells of 4 x 4 or 8 x 8 in C order, fewer
 * rows and columns at the far edges. Each cell is a token and what it needs: its bytes, one byte for all, or distances
 * from the token back to bytes that stand earlier in the stream.
 */
export type Side = 4 | 8;

/** Rank (2) and two extents come first. */
export const HEADER = 9;
export const LITERAL = 0x00;
export const SAME_BYTE = 0x40;
export const WHOLE_MATCH = 0xc0;
const TWO_PAIRS = 0x20;

/** A cell of which some rows stand earlier: groups of them, one after the other there, each with a distance. */
export interface RowMatch {
  readonly token: number;
  readonly groups: readonly (readonly number[])[];
  /** Rows of no group, which follow the distances. */
  readonly rest: readonly number[];
}

/** By the side of the cells, those with most rows first. */
export const ROW_MATCHES: Readonly<Record<Side, readonly RowMatch[]>> = {
  4: [
    // The first row with another one, and the other two.
    match(4, TWO_PAIRS | (1 << 3), [0, 1], [2, 3]),
    match(4, TWO_PAIRS | (2 << 3), [0, 2], [1, 3]),
    match(4, TWO_PAIRS | (3 << 3), [0, 3], [1, 2]),
    match(4, 28 << 3, [1, 2, 3]),
    match(4, 29 << 3, [0, 1, 2]),
    match(4, 30 << 3, [0, 1, 3]),
    match(4, 31 << 3, [0, 2, 3]),
    match(4, 0x80 | (1 << 3), [0, 1]),
    match(4, 0x80 | (2 << 3), [0, 2]),
    match(4, 0x80 | (3 << 3), [0, 3]),
    match(4, 0xa0 | (2 << 3), [1, 2]),
    match(4, 0xa0 | (3 << 3), [1, 3]),
    match(4, 0x80, [2, 3]),
  ],
  8: [
    ...[0, 1, 2, 3, 4, 5].map((first) => match(8, (21 << 3) | first, [first, first + 1, first + 2])),
    ...[0, 1, 2, 3, 4, 5, 6].map((first) => match(8, (17 << 3) | first, [first, first + 1])),
  ],
};

function match(side: Side, token: number, ...groups: readonly number[][]): RowMatch {
  const rest = Array.from({ length: side }, (_, row) => row).filter((row) => !groups.flat().includes(row));
  return { token, groups, rest };
}

export function corrupt(): CatervaError {
  return new CatervaError("blosc2.corrupt", "A block of NDLZ does not decode.");
}
