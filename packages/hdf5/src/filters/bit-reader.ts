import { corrupt } from "./corrupt.ts";

/** Reads numbers of any width from packed bits, the highest bit of each byte first. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The next `width` bits, 64 at most. */
  take(width: number): bigint {
    const end = this.#at + width;
    if (end > this.#bytes.length * 8) throw corrupt("packed numbers are cut short");
    let value = 0n;
    while (this.#at < end) {
      const within = this.#at & 7;
      const bits = Math.min(8 - within, end - this.#at);
      const byte = this.#bytes[this.#at >> 3] ?? 0;
      value = (value << BigInt(bits)) | BigInt((byte >> (8 - within - bits)) & ((1 << bits) - 1));
      this.#at += bits;
    }
    return value;
  }
}

/** Writes the lowest `size` bytes of a number. */
export function putInteger(target: Uint8Array, at: number, size: number, bigEndian: boolean, value: bigint): void {
  let rest = BigInt.asUintN(64, value);
  for (let index = 0; index < size; index += 1) {
    target[at + (bigEndian ? size - 1 - index : index)] = Number(rest & 255n);
    rest >>= 8n;
  }
}
