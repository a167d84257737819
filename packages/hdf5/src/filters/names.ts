/** Registered numbers of the filters; see the HDF Group's list. */
const FILTER_NAMES: Readonly<Record<number, string>> = {
  1: "gzip",
  2: "shuffle",
  3: "fletcher32",
  4: "szip",
  5: "nbit",
  6: "scaleoffset",
  305: "LZO",
  307: "bzip2",
  32000: "lzf",
  32001: "Blosc",
  32004: "LZ4",
  32008: "Bitshuffle",
  32013: "ZFP",
  32015: "Zstandard",
  32017: "SZ",
  32018: "FCIDECOMP",
  32024: "SZ3",
  32026: "Blosc2",
  32028: "Sperr",
};

/** Longest name of a file's own that is told. */
const LONGEST = 60;

/** What a filter is called: files need not say it for those that everybody knows. */
export function filterName(id: number, stored: string): string {
  const name = FILTER_NAMES[id] ?? stored.slice(0, LONGEST);
  return name === "" ? `filter ${id}` : name;
}
