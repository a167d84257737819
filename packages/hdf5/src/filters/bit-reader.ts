import { corrupt } from "./corrupt.ts";

/** Reads numbers of any width from packed bits, the highest bit of each byte first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  /** In bytes. */
  #next = 0;
  /** The bits that are read but not taken, the last `#held` of it. */
  #bits = 0;
  #held = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next `width` bits, 32 at most. @throws hdf5.corrupt at the end */
  take(width: number): number {
    if (width > 24) return this.take(width - 16) * 65536 + this.take(16);
    while (this.#held < width) {
      if (this.#next >= this.#bytes.length) throw corrupt("packed numbers are cut short");
      this.#bits = (this.#bits << 8) | (this.#bytes[this.#next++] ?? 0);
      this.#held += 8;
    }
    this.#held -= width;
    const value = (this.#bits >>> this.#held) & ((1 << width) - 1);
    // No more bits stay than the next 24 need room for.
    this.#bits &= (1 << this.#held) - 1;
    return value;
  }

  /** How many zeros there are before the next one, which is taken too; more than `limit` are corrupt. */
  zeros(limit: number): number {
    let count = 0;
    for (;;) {
      const bits = this.#bits & ((1 << this.#held) - 1);
      if (bits !== 0) {
        const lead = Math.clz32(bits) - (32 - this.#held);
        this.#held -= lead + 1;
        this.#bits &= (1 << this.#held) - 1;
        return count + lead <= limit ? count + lead : this.#tooLong();
      }
      count += this.#held;
      if (count > limit) this.#tooLong();
      if (this.#next >= this.#bytes.length) throw corrupt("packed numbers are cut short");
      this.#bits = this.#bytes[this.#next++] ?? 0;
      this.#held = 8;
    }
  }

  #tooLong(): never {
    throw corrupt("a packed number is too large");
  }
}
