const HEADER_LENGTH = 32;

/**
 * A chunk that holds its content as it is. `data` has at most 2^31 - 33 bytes, and at least one.
 * Its blocks have no meaning for the bytes, but the C library reads parts of arrays by them.
 */
export function rawChunk(data: Uint8Array, typesize: number, blocksize: number): Uint8Array {
  const chunk = new Uint8Array(HEADER_LENGTH + data.length);
  const view = new DataView(chunk.buffer);
  // Format version 5, codec format 1; an extended header, stored raw.
  chunk.set([5, 1, 0x07, typesize]);
  view.setUint32(4, data.length, true);
  view.setUint32(8, Math.min(blocksize, data.length), true);
  view.setUint32(12, chunk.length, true);
  chunk.set(data, HEADER_LENGTH);
  return chunk;
}
