/** Highest level of zstd, which c-blosc2 uses for clevel 9. */
const ZSTD_MAX_LEVEL = 22;

/** The level of zstd that c-blosc2 takes for `clevel` 1 to 9. */
export function zstdLevel(clevel: number): number {
  return clevel === 9 ? ZSTD_MAX_LEVEL : Math.max(1, 2 * clevel - 1);
}
