import { type ByteSource, checkRange } from "@caterva2/ndarray";

/** Largest piece of a stream, in bytes. */
export const STREAM_PIECE = 256 * 1024;

/** Bytes `start` to `end` (exclusive) of a source, in order, in pieces of at most {@link STREAM_PIECE}. */
export async function* streamSource(source: ByteSource, start: number, end: number): AsyncGenerator<Uint8Array> {
  checkRange(source.size, start, end - start);
  for (let offset = start; offset < end; ) {
    const length = Math.min(STREAM_PIECE, end - offset);
    yield await source.read(offset, length);
    offset += length;
  }
}
