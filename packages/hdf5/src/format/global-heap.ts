import { KeptValues } from "../kept-values.ts";
import { malformed } from "./malformed.ts";
import type { Metadata } from "./metadata.ts";

/** Largest collection that is read; writers start at 4 KiB and make larger ones for single large objects. */
const MAX_COLLECTION = 64 * 1024 * 1024;

interface Collection {
  readonly bytes: number;
  readonly objects: ReadonlyMap<number, Uint8Array>;
}

/** The file's heap of variable-length data, one collection at a time. */
export class GlobalHeap {
  readonly #metadata: Metadata;
  readonly #collections = new KeptValues<number, Collection>({
    entries: 256,
    weight: 8 * 1024 * 1024,
    weigh: ({ bytes }) => bytes,
  });

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
  }

  /** The bytes of object `index` of the collection at an address. */
  async object(address: number, index: number): Promise<Uint8Array> {
    const { objects } = await this.#collections.of(address, () => this.#read(address));
    const object = objects.get(index);
    if (object === undefined) throw malformed("variable-length data that are nowhere");
    return object;
  }

  async #read(address: number): Promise<Collection> {
    const { length } = this.#metadata.widths;
    const head = await this.#metadata.fields(address, 8 + length);
    head.signature("GCOL");
    head.skip(4);
    const size = head.length();
    if (size > MAX_COLLECTION || size < 8 + length) throw malformed("a global heap of impossible size");
    const fields = await this.#metadata.fields(address, size);
    fields.skip(8 + length);
    fields.align8(0);
    const objects = new Map<number, Uint8Array>();
    while (fields.remaining >= 8 + length) {
      const index = fields.u16le();
      fields.skip(6);
      const bytes = fields.length();
      if (index === 0) break;
      fields.align8(0);
      objects.set(index, fields.bytes(bytes));
      fields.align8(0);
    }
    return { bytes: size, objects };
  }
}
