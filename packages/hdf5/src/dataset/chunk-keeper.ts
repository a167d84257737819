/**
 * Port: decoded chunks of one dataset, or pieces of one that is not in chunks, kept for reads to come; other threads may
 * share them. A chunk may be gone at any time, and none has to be taken.
 */
export interface ChunkKeeper {
  /**
   * Shows a chunk of `length` bytes to `use`, which copies what it needs. False if it is not there: then `use` may have
   * been called with other bytes, and what it made of them is to be made anew.
   */
  visit(nchunk: number, length: number, use: (bytes: Uint8Array) => void): boolean;
  /** Offers a decoded chunk. `volume` is how many bytes of chunks the reader needs in all: of much, a part is kept. */
  keep(nchunk: number, bytes: Uint8Array, volume: number): void;
}
