/** Bytes that stand before the content of a raw chunk. */
export const RAW_HEADER = 32;

/**
 * A chunk that holds its content as it is. `data` has at most 2^31 - 33 bytes, and at least one.
 * Its blocks have no meaning for the bytes, but the C library reads parts of arrays by them.
 */
export function rawChunk(data: Uint8Array, typesize: number, blocksize: number): Uint8Array {
  const chunk = new Uint8Array(RAW_HEADER + data.length);
  chunk.set(data, RAW_HEADER);
  writeRawHeader(chunk, typesize, blocksize);
  return chunk;
}

/** Makes bytes a raw chunk: what stands behind the first {@link RAW_HEADER} of them is its content. */
export function writeRawHeader(chunk: Uint8Array, typesize: number, blocksize: number): void {
  const length = chunk.length - RAW_HEADER;
  const view = new DataView(chunk.buffer, chunk.byteOffset);
  // Format version 5, codec format 1; an extended header, stored raw.
  chunk.set([5, 1, 0x07, typesize]);
  view.setUint32(4, length, true);
  view.setUint32(8, Math.min(blocksize, length), true);
  view.setUint32(12, chunk.length, true);
}
