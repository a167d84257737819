import { FIELD, type FrameHeader } from "./header.ts";

/** How a stored frame becomes its next version: bytes to add behind its present end, then the new start of the file. */
export interface FrameGrowth {
  /** Where `tail` goes: the frame's present length (bytes behind it, left by an interrupted edit, are cut off first). */
  readonly end: number;
  /** New chunks, index and trailer. */
  readonly tail: readonly Uint8Array[];
  /** Replaces the first bytes of the file, in one write, once the tail is on disk. As long as the old header. */
  readonly head: Uint8Array;
}

/** What an edit changes in a header. Sizes in bytes. */
export interface HeaderChange {
  readonly nbytes: number;
  readonly chunksize: number;
  readonly blocksize: number;
  readonly hasVlmeta: boolean;
  /** New contents of metalayers, each as long as the old one. */
  readonly metalayers: ReadonlyMap<string, Uint8Array>;
}

/** The parts that an edit puts behind a frame. */
export interface GrowthParts {
  readonly chunks: readonly Uint8Array[];
  readonly index: Uint8Array;
  readonly trailer: Uint8Array;
}

/**
 * Plans the growth of a frame. Its old index and trailer stay where they are, as a hole among the chunks: until the
 * header is replaced the old frame is whole, afterwards the new one is.
 * @param head begins with the old header
 */
export function planGrowth(
  head: Uint8Array,
  header: FrameHeader,
  parts: GrowthParts,
  change: HeaderChange,
): FrameGrowth {
  const end = header.frameLength;
  const chunkBytes = parts.chunks.reduce((total, chunk) => total + chunk.length, 0);
  const cbytes = end - header.headerLength + chunkBytes;
  const frameLength = end + chunkBytes + parts.index.length + parts.trailer.length;
  const tail = [...parts.chunks, parts.index, parts.trailer].filter((part) => part.length > 0);
  return { end, tail, head: changedHeader(head, header, { ...change, cbytes, frameLength }) };
}

/** A copy of a header with other sizes in it. */
export function changedHeader(
  head: Uint8Array,
  header: FrameHeader,
  change: HeaderChange & { readonly cbytes: number; readonly frameLength: number },
): Uint8Array {
  const result = head.slice(0, header.headerLength);
  const view = new DataView(result.buffer);
  view.setBigUint64(FIELD.frameLength, BigInt(change.frameLength));
  view.setBigInt64(FIELD.nbytes, BigInt(change.nbytes));
  view.setBigInt64(FIELD.cbytes, BigInt(change.cbytes));
  if (change.chunksize !== header.chunksize) view.setInt32(FIELD.chunksize, change.chunksize);
  if (change.blocksize !== header.blocksize) view.setInt32(FIELD.blocksize, change.blocksize);
  result[FIELD.hasVlmeta] = change.hasVlmeta ? 0xc3 : 0xc2;
  for (const [name, content] of change.metalayers) {
    const old = header.metalayers.get(name);
    // The contents are views of a copy of the header, which starts at the frame's start.
    if (old !== undefined && old.length === content.length) result.set(content, old.byteOffset);
  }
  return result;
}
