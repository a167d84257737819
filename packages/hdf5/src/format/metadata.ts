import type { ByteSource } from "@caterva2/ndarray";
import { verifyChecksum } from "./checksum.ts";
import { FieldReader, type Widths } from "./fields.ts";
import { malformed } from "./malformed.ts";

/** Bytes read at a time: metadata are small and lie close together. */
const PAGE = 16 * 1024;
/** Pages kept: 8 MiB. */
const MAX_PAGES = 512;
/** No single piece of metadata is larger; heaps and index blocks stay far below. */
const MAX_PIECE = 64 * 1024 * 1024;

/** Reads the metadata of one file by address, through a cache of pages. Addresses are relative to `base`. */
export class Metadata {
  readonly widths: Widths;
  /** Where address 0 lies in the source, in bytes. */
  readonly base: number;
  readonly source: ByteSource;
  readonly #pages = new Map<number, Promise<Uint8Array>>();

  constructor(source: ByteSource, base: number, widths: Widths) {
    this.source = source;
    this.base = base;
    this.widths = widths;
  }

  /** Exactly `length` bytes at an address. @throws hdf5.malformed when they are not all in the file */
  async bytes(address: number, length: number): Promise<Uint8Array> {
    const start = this.position(address, length);
    if (length > MAX_PIECE) throw malformed(`metadata of ${length} bytes`);
    const first = Math.floor(start / PAGE);
    const last = Math.floor((start + Math.max(1, length) - 1) / PAGE);
    if (last - first > 3) return this.source.read(start, length);
    const page = await this.#page(first);
    const offset = start - first * PAGE;
    if (first === last) return page.subarray(offset, offset + length);
    const joined = new Uint8Array(length);
    joined.set(page.subarray(offset));
    for (let number = first + 1; number <= last; number += 1) {
      const next = await this.#page(number);
      const at = number * PAGE - start;
      joined.set(next.subarray(0, length - at), at);
    }
    return joined;
  }

  /** Fields of `length` bytes at an address. */
  async fields(address: number, length: number): Promise<FieldReader> {
    return new FieldReader(await this.bytes(address, length), this.widths);
  }

  /** As {@link fields}, after a check of the checksum in the last four bytes, which are left out. */
  async checked(address: number, length: number, what: string): Promise<FieldReader> {
    const bytes = await this.bytes(address, length);
    verifyChecksum(bytes, what);
    return new FieldReader(bytes.subarray(0, length - 4), this.widths);
  }

  /** As many bytes as there are at an address, at most `length`. */
  async upTo(address: number, length: number): Promise<Uint8Array> {
    const left = this.source.size - this.base - address;
    return this.bytes(address, Math.max(0, Math.min(length, left)));
  }

  /** Position in the source of `length` bytes at an address. @throws hdf5.malformed outside the file */
  position(address: number, length: number): number {
    const start = this.base + address;
    const valid = Number.isSafeInteger(start) && Number.isSafeInteger(length) && address >= 0 && length >= 0;
    if (!valid || start + length > this.source.size) {
      throw malformed(`it ends before address ${address} and ${length} bytes`);
    }
    return start;
  }

  #page(number: number): Promise<Uint8Array> {
    const known = this.#pages.get(number);
    if (known !== undefined) return known;
    const start = number * PAGE;
    const page = this.source.read(start, Math.min(PAGE, this.source.size - start));
    this.#pages.set(number, page);
    page.catch(() => this.#pages.delete(number));
    if (this.#pages.size > MAX_PAGES) {
      const oldest = this.#pages.keys().next().value;
      if (oldest !== undefined) this.#pages.delete(oldest);
    }
    return page;
  }
}
