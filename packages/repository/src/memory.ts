const MIB = 1024 * 1024;

/** Bytes that one repository keeps to be faster the next time, by what it is; a server has one a thread. */
export interface RepositoryMemory {
  /** Of open frames: their indexes, and where the blocks of their chunks lie. */
  readonly frames: number;
  /** Of open HDF5 files: their indexes and headers, and decoded chunks. */
  readonly hdf5: number;
  /** Numbers of the rows that queries have found, and what expressions have reduced. */
  readonly results: number;
  /** Of directories. */
  readonly names: number;
}

/** For whoever has memory enough. The newest of a kind is kept even if it alone takes more. */
export const DEFAULT_MEMORY: RepositoryMemory = {
  frames: 64 * MIB,
  hdf5: 64 * MIB,
  results: 128 * MIB,
  names: 24 * MIB,
};
