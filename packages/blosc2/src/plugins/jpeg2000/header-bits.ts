import { corrupt } from "./errors.ts";

/** The bits of packet headers (T.800, B.10.1): the highest of a byte first; a byte behind 0xff has seven. */
export class HeaderBits {
  readonly #bytes: Uint8Array;
  #at: number;
  #byte = 0;
  #left = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  next(): number {
    if (this.#left === 0) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw corrupt("its packets end early");
      this.#left = this.#byte === 0xff ? 7 : 8;
      this.#byte = byte;
      this.#at += 1;
    }
    this.#left -= 1;
    return (this.#byte >> this.#left) & 1;
  }

  /** @param count up to 31 */
  number(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index += 1) value = (value << 1) | this.next();
    return value;
  }

  /** Where the next byte stands, beyond the rest of the last one and what is stuffed behind it. */
  end(): number {
    return this.#byte === 0xff ? this.#at + 1 : this.#at;
  }
}
