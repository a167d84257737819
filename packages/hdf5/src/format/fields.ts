import { ByteCursor } from "@caterva2/ndarray";
import { malformed } from "./malformed.ts";

/** Widths in bytes that the superblock sets for the whole file. */
export interface Widths {
  /** Of addresses. */
  readonly offset: number;
  /** Of lengths. */
  readonly length: number;
}

/**
 * Reads the fields of HDF5 metadata: little-endian numbers of any width, addresses, texts.
 * Never beyond the end of its bytes. @throws hdf5.malformed
 */
export class FieldReader extends ByteCursor {
  readonly widths: Widths;
  readonly #all: Uint8Array;

  constructor(bytes: Uint8Array, widths: Widths) {
    super(bytes, { code: "hdf5.malformed" });
    this.widths = widths;
    this.#all = bytes;
  }

  /** An unsigned number of 1 to 8 bytes. */
  uint(width: number): number {
    if (width === 1) return this.u8();
    if (width === 2) return this.u16le();
    if (width === 4) return this.u32le();
    let value = 0;
    let scale = 1;
    if (width === 8) value = this.u32le() + this.u32le() * 2 ** 32;
    else for (let index = 0; index < width; index += 1, scale *= 256) value += this.u8() * scale;
    if (!Number.isSafeInteger(value)) throw malformed(`a number of ${width} bytes is too large`);
    return value;
  }

  /** A length, count or extent. */
  length(): number {
    return this.uint(this.widths.length);
  }

  /** An extent that may be "unlimited" (all ones): undefined. */
  extent(): number | undefined {
    return this.uintOrAllOnes(this.widths.length);
  }

  /** As {@link uint}; undefined for all ones, which mean "unlimited". */
  uintOrAllOnes(width: number): number | undefined {
    return this.#allOnes(width) ? undefined : this.uint(width);
  }

  /** An address; the undefined one (all ones) gives undefined. */
  address(): number | undefined {
    return this.uintOrAllOnes(this.widths.offset);
  }

  /** An address that must be there. */
  someAddress(what: string): number {
    const address = this.address();
    if (address === undefined) throw malformed(`${what} has no address`);
    return address;
  }

  /** Checks four ASCII characters. */
  signature(expected: string): void {
    const found = String.fromCharCode(...this.bytes(4));
    if (found !== expected) throw malformed(`${expected} expected`);
  }

  /** Bytes up to a zero, which is skipped. */
  terminated(): Uint8Array {
    const end = this.#all.indexOf(0, this.position);
    if (end < 0) throw malformed("a name without an end");
    const bytes = this.bytes(end - this.position);
    this.skip(1);
    return bytes;
  }

  /** Skips to the next multiple of 8 bytes, counted from `start`; at the end of the bytes there may be none. */
  align8(start: number): void {
    this.skip(Math.min(this.remaining, (8 - ((this.position - start) % 8)) % 8));
  }

  /** All that is left. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /** The same fields of other bytes. */
  over(bytes: Uint8Array): FieldReader {
    return new FieldReader(bytes, this.widths);
  }

  #allOnes(width: number): boolean {
    if (width > this.remaining) return false;
    for (let index = 0; index < width; index += 1) if (this.#all[this.position + index] !== 0xff) return false;
    this.skip(width);
    return true;
  }
}

/** Bytes that a number up to `limit` takes in HDF5's variable-width fields. */
export function widthOf(limit: number): number {
  let width = 1;
  for (let rest = limit; rest >= 256; rest = Math.floor(rest / 256)) width += 1;
  return width;
}

const UTF8 = new TextDecoder("utf-8");

/** Text of a name or string; bytes that are not UTF-8 become U+FFFD. */
export function textOf(bytes: Uint8Array): string {
  return UTF8.decode(bytes);
}
