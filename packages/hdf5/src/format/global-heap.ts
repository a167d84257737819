import { malformed } from "./malformed.ts";
import type { Metadata } from "./metadata.ts";

/** Largest collection that is read; writers start at 4 KiB and make larger ones for single large objects. */
const MAX_COLLECTION = 64 * 1024 * 1024;
const MAX_KEPT = 64;

/** The file's heap of variable-length data, one collection at a time. */
export class GlobalHeap {
  readonly #metadata: Metadata;
  readonly #collections = new Map<number, Promise<ReadonlyMap<number, Uint8Array>>>();

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
  }

  /** The bytes of object `index` of the collection at an address. */
  async object(address: number, index: number): Promise<Uint8Array> {
    let collection = this.#collections.get(address);
    if (collection === undefined) {
      collection = this.#read(address);
      collection.catch(() => this.#collections.delete(address));
      const oldest = this.#collections.keys().next().value;
      if (this.#collections.size >= MAX_KEPT && oldest !== undefined) this.#collections.delete(oldest);
      this.#collections.set(address, collection);
    }
    const object = (await collection).get(index);
    if (object === undefined) throw malformed("variable-length data that are nowhere");
    return object;
  }

  async #read(address: number): Promise<ReadonlyMap<number, Uint8Array>> {
    const { length } = this.#metadata.widths;
    const head = await this.#metadata.fields(address, 8 + length);
    head.signature("GCOL");
    head.skip(4);
    const size = head.length();
    if (size > MAX_COLLECTION || size < 8 + length) throw malformed("a global heap of impossible size");
    const fields = await this.#metadata.fields(address, size);
    fields.skip(8 + length);
    const objects = new Map<number, Uint8Array>();
    while (fields.remaining >= 8 + length) {
      const index = fields.u16le();
      fields.skip(6);
      const bytes = fields.length();
      if (index === 0) break;
      objects.set(index, fields.bytes(bytes));
      fields.align8(0);
    }
    return objects;
  }
}
