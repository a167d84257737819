import type { ByteSource } from "@caterva2/ndarray";

/** Memory of one lane of reads that is used again: new memory costs as much as the read into it. */
export class LaneMemory {
  #stored = new Uint8Array();
  #decoded: Uint8Array | undefined;

  /** Bytes of a source. They hold until the next read. */
  async read(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
    if (source.readInto === undefined) return source.read(offset, length);
    if (this.#stored.length < length) this.#stored = new Uint8Array(length);
    const bytes = this.#stored.subarray(0, length);
    await source.readInto(offset, bytes);
    return bytes;
  }

  /** Room for a decoded chunk that nobody keeps, always of the same size. */
  decoded(bytes: number): Uint8Array {
    if (this.#decoded?.length !== bytes) this.#decoded = new Uint8Array(bytes);
    return this.#decoded;
  }
}
