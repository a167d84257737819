import { CatervaError } from "./errors.ts";

/** Half-open run of bytes: `offset` and `length` in bytes from the start of the source. */
export interface ByteRange {
  readonly offset: number;
  readonly length: number;
}

/**
 * Port: bytes that can be read by position. Files, HTTP ranges and memory implement it; decoders
 * know nothing else. A source is a snapshot: its size never changes while it is open.
 */
export interface ByteSource {
  /** Size in bytes. */
  readonly size: number;
  /** Exactly `length` bytes at `offset`. @throws source.short_read when they are not all there. */
  read(offset: number, length: number): Promise<Uint8Array>;
  /**
   * Fills `target` from `offset` on, where that is cheaper than bytes of their own; a promise only when there is
   * something to wait for. @throws as `read`
   */
  readInto?(offset: number, target: Uint8Array): Promise<void> | undefined;
}

/** Bytes held in memory as a source; reads are views, not copies. */
export function memorySource(bytes: Uint8Array): ByteSource {
  // A Buffer of Node would go on to its readers: its `slice` is a view, theirs has to be a copy.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    size: plain.byteLength,
    async read(offset, length) {
      checkRange(plain.byteLength, offset, length);
      return plain.subarray(offset, offset + length);
    },
  };
}

/** Validates a read against a source's size: every implementation of {@link ByteSource} starts with it. */
export function checkRange(size: number, offset: number, length: number): void {
  const valid = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && offset >= 0 && length >= 0;
  if (!valid || offset + length > size) {
    throw new CatervaError("source.short_read", `Cannot read ${length} bytes at ${offset}: the source has ${size}.`, {
      detail: { offset, length, size },
    });
  }
}

/** What a {@link countingSource} has seen; tests assert it. */
export interface ReadCount {
  reads: number;
  bytes: number;
}

/** Wraps a source and counts its reads. */
export function countingSource(source: ByteSource): { source: ByteSource; count: ReadCount } {
  const count: ReadCount = { reads: 0, bytes: 0 };
  return {
    count,
    source: {
      size: source.size,
      read(offset, length) {
        count.reads += 1;
        count.bytes += length;
        return source.read(offset, length);
      },
    },
  };
}
