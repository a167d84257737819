/** The table of earlier positions that all searches share. */

/** By hash, in the form of the search: 128 KiB. */
export const table: usize = memory.data(131072, 16);
/** More than any distance. */
const GAP: u32 = 1 << 16;
const LAST_ORIGIN: u32 = 1 << 31;
/**
 * Where the positions of the next source begin. Each source gets an origin so far behind the one before that what is left
 * of that, in whatever form, is too distant to be used: the table need not be emptied.
 */
let nextOrigin: u32 = GAP;

/** Begins with a source of `length` (< 2^30) bytes. @returns what to add to an address to have its position */
export function startPositions(src: usize, length: usize): u32 {
  if (nextOrigin >= LAST_ORIGIN) {
    memory.fill(table, 0, 131072);
    nextOrigin = GAP;
  }
  const origin = nextOrigin;
  nextOrigin += <u32>length + GAP;
  return origin - <u32>src;
}
