/**
 * Port: decoded blocks of one file, kept for readers to come; other threads may share them. A block may be gone at any
 * time, and none has to be taken.
 */
export interface BlockCache {
  /**
   * Shows a block of `length` bytes to `use`, which copies what it needs. False if it is not there: then `use` may have
   * been called with other bytes, and what it made of them is to be made anew.
   */
  visit(nchunk: number, block: number, length: number, use: (bytes: Uint8Array) => void): boolean;
  /** Offers a decoded block. `volume` is how many bytes of blocks the reader needs in all: of much, a part is kept. */
  keep(nchunk: number, block: number, bytes: Uint8Array, volume: number): void;
}
